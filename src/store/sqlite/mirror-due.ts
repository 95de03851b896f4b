import type { Grant, ObjectType } from "../../rules/directory.ts";
import type { DueQuery, MirroredObject } from "../mirror.ts";
import type { JobTables } from "./job-context.ts";
import { mirrorColumns, mirrorRow } from "./mirror-row.ts";
import { groupsAround, passesOn } from "./nesting.ts";
import { integer, text, textOrNull, type Row } from "./row.ts";

type Page = { readonly after: string | null; readonly limit: number };

const withBodyAndLink = `
  CROSS JOIN mirror_body b ON b.id = m.body
  LEFT JOIN link l ON l.job = m.job AND l.type = m.type AND l.source_id = m.id`;

/** An object that has an operation in the current plan is not due again before its outcome. */
function unplanned(id: string): string {
  return `NOT EXISTS (
    SELECT 1 FROM operation o WHERE o.job = ?1 AND o.type = ?2 AND o.source_id = ${id})`;
}

/** Both halves come off an index in the order of the ids, so a page costs what it returns. */
const dueIds = `
  SELECT id FROM (
    SELECT id FROM mirror
    WHERE job = ?1 AND type = ?2 AND dirty = 1 AND id > ?4 AND ${unplanned("mirror.id")} ORDER BY id LIMIT ?5)
  UNION
  SELECT source_id FROM (
    SELECT source_id FROM escrow
    WHERE job = ?1 AND type = ?2 AND next_try <= ?3 AND source_id > ?4 AND ${unplanned("escrow.source_id")}
    ORDER BY source_id LIMIT ?5)`;
const selectDue = `
  SELECT ${mirrorColumns} FROM (${dueIds} ORDER BY id LIMIT ?5) d
  CROSS JOIN mirror m ON m.job = ?1 AND m.type = ?2 AND m.id = d.id ${withBodyAndLink}
  ORDER BY d.id`;
const selectAll = `
  SELECT ${mirrorColumns} FROM mirror m ${withBodyAndLink}
  WHERE m.job = ?1 AND m.type = ?2 AND m.id > ?3 AND ${unplanned("m.id")} ORDER BY m.id LIMIT ?4`;
const selectByIds = `
  SELECT ${mirrorColumns} FROM (SELECT DISTINCT value AS id FROM json_each(?3)) i
  CROSS JOIN mirror m ON m.job = ?1 AND m.type = ?2 AND m.id = i.id ${withBodyAndLink}
  ORDER BY m.id`;

const counts = "SELECT COUNT(*) AS total, COUNT(l.source_id) AS linked";
const countDueRows = `
  ${counts} FROM (
    SELECT id FROM mirror WHERE job = ?1 AND type = ?2 AND dirty = 1
    UNION
    SELECT e.source_id FROM escrow e CROSS JOIN mirror m
    WHERE e.job = ?1 AND e.type = ?2 AND e.next_try <= ?3 AND m.job = ?1 AND m.type = ?2 AND m.id = e.source_id
  ) d LEFT JOIN link l ON l.job = ?1 AND l.type = ?2 AND l.source_id = d.id WHERE ${unplanned("d.id")}`;
const countAllRows = `
  ${counts} FROM mirror m LEFT JOIN link l ON l.job = m.job AND l.type = m.type AND l.source_id = m.id
  WHERE m.job = ?1 AND m.type = ?2 AND ${unplanned("m.id")}`;

const directGrants = `
  SELECT i.value AS id, a.app_role_id, NULL AS group_id FROM json_each(?2) i CROSS JOIN assignment a
  WHERE a.job = ?1 AND a.principal_id = i.value AND a.principal_type = ?3`;
/** Not through a group that is known to be deleted. */
const isOpen = "(g.state IS NULL OR g.state = 'active')";
const groupGrants = `
  SELECT i.value AS id, a.app_role_id, a.principal_id AS group_id
  FROM json_each(?2) i CROSS JOIN membership m INDEXED BY membership_member CROSS JOIN assignment a
  LEFT JOIN mirror g ON g.job = ?1 AND g.type = 'group' AND g.id = a.principal_id
  WHERE m.job = ?1 AND m.member_id = i.value AND m.member_type = 'user'
    AND a.job = ?1 AND a.principal_id = m.group_id AND a.principal_type = 'Group' AND ${isOpen}`;
const nestedGrants = `
  SELECT n.id, a.app_role_id, a.principal_id AS group_id
  FROM (${groupsAround("SELECT value AS id FROM json_each(?2)")}) n CROSS JOIN assignment a
  LEFT JOIN mirror g ON g.job = ?1 AND g.type = 'group' AND g.id = n.group_id
  WHERE a.job = ?1 AND a.principal_id = n.group_id AND a.principal_type = 'Group' AND ${passesOn("g")}`;

export function readDue(
  tables: JobTables,
  query: DueQuery & Page & { readonly nested?: boolean },
): readonly MirroredObject[] {
  const { job, sql } = tables;
  const { type, now, limit, nested = false } = query;
  const after = query.after ?? "";
  const rows = query.all
    ? sql(selectAll).all(job, type, after, limit)
    : sql(selectDue).all(job, type, now.getTime(), after, limit);
  return withGrants(tables, rows, { type, nested });
}

export function readByIds(
  tables: JobTables,
  type: ObjectType,
  { ids, nested }: { ids: readonly string[]; nested: boolean },
): readonly MirroredObject[] {
  const rows = tables.sql(selectByIds).all(tables.job, type, JSON.stringify(ids));
  return withGrants(tables, rows, { type, nested });
}

export function countDue(
  { job, sql }: JobTables,
  { type, all, now }: DueQuery,
): { readonly linked: number; readonly unlinked: number } {
  const row = all ? sql(countAllRows).get(job, type) : sql(countDueRows).get(job, type, now.getTime());
  if (row === undefined) return { linked: 0, unlinked: 0 };
  const linked = integer(row, "linked");
  return { linked, unlinked: integer(row, "total") - linked };
}

type Reach = {
  readonly type: ObjectType;
  /** Whether groups in groups pass on what they are assigned. */
  readonly nested: boolean;
};

function withGrants(tables: JobTables, rows: readonly Row[], reach: Reach): readonly MirroredObject[] {
  const ids = rows.map((row) => text(row, "id"));
  const grants = readGrants(tables, ids, reach);
  return rows.map((row, index) => mirrorRow(row, grants.get(ids[index] ?? "") ?? []));
}

function readGrants(
  { job, sql }: JobTables,
  ids: readonly string[],
  { type, nested }: Reach,
): ReadonlyMap<string, readonly Grant[]> {
  const statement =
    type === "user" ? `${directGrants} UNION ALL ${nested ? nestedGrants : groupGrants}` : directGrants;
  const principalType = type === "user" ? "User" : "Group";
  const grants = new Map<string, Grant[]>();
  for (const row of sql(statement).iterate(job, JSON.stringify(ids), principalType)) {
    const grant = { appRoleId: textOrNull(row, "app_role_id"), groupId: textOrNull(row, "group_id") };
    const known = grants.get(text(row, "id"));
    if (known === undefined) grants.set(text(row, "id"), [grant]);
    else known.push(grant);
  }
  return grants;
}
