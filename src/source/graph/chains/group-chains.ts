import type { SourcePage, SourceRecord } from "../../../rules/source-record.ts";
import { changeFeedFault, permissions, unexpectedBody } from "../graph-fault.ts";
import { selecting } from "../pages.ts";
import type { GraphAnswer } from "../client.ts";
import { groupOf } from "../groups.ts";
import { hidesMembers } from "../memberships.ts";
import { memberOf } from "../object-record.ts";
import type { Reading } from "../reading.ts";
import { idOf, isRow, type Row, textOf } from "../row.ts";
import { isRemoved } from "./claims.ts";
import { type Chain, chainAt, chainLifeMs, type GroupChain } from "./position.ts";
import { roundPages } from "./round.ts";

const followGroups = { action: "follow the changes of the groups", permission: permissions.groups } as const;

/** So many ids a filter takes. */
const groupsInChain = 50;

type Left = Extract<SourceRecord, { kind: "left" }>;
type Followed = { readonly chain: GroupChain; readonly left: readonly Left[] };

/**
 * Who has left the groups of this read since the last one: a second witness beside the lists of members. A
 * chain begins with everybody who is in its groups, as one that begins "from now on" has been seen to say
 * nothing of members. That is as much as the lists themselves, so it waits for an incremental read.
 */
export async function* changedGroupPages(reading: Reading): AsyncGenerator<SourcePage, void, undefined> {
  const uncovered = new Set(reading.seen.groupsWithMembers);
  const unexplained = new Set(reading.seen.emptyGroups);
  const goingOn = chainsToFollow(reading);
  for (const chain of reading.position?.groups ?? []) {
    const followed = goingOn.has(chain) ? await follow(reading, chain) : null;
    yield keep(reading, { before: chain, followed });
    for (const id of followed?.chain.ids ?? []) uncovered.delete(id);
  }
  for (const ids of reading.complete ? [] : portionsOf(uncovered)) {
    yield keep(reading, { before: null, followed: await enumerate(reading, ids) });
    for (const id of ids) unexplained.delete(id);
  }
  // Whoever has left by a chain explains nobody else, and the chain may have said so before the list did.
  for (const ids of portionsOf(unexplained)) {
    const followed = await enumerate(reading, ids);
    yield { records: followed?.left ?? [] };
  }
}

function portionsOf(ids: ReadonlySet<string>): readonly (readonly string[])[] {
  const all = [...ids];
  const portions: (readonly string[])[] = [];
  for (let at = 0; at < all.length; at += groupsInChain) portions.push(all.slice(at, at + groupsInChain));
  return portions;
}

/** A page of what a chain says, with the chain's new place. */
function keep(
  reading: Reading,
  { before, followed }: { before: GroupChain | null; followed: Followed | null },
): SourcePage {
  const { position } = reading;
  if (position === null) throw new TypeError("Cannot follow groups before the users' chain is open");
  const others = position.groups.filter((chain) => chain !== before);
  reading.position = { ...position, groups: followed === null ? others : [...others, followed.chain] };
  const counting = followed?.left.filter(({ groupId }) => reading.seen.groupsWithMembers.has(groupId)) ?? [];
  return reading.page(counting);
}

/**
 * Young ones whose groups count. Groups come one by one, and each chain costs a request in every read: where
 * there are too many, the smallest begin anew together. What they had to say is found by a second look.
 */
function chainsToFollow({ now, complete, seen, position }: Reading): ReadonlySet<GroupChain> {
  const { groupsWithMembers } = seen;
  const { size: all } = groupsWithMembers;
  const chains = (position?.groups ?? [])
    .filter(({ openedAt, issuedAt }) => now - Math.min(openedAt, issuedAt) < chainLifeMs)
    .map((chain) => ({ chain, size: chain.ids.filter((id) => groupsWithMembers.has(id)).length }))
    .filter(({ size }) => size > 0)
    .toSorted((one, other) => other.size - one.size);
  let uncovered = all - chains.reduce((sum, { size }) => sum + size, 0);
  // A complete read begins none.
  const most = complete ? chains.length + uncovered : Math.ceil(all / groupsInChain) + 1;
  while (chains.length + Math.ceil(uncovered / groupsInChain) > most) {
    uncovered += chains.pop()?.size ?? 0;
  }
  return new Set(chains.map(({ chain }) => chain));
}

/** Null: the position is lost. */
async function follow(reading: Reading, chain: GroupChain): Promise<Followed | null> {
  const changes = new Map<string, { readonly left: Set<string>; readonly joined: Set<string> }>();
  let next: Chain = chain;
  for await (const page of roundPages(reading.graph, chain, reading.asking(followGroups))) {
    if ("lost" in page) return null;
    for (const { id, members } of page.rows.map(membersIn)) {
      const change = changes.get(id) ?? { left: new Set(), joined: new Set() };
      changes.set(id, change);
      for (const member of members) (isRemoved(member) ? change.left : change.joined).add(identified(member));
    }
    next = chainAt(page.link, { openedAt: chain.openedAt, now: reading.now });
  }
  // Rows come in any order: who is in one of them may have left and come back.
  const left = [...changes].map(([id, change]) => leftRecord(id, [...change.left.difference(change.joined)]));
  return { chain: { ...next, ids: chain.ids }, left: left.filter(({ memberIds }) => memberIds.length > 0) };
}

/** Opens a chain. A group is empty that is shown without anybody here as in its list. Null: Graph refuses. */
async function enumerate(reading: Reading, ids: readonly string[]): Promise<Followed | null> {
  const { graph, now } = reading;
  const filter = encodeURIComponent(ids.map((id) => `id eq '${id}'`).join(" or "));
  const url = `/groups/delta?$filter=${filter}&${selecting(["id", "displayName", "visibility", "members"])}`;
  const shown = new Set<string>();
  const occupied = new Set<string>();
  let chain = chainAt(url, { openedAt: now, now });
  for await (const page of roundPages(graph, chain, reading.asking(followGroups))) {
    if ("lost" in page) return unfollowed(reading, page.lost);
    for (const row of page.rows.filter((one) => !isRemoved(one))) {
      const { id, members } = membersIn(row);
      shown.add(id);
      if (hidesMembers(groupOf(row)) || members.some(isMember)) occupied.add(id);
    }
    chain = chainAt(page.link, { openedAt: now, now });
  }
  const empty = shown.difference(occupied).intersection(reading.seen.emptyGroups);
  const left = [...empty].map((id) => leftRecord(id, "all"));
  return { chain: { ...chain, ids: [...ids] }, left };
}

/** Without the second witness everything is still found, only later. */
function unfollowed(reading: Reading, answer: GraphAnswer): null {
  const { message } = changeFeedFault(answer, followGroups);
  reading.warnings.add(`${message}: that somebody has left a group takes a second look each time`);
  return null;
}

function membersIn(row: Row): { readonly id: string; readonly members: readonly Row[] } {
  const members: unknown = row["members@delta"] ?? [];
  if (!Array.isArray(members) || !members.every(isRow)) {
    throw unexpectedBody(row, followGroups, "groups with changes of their members");
  }
  return { id: identified(row), members };
}

/** As the lists have members: no devices and the like. Who does not say what it is may be anybody. */
function isMember(row: Row): boolean {
  return !isRemoved(row) && (textOf(row, "@odata.type") === undefined || memberOf(row) !== null);
}

function identified(row: Row): string {
  const id = idOf(row);
  if (id === undefined) throw unexpectedBody(row, followGroups, "groups and members with an id");
  return id;
}

function leftRecord(groupId: string, memberIds: Left["memberIds"]): Left {
  return { kind: "left", groupId, memberIds };
}
