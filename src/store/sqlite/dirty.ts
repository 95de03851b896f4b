import type { ObjectType } from "../../rules/directory.ts";
import type { JobTables } from "./job-context.ts";
import { withOuterGroups } from "./nesting.ts";

const mark = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = ?2 AND dirty = 0 AND id IN (SELECT value FROM json_each(?3))`;
const markMembers = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = 'user' AND dirty = 0 AND id IN (
    SELECT m.member_id FROM json_each(?2) g CROSS JOIN membership m
    WHERE m.job = ?1 AND m.group_id = g.value AND m.member_type = 'user')`;
const markNestedMembers = `
  WITH RECURSIVE inside(id) AS (
    SELECT value FROM json_each(?2)
    UNION
    SELECT m.member_id FROM inside i CROSS JOIN membership m
    WHERE m.job = ?1 AND m.group_id = i.id AND m.member_type = 'group')
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = 'user' AND dirty = 0 AND id IN (
    SELECT m.member_id FROM inside i CROSS JOIN membership m
    WHERE m.job = ?1 AND m.group_id = i.id AND m.member_type = 'user')`;
const markOuterGroups = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = 'group' AND dirty = 0 AND id IN (
    ${withOuterGroups("SELECT value FROM json_each(?2)")})`;
const markAllMembers = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND dirty = 0 AND (type, id) IN (
    SELECT m.member_type, m.member_id FROM json_each(?2) g CROSS JOIN membership m
    WHERE m.job = ?1 AND m.group_id = g.value)`;
const markReports = `
  UPDATE mirror SET dirty = 1
  WHERE job = ?1 AND type = 'user' AND dirty = 0 AND id IN (
    SELECT r.id FROM json_each(?2) i CROSS JOIN mirror r
    WHERE r.job = ?1 AND r.manager_id = i.value AND r.type = 'user')`;
const voidDigests = `
  UPDATE link SET applied = NULL
  WHERE job = ?1 AND type = ?2 AND applied IS NOT NULL AND source_id IN (SELECT value FROM json_each(?3))`;

export function markDirty({ job, sql }: JobTables, type: ObjectType, ids: readonly string[]): void {
  if (ids.length > 0) sql(mark).run(job, type, JSON.stringify(ids));
}

/** The users in these groups: what reaches them through the group has changed. */
export function markMembersOf({ job, sql }: JobTables, groupIds: readonly string[]): void {
  if (groupIds.length > 0) sql(markMembers).run(job, JSON.stringify(groupIds));
}

/** The users in these groups and in the groups inside them, however deep. */
export function markNestedMembersOf({ job, sql }: JobTables, groupIds: readonly string[]): void {
  if (groupIds.length > 0) sql(markNestedMembers).run(job, JSON.stringify(groupIds));
}

/** These groups and those they are inside of, however deep: whom they contain has changed. */
export function markWithOuterGroups({ job, sql }: JobTables, groupIds: readonly string[]): void {
  if (groupIds.length > 0) sql(markOuterGroups).run(job, JSON.stringify(groupIds));
}

/** Users and groups in these groups: what they are members of has changed. */
export function markAllMembersOf({ job, sql }: JobTables, groupIds: readonly string[]): void {
  if (groupIds.length > 0) sql(markAllMembers).run(job, JSON.stringify(groupIds));
}

/** The users whose manager is one of these. */
export function markReportsOf({ job, sql }: JobTables, userIds: readonly string[]): void {
  if (userIds.length > 0) sql(markReports).run(job, JSON.stringify(userIds));
}

/** What was applied to these objects is not certain any more: only a look tells what the target holds. */
export function voidApplied({ job, sql }: JobTables, type: ObjectType, ids: readonly string[]): void {
  if (ids.length > 0) sql(voidDigests).run(job, type, JSON.stringify(ids));
}
