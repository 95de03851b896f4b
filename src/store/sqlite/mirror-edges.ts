import type { SourceRecord } from "../../rules/source-record.ts";
import { markDirty } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { markAssigned } from "./principals.ts";
import { text } from "./row.ts";

export type AssignmentRecord = Extract<SourceRecord, { kind: "assignment" }>;
export type MembersRecord = Extract<SourceRecord, { kind: "members" }>;

const stampAssignment = `
  UPDATE assignment SET seen = ?6
  WHERE job = ?1 AND id = ?2 AND principal_id = ?3 AND principal_type = ?4 AND app_role_id IS NOT DISTINCT FROM ?5`;
const putAssignment = `
  INSERT INTO assignment (job, id, principal_id, principal_type, app_role_id, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  ON CONFLICT (job, principal_id, id) DO UPDATE SET principal_type = excluded.principal_type,
    app_role_id = excluded.app_role_id, seen = excluded.seen`;

const stampMembers = `
  UPDATE membership SET seen = ?4
  WHERE job = ?1 AND group_id = ?2 AND member_id IN (SELECT value FROM json_each(?3)) AND seen <> ?4`;
const addMembers = `
  INSERT INTO membership (job, group_id, member_id, member_type, seen)
  SELECT ?1, ?2, value, ?4, ?5 FROM json_each(?3) WHERE true
  ON CONFLICT (job, group_id, member_id) DO NOTHING RETURNING member_id`;

/**
 * Stores assignments; the principals of new and changed ones become dirty, with their members if they are
 * groups.
 */
export function storeAssignments(
  tables: JobTables,
  assignments: readonly AssignmentRecord[],
  read: number,
): void {
  const { job, sql } = tables;
  const changed = assignments.filter(({ id, principalId, principalType, appRoleId }) => {
    const values = [job, id, principalId, principalType, appRoleId, read] as const;
    if (sql(stampAssignment).run(...values).changes > 0) return false;
    sql(putAssignment).run(...values);
    return true;
  });
  markAssigned(tables, changed);
}

/** Stores memberships of one group; new members become dirty, and so does the group. */
export function storeMembers(tables: JobTables, { groupId, members }: MembersRecord, read: number): void {
  const { job, sql } = tables;
  for (const type of ["user", "group"] as const) {
    const ids = members.filter((member) => member.type === type).map(({ id }) => id);
    if (ids.length === 0) continue;
    const added = sql(addMembers)
      .all(job, groupId, JSON.stringify(ids), type, read)
      .map((row) => text(row, "member_id"));
    if (added.length < ids.length) sql(stampMembers).run(job, groupId, JSON.stringify(ids), read);
    if (added.length === 0) continue;
    markDirty(tables, type, added);
    markDirty(tables, "group", [groupId]);
  }
}
