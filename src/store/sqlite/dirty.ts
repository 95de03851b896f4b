import type { ObjectType } from "../../rules/directory.ts";
import type { JobTables } from "./job-context.ts";

const mark = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = ?2 AND dirty = 0 AND id IN (SELECT value FROM json_each(?3))`;
const markMembers = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = 'user' AND dirty = 0 AND id IN (
    SELECT m.member_id FROM json_each(?2) g CROSS JOIN membership m
    WHERE m.job = ?1 AND m.group_id = g.value AND m.member_type = 'user')`;
const markTargetGroups = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = 'group' AND dirty = 0 AND id IN (
    SELECT g.source_id FROM json_each(?3) i CROSS JOIN link m CROSS JOIN group_member h CROSS JOIN link g
    WHERE m.job = ?1 AND m.type = ?2 AND m.source_id = i.value
      AND h.job = ?1 AND h.member_target_id = m.target_id
      AND g.job = ?1 AND g.type = 'group' AND g.target_id = h.group_target_id)`;

export function markDirty({ job, sql }: JobTables, type: ObjectType, ids: readonly string[]): void {
  if (ids.length > 0) sql(mark).run(job, type, JSON.stringify(ids));
}

/** The users in these groups: what reaches them through the group has changed. */
export function markMembersOf({ job, sql }: JobTables, groupIds: readonly string[]): void {
  if (groupIds.length > 0) sql(markMembers).run(job, JSON.stringify(groupIds));
}

/** The groups that have these objects as members in the target. */
export function markTargetGroupsOf({ job, sql }: JobTables, type: ObjectType, ids: readonly string[]): void {
  if (ids.length > 0) sql(markTargetGroups).run(job, type, JSON.stringify(ids));
}
