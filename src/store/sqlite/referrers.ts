import type { ObjectType } from "../../rules/directory.ts";
import { markDirty } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { text } from "./row.ts";

const selectReports = `
  SELECT r.id FROM json_each(?2) i CROSS JOIN mirror r
  WHERE r.job = ?1 AND r.manager_id = i.value AND r.type = 'user'`;
const selectGroups = `
  SELECT DISTINCT m.group_id AS id FROM json_each(?2) i CROSS JOIN membership m
  WHERE m.job = ?1 AND m.member_id = i.value`;
const voidApplied = `
  UPDATE link SET applied = NULL
  WHERE job = ?1 AND type = ?2 AND applied IS NOT NULL AND source_id IN (SELECT value FROM json_each(?3))`;

/**
 * Marks what refers to objects whose link appeared, vanished or changed its target: reports, and groups they are in. What was
 * applied to those was applied with another reference.
 */
export function markReferrers(tables: JobTables, type: ObjectType, sourceIds: readonly string[]): void {
  if (sourceIds.length === 0) return;
  const ids = JSON.stringify(sourceIds);
  const referrers = {
    user: type === "user" ? selectIds(tables, selectReports, ids) : [],
    group: selectIds(tables, selectGroups, ids),
  };
  for (const referrer of ["user", "group"] as const) {
    if (referrers[referrer].length === 0) continue;
    markDirty(tables, referrer, referrers[referrer]);
    tables.sql(voidApplied).run(tables.job, referrer, JSON.stringify(referrers[referrer]));
  }
}

/** Marks the groups that have these objects as members in the directory. */
export function markGroupsOf(tables: JobTables, memberIds: readonly string[]): void {
  if (memberIds.length === 0) return;
  markDirty(tables, "group", selectIds(tables, selectGroups, JSON.stringify(memberIds)));
}

function selectIds({ job, sql }: JobTables, statement: string, ids: string): readonly string[] {
  return sql(statement)
    .all(job, ids)
    .map((row) => text(row, "id"));
}
