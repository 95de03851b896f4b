import type { ObjectType } from "../../rules/directory.ts";
import type { SourceRecord } from "../../rules/source-record.ts";
import { markDirty, markNestedMembersOf, markWithOuterGroups } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { markAssigned } from "./principals.ts";
import { text } from "./row.ts";
import type { OngoingRead } from "./ongoing-read.ts";

export type AssignmentRecord = Extract<SourceRecord, { kind: "assignment" }>;
export type MembersRecord = Extract<SourceRecord, { kind: "members" }>;
type LeftRecord = Extract<SourceRecord, { kind: "left" }>;

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
const stampAllMembers = "UPDATE membership SET seen = ?3 WHERE job = ?1 AND group_id = ?2 AND seen <> ?3";
const addMembers = `
  INSERT INTO membership (job, group_id, member_id, member_type, seen)
  SELECT ?1, ?2, value, ?4, ?5 FROM json_each(?3) WHERE true
  ON CONFLICT (job, group_id, member_id) DO NOTHING RETURNING member_id`;
const stampGroup = `
  UPDATE mirror SET members_read = ?3
  WHERE job = ?1 AND type = 'group' AND id = ?2 AND members_read IS NOT ?3`;
/** Whom the read has listed is there, whatever the change feed says. */
const removeMembers = `
  DELETE FROM membership
  WHERE job = ?1 AND group_id = ?2 AND member_id IN (SELECT value FROM json_each(?4)) AND seen <> ?3
  RETURNING member_id, member_type`;

/**
 * Stores assignments; the principals of new and changed ones become dirty, with their members if they are
 * groups.
 */
export function storeAssignments(
  tables: JobTables,
  assignments: readonly AssignmentRecord[],
  { read, nested }: OngoingRead,
): void {
  const { job, sql } = tables;
  const changed = assignments.filter(({ id, principalId, principalType, appRoleId }) => {
    const values = [job, id, principalId, principalType, appRoleId, read] as const;
    if (sql(stampAssignment).run(...values).changes > 0) return false;
    sql(putAssignment).run(...values);
    return true;
  });
  markAssigned(tables, changed, nested);
}

/** Stores memberships of one group; new members become dirty, and so does the group. */
export function storeMembers(
  tables: JobTables,
  { groupId, members }: MembersRecord,
  { read, nested }: OngoingRead,
): void {
  const { job, sql } = tables;
  sql(stampGroup).run(job, groupId, read);
  for (const type of ["user", "group"] as const) {
    const ids = members.filter((member) => member.type === type).map(({ id }) => id);
    if (ids.length === 0) continue;
    const added = sql(addMembers)
      .all(job, groupId, JSON.stringify(ids), type, read)
      .map((row) => text(row, "member_id"));
    if (added.length < ids.length) sql(stampMembers).run(job, groupId, JSON.stringify(ids), read);
    markMemberships(tables, { groupId, type, memberIds: added }, nested);
  }
}

/** The group's memberships stay as they are: as good as seen. */
export function keepMembers({ job, sql }: JobTables, groupId: string, { read }: OngoingRead): void {
  sql(stampGroup).run(job, groupId, read);
  sql(stampAllMembers).run(job, groupId, read);
}

/**
 * Ends memberships of one group; those who left become dirty, and so does the group. That all are said to
 * have left names nobody: it ends nothing before the end of the read.
 */
export function removeLeft(
  tables: JobTables,
  { groupId, memberIds }: LeftRecord,
  { read, nested }: OngoingRead,
): void {
  if (memberIds === "all") return;
  const { job, sql } = tables;
  const left = sql(removeMembers).all(job, groupId, read, JSON.stringify(memberIds));
  for (const type of ["user", "group"] as const) {
    const ofType = left.filter((row) => text(row, "member_type") === type);
    const ids = ofType.map((row) => text(row, "member_id"));
    markMemberships(tables, { groupId, type, memberIds: ids }, nested);
  }
}

type Memberships = {
  readonly groupId: string;
  readonly type: ObjectType;
  readonly memberIds: readonly string[];
};

/** What it changes that they have come into the group, or left it. */
function markMemberships(
  tables: JobTables,
  { groupId, type, memberIds }: Memberships,
  nested: boolean,
): void {
  if (memberIds.length === 0) return;
  markDirty(tables, type, memberIds);
  if (nested && type === "group") markNestedMembersOf(tables, memberIds);
  if (nested) markWithOuterGroups(tables, [groupId]);
  else markDirty(tables, "group", [groupId]);
}
