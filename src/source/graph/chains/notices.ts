import { lagMs } from "../../../rules/lag.ts";
import type { SourceRecord } from "../../../rules/source-record.ts";
import { unexpectedBody } from "../graph-fault.ts";
import { locateObjects } from "../locate.ts";
import type { Reading } from "../reading.ts";
import { idOf, type Row } from "../row.ts";
import { lookUp, type UserRecord } from "../user-records.ts";
import { readUsers } from "../users.ts";
import { Claims, isPurged, isRemoved, ownClaim } from "./claims.ts";
import { claimOfReports, claimOfReturned, mayBeReturned } from "./reports.ts";

type RowsByUser = ReadonlyMap<string, readonly Row[]>;

/** What the feed says of users. */
export type Notices = {
  readonly rows: readonly Row[];
  /** Users of whom it said before that they are there, when they could not be found. */
  readonly owed: readonly string[];
};

type Found = UserRecord | Extract<SourceRecord, { kind: "gone" }>;

export type Noticed = {
  readonly records: readonly Found[];
  /** Those who still, or now, cannot be found although the feed says that they are there. */
  readonly owed: readonly string[];
};

/**
 * A row of the feed is only a notice: those it is about are read directly. They stay in doubt, and are read
 * again until all servers must know the same: an older answer can still come.
 */
export async function followNotices(reading: Reading, notices: Notices): Promise<Noticed> {
  const rows = rowsByUser(notices);
  const stored = await reading.known.which("user", [...rows.keys()]);
  const claims = claimsOf(reading, rows, stored);
  const owed = new Set<string>();
  if (reading.selection.manager.length > 0) {
    await claimOfReports(reading, rows, claims);
    const returned = [...rows].filter(([, own]) => own.length === 0 || own.some(mayBeReturned));
    const ids = returned.map(([id]) => id);
    for (const id of await claimOfReturned(reading, ids, claims)) owed.add(id);
  }
  const records: Found[] = [];
  const found = await lookUp(reading, claims.ids);
  const purged = await purgedOf(reading, found, rows);
  for (const record of found) {
    const { id } = record;
    if (record.kind === "object") {
      records.push({ ...record, doubtedUntil: reading.now + lagMs });
    } else if (purged.has(id)) {
      records.push({ kind: "gone", type: "user", id });
    } else if (record.kind === "missing") {
      const isOwed = !claims.areBorneOut(id, null);
      if (isOwed) owed.add(id);
      records.push(whereabouts(id, rows.get(id), { isOwed, isStored: stored.has(id) }));
    } else {
      records.push(record);
    }
  }
  return { records, owed: [...owed] };
}

/** What the feed says of users who are stored, and, where everybody is in scope, of all who are there. */
function claimsOf({ rules, selection }: Reading, rows: RowsByUser, stored: ReadonlySet<string>): Claims {
  const claims = new Claims();
  for (const [id, own] of rows) {
    const isThere = own.length === 0 || own.some((row) => !isRemoved(row));
    if (!stored.has(id) && !(rules.scope === "all" && isThere)) continue;
    if (own.length === 0) claims.add(id, (found) => found !== null);
    for (const row of own) claims.add(id, ownClaim(row, selection));
  }
  return claims;
}

/** Those who are gone for good as the feed says, and in the bin no more than among those who are there. */
async function purgedOf(
  { graph, selection, signal }: Reading,
  found: readonly UserRecord[],
  rows: RowsByUser,
): Promise<ReadonlySet<string>> {
  const missing = found.filter(({ kind, id }) => kind === "missing" && isPurged(rows.get(id)));
  const ids = missing.map(({ id }) => id);
  const places = await locateObjects("user", ids, { graph, selection, signal });
  return new Set(ids.filter((_, index) => places[index]?.kind === "hardDeleted"));
}

/** Where a user is who was not found. Whom the feed only shows is there, and cannot be read yet. */
function whereabouts(
  id: string,
  rows: readonly Row[] = [],
  { isOwed, isStored }: { isOwed: boolean; isStored: boolean },
): Found {
  const isShown = isOwed && !rows.some(isRemoved);
  return { kind: isShown && isStored ? "unreadable" : "missing", type: "user", id };
}

/** One user can be in several rows; of those who are owed there may be none. */
function rowsByUser({ rows, owed }: Notices): RowsByUser {
  const byUser = new Map<string, Row[]>(owed.map((id) => [id, []]));
  for (const row of rows) {
    const id = idOf(row);
    if (id === undefined) throw unexpectedBody(row, readUsers, "users with an id");
    const others = byUser.get(id);
    if (others === undefined) byUser.set(id, [row]);
    else others.push(row);
  }
  return byUser;
}
