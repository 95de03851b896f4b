import type { JobTables } from "./job-context.ts";

type PlannedGroup = { readonly groupId: string; readonly targetId: string | null };

const forget = `
  DELETE FROM member_change WHERE job = ?1 AND group_id IN (
    SELECT value ->> 'groupId' FROM json_each(?2))`;
/** Members with an active account, or one that this plan gives them, that the target's group lacks. */
const planJoins = `
  INSERT INTO member_change (job, group_id, action, member_id, member_type, state)
  SELECT ?1, m.group_id, 'add', m.member_id, m.member_type, 'planned'
  FROM json_each(?2) g CROSS JOIN membership m
  LEFT JOIN link l ON l.job = ?1 AND l.type = m.member_type AND l.source_id = m.member_id
  WHERE m.job = ?1 AND m.group_id = g.value ->> 'groupId'
    AND (l.state = 'active' OR EXISTS (
      SELECT 1 FROM operation o
      WHERE o.job = ?1 AND o.type = m.member_type AND o.source_id = m.member_id
        AND o.kind IN ('create', 'link', 'enable')))
    AND NOT EXISTS (
      SELECT 1 FROM group_member h
      WHERE h.job = ?1 AND h.group_target_id = g.value ->> 'targetId' AND h.member_target_id IN (l.target_id, (
        SELECT o.target_id FROM operation o
        WHERE o.job = ?1 AND o.type = m.member_type AND o.source_id = m.member_id AND o.kind = 'link')))`;
/**
 * Members whose membership has ended. The directory lists no memberships of a soft-deleted user: that is no
 * end, they are there again when the user is restored.
 */
function planLeavesOf(accounts: string): string {
  return `
  INSERT INTO member_change (job, group_id, action, member_id, member_type, state)
  SELECT ?1, g.value ->> 'groupId', 'remove', a.source_id, a.type, 'planned'
  FROM json_each(?2) g CROSS JOIN group_member h CROSS JOIN ${accounts} a
  LEFT JOIN mirror s ON s.job = ?1 AND s.type = a.type AND s.id = a.source_id
  WHERE h.job = ?1 AND h.group_target_id = g.value ->> 'targetId'
    AND a.job = ?1 AND a.type IN ('user', 'group') AND a.target_id = h.member_target_id
    AND s.state IS DISTINCT FROM 'softDeleted'
    AND NOT EXISTS (
      SELECT 1 FROM membership m
      WHERE m.job = ?1 AND m.group_id = g.value ->> 'groupId' AND m.member_id = a.source_id)
    -- Servers that number users and groups apart: the same id may stand for somebody who is a member.
    AND NOT EXISTS (
      SELECT 1 FROM link n CROSS JOIN membership m
      WHERE n.job = ?1 AND n.type IN ('user', 'group') AND n.target_id = h.member_target_id
        AND m.job = ?1 AND m.group_id = g.value ->> 'groupId' AND m.member_id = n.source_id)
  ON CONFLICT (job, group_id, action, member_id) DO NOTHING`;
}
const planLeaves = planLeavesOf("link");
/** Those that this plan adopts. */
const planAdoptedLeaves = planLeavesOf("(SELECT * FROM operation WHERE kind = 'link')");

/** Writes down who joins and who leaves the groups in the target. */
export function planMembers({ job, sql }: JobTables, groups: readonly PlannedGroup[]): void {
  const list = JSON.stringify(groups);
  for (const statement of [forget, planJoins, planLeaves, planAdoptedLeaves]) sql(statement).run(job, list);
}
