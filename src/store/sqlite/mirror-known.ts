import type { Attributes, ObjectType } from "../../rules/directory.ts";
import type { Mirror } from "../mirror.ts";
import type { JobTables } from "./job-context.ts";
import { integer, text, textOrNull } from "./row.ts";

const countActiveRows = `
  SELECT COUNT(*) AS active FROM mirror WHERE job = ?1 AND type = ?2 AND state = 'active'`;
const selectKnown = `
  SELECT i.value AS id FROM json_each(?3) i WHERE EXISTS (
    SELECT 1 FROM mirror m WHERE m.job = ?1 AND m.type = ?2 AND m.id = i.value
  ) OR EXISTS (
    SELECT 1 FROM link l WHERE l.job = ?1 AND l.type = ?2 AND l.source_id = i.value)`;
/** Of those who have been found among the deleted, and not in doubt, the change feed tells the return. */
const selectUnread = `
  SELECT DISTINCT i.value AS id FROM json_each(?3) i WHERE NOT EXISTS (
    SELECT 1 FROM mirror m
    WHERE m.job = ?1 AND m.type = ?2 AND m.id = i.value AND m.readable = 1
      AND (m.state = 'active' OR m.state = 'softDeleted' AND m.missing_since IS NULL AND m.doubted IS NULL))`;
/** Goes over all of them, as an index would have to be kept at every object of every read. */
const selectTurn = `
  SELECT id FROM (
    SELECT id, doubted, seen FROM mirror
    WHERE job = ?1 AND type = ?2 AND state <> 'hardDeleted' AND doubted > ?4
    UNION ALL
    SELECT * FROM (
      SELECT id, doubted, seen FROM mirror
      WHERE job = ?1 AND type = ?2 AND state <> 'hardDeleted' AND COALESCE(doubted, 0) <= ?4
      ORDER BY doubted DESC NULLS LAST, seen, id LIMIT ?3))
  ORDER BY doubted DESC NULLS LAST, seen, id`;
const selectManagers = `
  SELECT m.id, b.attributes -> '$.manager' AS manager
  FROM json_each(?2) i CROSS JOIN mirror m CROSS JOIN mirror_body b
  WHERE m.job = ?1 AND m.type = 'user' AND m.id = i.value AND b.id = m.body
    AND m.state = 'active' AND m.readable = 1`;
const selectReports = `
  SELECT r.id, r.manager_id FROM (SELECT DISTINCT value AS id FROM json_each(?2)) i CROSS JOIN mirror r
  WHERE r.job = ?1 AND r.manager_id = i.id AND r.type = 'user' AND r.state = 'active'`;

const selectInner = `
  SELECT DISTINCT m.member_id AS id FROM json_each(?2) i CROSS JOIN membership m
  WHERE m.job = ?1 AND m.group_id = i.value AND m.member_type = 'group' ORDER BY m.member_id`;

export function countActive({ job, sql }: JobTables, type: ObjectType): number {
  return integer(sql(countActiveRows).get(job, type) ?? {}, "active");
}

export function knownOf(tables: JobTables, type: ObjectType, ids: readonly string[]): ReadonlySet<string> {
  return new Set(selectIds(tables, selectKnown, [type, JSON.stringify(ids)]));
}

export function unreadOf(tables: JobTables, type: ObjectType, ids: readonly string[]): readonly string[] {
  return selectIds(tables, selectUnread, [type, JSON.stringify(ids)]);
}

export function nextTurn(
  tables: JobTables,
  type: ObjectType,
  { limit, doubtedAfter }: Parameters<Mirror["nextTurn"]>[1],
): readonly string[] {
  return selectIds(tables, selectTurn, [type, limit, doubtedAfter]);
}

export function managersOf(
  { job, sql }: JobTables,
  ids: readonly string[],
): Awaited<ReturnType<Mirror["managersOf"]>> {
  const rows = sql(selectManagers).all(job, JSON.stringify(ids));
  return new Map(rows.map((row) => [text(row, "id"), managerIn(textOrNull(row, "manager"))]));
}

function managerIn(json: string | null): Attributes | null {
  const manager: unknown = json === null ? null : JSON.parse(json);
  return isAttributes(manager) ? manager : null;
}

function isAttributes(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null;
}

export function reportsOf(
  { job, sql }: JobTables,
  managerIds: readonly string[],
): Awaited<ReturnType<Mirror["reportsOf"]>> {
  return sql(selectReports)
    .all(job, JSON.stringify(managerIds))
    .map((row) => ({ id: text(row, "id"), managerId: text(row, "manager_id") }));
}

export function groupsIn(tables: JobTables, groupIds: readonly string[]): readonly string[] {
  return selectIds(tables, selectInner, [JSON.stringify(groupIds)]);
}

function selectIds(
  { job, sql }: JobTables,
  statement: string,
  values: readonly (string | number)[],
): readonly string[] {
  return sql(statement)
    .all(job, ...values)
    .map((row) => text(row, "id"));
}
