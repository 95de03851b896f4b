import { nameOf, type Attributes, type ObjectType, type SourceState } from "../../rules/directory.ts";
import { lagMs } from "../../rules/lag.ts";
import type { Settled } from "../mirror.ts";
import { markAllMembersOf, markNestedMembersOf, markReportsOf, markWithOuterGroups } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { isSame, isSecurityGroup, type Known, nextOf } from "./next-object.ts";
import { markHoldingGroupsOf } from "./referrers.ts";
import { integer, text, type Row } from "./row.ts";
import type { OngoingRead } from "./ongoing-read.ts";

const select = `
  SELECT m.id, m.state, m.readable, m.body, b.name, b.attributes
  FROM json_each(?3) i CROSS JOIN mirror m CROSS JOIN mirror_body b
  WHERE m.job = ?1 AND m.type = ?2 AND m.id = i.value AND b.id = m.body`;
const isLinked = "SELECT 1 FROM link WHERE job = ?1 AND type = ?2 AND source_id = ?3";
/**
 * A look that comes too early, or sees nothing, does not settle a doubt. One that finds somebody in the bin
 * again does. No doubt lasts longer than servers can be apart, whatever the clock was when it arose.
 */
const stampSeen = `
  UPDATE mirror SET seen = ?4, doubted = CASE
      WHEN readable = 1 AND (doubted <= ?5 OR (state = 'softDeleted' AND NOT ?6)) THEN NULL
      ELSE MIN(doubted, ?5 + ${lagMs}) END,
    missing_since = CASE WHEN ?6 THEN COALESCE(missing_since, ?5) END
  WHERE job = ?1 AND type = ?2 AND id IN (SELECT value FROM json_each(?3))`;
const doubt = `
  UPDATE mirror SET doubted = ?4
  WHERE job = ?1 AND type = ?2 AND id IN (SELECT value FROM json_each(?3)) AND COALESCE(doubted, 0) < ?4`;
const insert = `
  INSERT INTO mirror (job, type, id, state, readable, seen, dirty, manager_id, body, doubted, missing_since)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, ?10)`;
const insertBody = "INSERT INTO mirror_body (name, attributes) VALUES (?1, ?2)";
const update = `
  UPDATE mirror
  SET state = ?4, readable = ?5, seen = ?6, dirty = MAX(dirty, ?7),
    doubted = CASE WHEN doubted > ?8 OR ?5 = 0 THEN MIN(doubted, ?8 + ${lagMs}) END,
    missing_since = CASE WHEN ?9 THEN COALESCE(missing_since, ?8) END
  WHERE job = ?1 AND type = ?2 AND id = ?3`;
const updateManager = "UPDATE mirror SET manager_id = ?4 WHERE job = ?1 AND type = ?2 AND id = ?3";
const updateBody = "UPDATE mirror_body SET name = ?2, attributes = ?3 WHERE id = ?1";

/** What a page or a look says of objects of one type, by their ids. */
type Found = {
  readonly found: ReadonlyMap<string, Settled>;
  /** Until when they are to be read again, in milliseconds; of others than `found`, too. */
  readonly doubts: ReadonlyMap<string, number>;
};

/** Stores where objects of one type stand, stamped with the read, and marks dirty what that changes. */
export function storeObjects(
  tables: JobTables,
  type: ObjectType,
  { found, doubts, ongoing }: Found & { readonly ongoing: OngoingRead },
): void {
  const { job, sql } = tables;
  const { read, now } = ongoing;
  const known = readKnown(tables, type, [...found.keys()]);
  const unchanged = { here: new Array<string>(), nowhere: new Array<string>() };
  const moved: string[] = [];
  const changed: string[] = [];
  const named: string[] = [];
  // What nothing announced may come from a server that is behind.
  const sudden: [string, number][] = [];
  for (const [id, whereabouts] of found) {
    const before = known.get(id);
    const next = nextOf(id, whereabouts, before);
    const readable = next.readable ? 1 : 0;
    const isNowhere = next.isNowhere ? 1 : 0;
    if (before === undefined) {
      // The feed also tells of objects that never mattered here.
      if (next.state === "hardDeleted" && sql(isLinked).get(job, type, id) === undefined) continue;
      const attributes = next.attributes ?? {};
      const body = sql(insertBody).run(nameOf({ id, attributes }), next.json).lastInsertRowid;
      const times = [doubts.get(id) ?? null, next.isNowhere ? now : null];
      sql(insert).run(job, type, id, next.state, readable, read, managerOf(attributes), body, ...times);
      changed.push(id);
      named.push(id);
    } else if (isSame(before, next)) {
      unchanged[next.isNowhere ? "nowhere" : "here"].push(id);
    } else {
      const { attributes, json, state } = next;
      const isChanged = state !== before.state || json !== before.attributes;
      sql(update).run(job, type, id, state, readable, read, isChanged ? 1 : 0, now, isNowhere);
      if (isChanged) changed.push(id);
      if (isChanged && !doubts.has(id)) sudden.push([id, now + lagMs]);
      if (attributes !== null && json !== before.attributes) {
        const name = nameOf({ id, attributes });
        sql(updateManager).run(job, type, id, managerOf(attributes));
        sql(updateBody).run(before.body, name, json);
        if (name !== before.name) named.push(id);
      }
    }
    const isOther = type === "group" && isSecurityGroup(before?.attributes) !== isSecurityGroup(next.json);
    if ((before?.state ?? "active") !== next.state || isOther) moved.push(id);
  }
  for (const [ids, isNowhere] of [
    [unchanged.here, 0],
    [unchanged.nowhere, 1],
  ] as const) {
    if (ids.length > 0) sql(stampSeen).run(job, type, JSON.stringify(ids), read, now, isNowhere);
  }
  const lasting = [...doubts].filter(([id]) => known.has(id) || !found.has(id));
  storeDoubts(tables, type, [...lasting, ...sudden]);
  if (type === "group") markAround(tables, { named, moved, ongoing });
  else if (ongoing.relations.includes("manager")) markReportsOf(tables, changed);
  markHoldingGroupsOf(tables, type, moved);
}

/** A doubt never gets shorter. */
function storeDoubts({ job, sql }: JobTables, type: ObjectType, doubts: readonly [string, number][]): void {
  for (const [until, alike] of Map.groupBy(doubts, ([, time]) => time)) {
    sql(doubt).run(job, type, JSON.stringify(alike.map(([id]) => id)), until);
  }
}

type Groups = {
  readonly named: readonly string[];
  readonly moved: readonly string[];
  readonly ongoing: OngoingRead;
};

/** Whom it concerns that groups have another name, are there again or gone, or became security groups. */
function markAround(tables: JobTables, { named, moved, ongoing: { relations, nested } }: Groups): void {
  markAllMembersOf(tables, [...new Set([...(relations.includes("memberOf") ? named : []), ...moved])]);
  if (!nested) return;
  markNestedMembersOf(tables, moved);
  markWithOuterGroups(tables, moved);
}

function readKnown({ job, sql }: JobTables, type: ObjectType, ids: string[]): ReadonlyMap<string, Known> {
  const rows = sql(select).all(job, type, JSON.stringify(ids));
  return new Map(rows.map((row) => [text(row, "id"), knownRow(row)]));
}

function knownRow(row: Row): Known {
  return {
    body: integer(row, "body"),
    state: text(row, "state") as SourceState,
    readable: integer(row, "readable") === 1,
    name: text(row, "name"),
    attributes: text(row, "attributes"),
  };
}

/** Whose report somebody is, as far as the properties say so. */
export function managerOf({ manager }: Attributes): string | null {
  if (typeof manager !== "object" || manager === null || !("id" in manager)) return null;
  return typeof manager.id === "string" ? manager.id : null;
}
