import { nameOf, type Attributes, type ObjectType, type SourceState } from "../../rules/directory.ts";
import type { Whereabouts } from "../../rules/source-record.ts";
import type { Beside } from "../mirror.ts";
import { markAllMembersOf, markReportsOf } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { markHoldingGroupsOf } from "./referrers.ts";
import { integer, text, type Row } from "./row.ts";

type Known = {
  readonly body: number;
  readonly state: SourceState;
  readonly readable: boolean;
  readonly name: string;
  readonly attributes: string;
};

/** What becomes of one mirrored object; `attributes: null` keeps what it has. */
type Next = {
  readonly id: string;
  readonly state: SourceState;
  readonly readable: boolean;
  readonly attributes: Attributes | null;
  readonly json: string;
};

const select = `
  SELECT m.id, m.state, m.readable, m.body, b.name, b.attributes
  FROM json_each(?3) i CROSS JOIN mirror m CROSS JOIN mirror_body b
  WHERE m.job = ?1 AND m.type = ?2 AND m.id = i.value AND b.id = m.body`;
const isLinked = "SELECT 1 FROM link WHERE job = ?1 AND type = ?2 AND source_id = ?3";
const stamp = `
  UPDATE mirror SET seen = ?4 WHERE job = ?1 AND type = ?2 AND id IN (SELECT value FROM json_each(?3))`;
const insert = `
  INSERT INTO mirror (job, type, id, state, readable, seen, dirty, manager_id, body)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8)`;
const insertBody = "INSERT INTO mirror_body (name, attributes) VALUES (?1, ?2)";
const update = `
  UPDATE mirror SET state = ?4, readable = ?5, seen = ?6, dirty = MAX(dirty, ?7)
  WHERE job = ?1 AND type = ?2 AND id = ?3`;
const updateManager = "UPDATE mirror SET manager_id = ?4 WHERE job = ?1 AND type = ?2 AND id = ?3";
const updateBody = "UPDATE mirror_body SET name = ?2, attributes = ?3 WHERE id = ?1";

/** The read that reports them, and whose relations are worth marking. */
export type Stamped = { readonly read: number; readonly dependants: Beside | undefined };

/** Stores where objects of one type stand, stamped with the read, and marks dirty what that changes. */
export function storeObjects(
  tables: JobTables,
  type: ObjectType,
  options: Stamped & { readonly found: ReadonlyMap<string, Whereabouts> },
): void {
  const { job, sql } = tables;
  const { found, read, dependants } = options;
  if (found.size === 0) return;
  const known = readKnown(tables, type, [...found.keys()]);
  const unchanged: string[] = [];
  const moved: string[] = [];
  const changed: string[] = [];
  const named: string[] = [];
  for (const [id, whereabouts] of found) {
    const before = known.get(id);
    const next = nextOf(id, whereabouts, before);
    const readable = next.readable ? 1 : 0;
    if (before === undefined) {
      // The feed also tells of objects that never mattered here.
      if (next.state === "hardDeleted" && sql(isLinked).get(job, type, id) === undefined) continue;
      const attributes = next.attributes ?? {};
      const body = sql(insertBody).run(nameOf({ id, attributes }), next.json).lastInsertRowid;
      sql(insert).run(job, type, id, next.state, readable, read, managerOf(attributes), body);
      changed.push(id);
      named.push(id);
    } else if (isSame(before, next)) {
      unchanged.push(id);
    } else {
      const { attributes, json, state } = next;
      const isChanged = state !== before.state || json !== before.attributes;
      sql(update).run(job, type, id, state, readable, read, isChanged ? 1 : 0);
      if (isChanged) changed.push(id);
      if (attributes !== null && json !== before.attributes) {
        const name = nameOf({ id, attributes });
        sql(updateManager).run(job, type, id, managerOf(attributes));
        sql(updateBody).run(before.body, name, json);
        if (name !== before.name) named.push(id);
      }
    }
    if ((before?.state ?? "active") !== next.state) moved.push(id);
  }
  if (unchanged.length > 0) sql(stamp).run(job, type, JSON.stringify(unchanged), read);
  const relations = dependants?.relations ?? ["manager", "memberOf"];
  if (type === "group") {
    markAllMembersOf(tables, [...new Set([...(relations.includes("memberOf") ? named : []), ...moved])]);
  } else if (relations.includes("manager")) markReportsOf(tables, changed);
  markHoldingGroupsOf(tables, type, moved);
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

function nextOf(id: string, whereabouts: Whereabouts, known: Known | undefined): Next {
  const kept = { id, attributes: null, json: known?.attributes ?? "{}" };
  switch (whereabouts.kind) {
    case "active":
    case "softDeleted": {
      const { kind: state, attributes } = whereabouts;
      if (attributes === null) return { ...kept, state, readable: true };
      return { id, state, readable: true, attributes, json: JSON.stringify(attributes) };
    }
    case "hardDeleted":
      return { ...kept, state: "hardDeleted", readable: true };
    case "unreadable":
      return { ...kept, state: known?.state ?? "active", readable: false };
  }
}

function isSame(known: Known, next: Next): boolean {
  return known.attributes === next.json && known.state === next.state && known.readable === next.readable;
}

/** Whose report somebody is, as far as the properties say so. */
export function managerOf({ manager }: Attributes): string | null {
  if (typeof manager !== "object" || manager === null || !("id" in manager)) return null;
  return typeof manager.id === "string" ? manager.id : null;
}
