import { markDirty, markMembersOf, markNestedMembersOf } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { text } from "./row.ts";

export type Principal = { readonly principalId: string; readonly principalType: "User" | "Group" };

const selectWithRoles = `
  SELECT principal_id, principal_type FROM assignment
  WHERE job = ?1 AND app_role_id IN (SELECT value FROM json_each(?2))`;

/**
 * What assignments say of these has changed: they become dirty, with their members if they are groups, and
 * with everybody below if the members of groups in groups count.
 */
export function markAssigned(tables: JobTables, principals: readonly Principal[], nested: boolean): void {
  const users = idsOf(principals, "User");
  const groups = idsOf(principals, "Group");
  markDirty(tables, "user", users);
  markDirty(tables, "group", groups);
  if (nested) markNestedMembersOf(tables, groups);
  else markMembersOf(tables, groups);
}

/** Goes over all assignments, as roles change seldom and an index on them would cost at each assignment. */
export function markHoldersOf(tables: JobTables, roleIds: readonly string[], nested: boolean): void {
  if (roleIds.length === 0) return;
  const rows = tables.sql(selectWithRoles).all(tables.job, JSON.stringify(roleIds));
  markAssigned(
    tables,
    rows.map((row) => ({
      principalId: text(row, "principal_id"),
      principalType: text(row, "principal_type") === "Group" ? "Group" : "User",
    })),
    nested,
  );
}

function idsOf(principals: readonly Principal[], type: Principal["principalType"]): readonly string[] {
  return principals
    .filter(({ principalType }) => principalType === type)
    .map(({ principalId }) => principalId);
}
