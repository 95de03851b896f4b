import { lagMs } from "../../../rules/lag.ts";
import type { SourcePage } from "../../../rules/source-record.ts";
import { changeFeedFault, permissions } from "../graph-fault.ts";
import { type Asking, selecting } from "../pages.ts";
import type { Reading } from "../reading.ts";
import { followNotices, type Noticed } from "./notices.ts";
import {
  type Chain,
  chainAt,
  chainLifeMs,
  followedProperties,
  newPosition,
  type Position,
} from "./position.ts";
import { type FeedPage, roundPages } from "./round.ts";

const followUsers = { action: "follow the changes of the users", permission: permissions.users } as const;

/**
 * The users who have changed since the last read. Where its position is lost, or there is none, a new chain
 * is opened and the read becomes a complete one, which reports them all the same.
 */
export async function* changedUserPages(reading: Reading): AsyncGenerator<SourcePage, void, undefined> {
  const { position, now } = reading;
  if (position !== null && now - position.users.issuedAt < chainLifeMs) {
    await renew(reading, position);
    if (yield* drain(reading)) return;
  }
  const users = await openChain(reading);
  // Groups' chains do not depend on what is read of users.
  const { groups } = reading.position ?? { groups: [] };
  reading.beginAnew({ ...newPosition(users, { selection: reading.selectionKey }), groups });
}

/**
 * Reports what the chain has up to now, each page with the position after it; false: the position is lost.
 */
async function* drain(reading: Reading): AsyncGenerator<SourcePage, boolean, undefined> {
  yield* owedPages(reading);
  const { users } = positionOf(reading);
  for await (const page of roundPages(reading.graph, users, asking(reading))) {
    if ("lost" in page) return false;
    const { rows } = page;
    const noticed = await followNotices(reading, { rows, owed: [] });
    advance(reading, noticed, chainAfter(page, users, reading));
    yield reading.page(noticed.records);
  }
  const { renewal, ...position } = positionOf(reading);
  if (renewal !== null && renewal.openedAt + lagMs <= reading.now) {
    reading.position = { ...position, users: renewal, renewal: null };
  }
  return true;
}

/** Looks again for users who could not be found although the feed said that they are there. */
async function* owedPages(reading: Reading): AsyncGenerator<SourcePage, void, undefined> {
  const position = positionOf(reading);
  const ids = Object.keys(position.owed);
  if (ids.length === 0) return;
  const { records, owed } = await followNotices(reading, { rows: [], owed: ids });
  const isOver = new Set(owed.filter((id) => (position.owed[id] ?? 0) <= reading.now));
  const left = Object.entries(position.owed).filter(([id]) => owed.includes(id) && !isOver.has(id));
  reading.position = { ...position, owed: Object.fromEntries(left) };
  yield reading.page(records.map((record) => (isOver.has(record.id) ? noLongerOwed(record) : record)));
}

/** By now every server must know of a user who is there. */
function noLongerOwed(record: Noticed["records"][number]): Noticed["records"][number] {
  return record.kind === "unreadable" ? { ...record, kind: "missing" } : record;
}

/** Moves the chain on; who is owed is so from now on, and whoever was and has been found is not any more. */
function advance(reading: Reading, { records, owed }: Noticed, users: Chain): void {
  const position = positionOf(reading);
  const settled = new Set(records.map(({ id }) => id));
  const left = Object.entries(position.owed).filter(([id]) => !settled.has(id));
  const added = owed.map((id): [string, number] => [id, reading.now + lagMs]);
  reading.position = { ...position, users, owed: Object.fromEntries([...left, ...added]) };
}

function chainAfter({ link, isLast }: FeedPage, { openedAt, ...chain }: Chain, { now }: Reading): Chain {
  return isLast ? chainAt(link, { openedAt, now }) : { ...chain, openedAt, link };
}

/**
 * Opens the chain that will take the place of one that is old. The old one is followed until all servers must
 * know what happened before the new one was opened: what opens it and what ends the old one need not know the
 * same.
 */
async function renew(reading: Reading, position: Position): Promise<void> {
  if (position.renewal !== null || reading.now - position.users.openedAt < chainLifeMs) return;
  reading.position = { ...position, renewal: await openChain(reading) };
}

/** A chain of the changes from now on. */
async function openChain(reading: Reading): Promise<Chain> {
  const { graph, selection, now } = reading;
  const url = `/users/delta?$deltatoken=latest&${selecting(followedProperties(selection))}`;
  let opened: Chain | null = null;
  for await (const page of roundPages(graph, { link: url, round: url }, asking(reading))) {
    if ("lost" in page) throw changeFeedFault(page.lost, followUsers);
    opened = chainAt(page.link, { openedAt: now, now });
  }
  if (opened === null) throw new TypeError("Cannot open a chain without a page");
  return opened;
}

function asking(reading: Reading): Asking {
  return reading.asking(followUsers);
}

function positionOf({ position }: Reading): Position {
  if (position === null) throw new TypeError("Cannot follow the users before their chain is open");
  return position;
}
