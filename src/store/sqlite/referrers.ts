import type { ObjectType } from "../../rules/directory.ts";
import { markDirty, voidApplied } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { withOuterGroups } from "./nesting.ts";
import { text } from "./row.ts";

const selectReports = `
  SELECT r.id FROM json_each(?2) i CROSS JOIN mirror r
  WHERE r.job = ?1 AND r.manager_id = i.value AND r.type = 'user'`;
/** However deep: whether the members of groups in groups count, is not known here. */
const selectGroups = withOuterGroups(`
  SELECT m.group_id FROM json_each(?2) i CROSS JOIN membership m WHERE m.job = ?1 AND m.member_id = i.value`);
/** Groups whose object in the target has these accounts as members. */
const selectHoldingGroups = `
  SELECT g.source_id AS id
  FROM json_each(?2) i CROSS JOIN link a CROSS JOIN group_member h CROSS JOIN link g
  WHERE a.job = ?1 AND a.type = ?3 AND a.source_id = i.value
    AND h.job = ?1 AND h.member_target_id = a.target_id
    AND g.job = ?1 AND g.type = 'group' AND g.target_id = h.group_target_id`;
const forgetPlanned = `
  DELETE FROM operation
  WHERE job = ?1 AND type = ?2 AND state = 'planned' AND kind IN ('link', 'update', 'enable')
    AND source_id IN (SELECT value FROM json_each(?3))`;
const forgetChanges = `
  DELETE FROM member_change WHERE job = ?1 AND group_id IN (
    SELECT value FROM json_each(?2) i WHERE NOT EXISTS (
      SELECT 1 FROM operation o WHERE o.job = ?1 AND o.type = 'group' AND o.source_id = i.value))`;

/**
 * Marks what refers to objects whose link appeared, vanished or changed its target: reports, and groups they
 * are in, here or there. What was applied to reports was applied with another reference.
 */
export function markReferrers(tables: JobTables, type: ObjectType, sourceIds: readonly string[]): void {
  for (const [referrer, ids] of referrersOf(tables, type, sourceIds)) {
    markDirty(tables, referrer, ids);
    // A group's members are no part of what its digest is of.
    if (referrer === "user") voidApplied(tables, referrer, ids);
  }
}

/**
 * Forgets what this plan says about them and is not sent yet: it was planned without knowing the account that
 * has come to light. They are due, and the cycle plans them anew.
 */
export function replanReferrers(tables: JobTables, type: ObjectType, sourceIds: readonly string[]): void {
  for (const [referrer, ids] of referrersOf(tables, type, sourceIds)) {
    tables.sql(forgetPlanned).run(tables.job, referrer, JSON.stringify(ids));
    if (referrer === "group") tables.sql(forgetChanges).run(tables.job, JSON.stringify(ids));
  }
}

function referrersOf(
  tables: JobTables,
  type: ObjectType,
  sourceIds: readonly string[],
): readonly (readonly [ObjectType, readonly string[]])[] {
  if (sourceIds.length === 0) return [];
  const reports = type === "user" ? selectIds(tables, selectReports, [JSON.stringify(sourceIds)]) : [];
  const groups = groupsWith(tables, type, sourceIds);
  return (
    [
      ["user", reports],
      ["group", groups],
    ] as const
  ).filter(([, found]) => found.length > 0);
}

/** Marks the groups that have these objects as members, in the directory or in the target. */
export function markGroupsOf(tables: JobTables, type: ObjectType, memberIds: readonly string[]): void {
  if (memberIds.length > 0) markDirty(tables, "group", groupsWith(tables, type, memberIds));
}

/** Marks the groups whose object in the target has the accounts of these objects as members. */
export function markHoldingGroupsOf(tables: JobTables, type: ObjectType, ids: readonly string[]): void {
  if (ids.length > 0) markDirty(tables, "group", holdingGroups(tables, type, ids));
}

function groupsWith(tables: JobTables, type: ObjectType, ids: readonly string[]): readonly string[] {
  const here = selectIds(tables, selectGroups, [JSON.stringify(ids)]);
  return [...new Set([...here, ...holdingGroups(tables, type, ids)])];
}

function holdingGroups(tables: JobTables, type: ObjectType, ids: readonly string[]): readonly string[] {
  return selectIds(tables, selectHoldingGroups, [JSON.stringify(ids), type]);
}

function selectIds({ job, sql }: JobTables, statement: string, values: readonly string[]): readonly string[] {
  return sql(statement)
    .all(job, ...values)
    .map((row) => text(row, "id"));
}
