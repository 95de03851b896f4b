import { direct, type Memberships, nested } from "./counted-memberships.ts";
import type { JobTables } from "./job-context.ts";

type PlannedGroup = { readonly groupId: string; readonly targetId: string | null };

const forget = `
  DELETE FROM member_change WHERE job = ?1 AND group_id IN (
    SELECT value ->> 'groupId' FROM json_each(?2))`;

/** Members with an active account, or one that this plan gives them, that the target's group lacks. */
function planJoins({ ofGroups }: Memberships): string {
  return `
  INSERT INTO member_change (job, group_id, action, member_id, member_type, state)
  SELECT ?1, d.group_id, 'add', d.member_id, d.member_type, 'planned'
  FROM (${ofGroups}) d
  LEFT JOIN link l ON l.job = ?1 AND l.type = d.member_type AND l.source_id = d.member_id
  WHERE (l.state = 'active' OR EXISTS (
      SELECT 1 FROM operation o
      WHERE o.job = ?1 AND o.type = d.member_type AND o.source_id = d.member_id
        AND o.kind IN ('create', 'link', 'enable')))
    AND NOT EXISTS (
      SELECT 1 FROM group_member h
      WHERE h.job = ?1 AND h.group_target_id = d.target_id AND (h.missing = 0 OR h.lost > 1)
        AND h.member_target_id IN (l.target_id, (
        SELECT o.target_id FROM operation o
        WHERE o.job = ?1 AND o.type = d.member_type AND o.source_id = d.member_id AND o.kind = 'link')))`;
}

/**
 * Members whose membership has ended. The directory lists no memberships of a soft-deleted user: that is no
 * end, they are there again when the user is restored. Whoever a look did not find there is taken out, too:
 * some targets show no members, or only the first, or spell their ids in another way.
 */
function planLeaves({ has }: Memberships, accounts: string): string {
  return `
  INSERT INTO member_change (job, group_id, action, member_id, member_type, state)
  SELECT ?1, g.value ->> 'groupId', 'remove', a.source_id, a.type, 'planned'
  FROM json_each(?2) g CROSS JOIN group_member h CROSS JOIN ${accounts} a
  LEFT JOIN mirror s ON s.job = ?1 AND s.type = a.type AND s.id = a.source_id
  WHERE h.job = ?1 AND h.group_target_id = g.value ->> 'targetId'
    AND a.job = ?1 AND a.type IN ('user', 'group') AND a.target_id = h.member_target_id
    AND s.state IS DISTINCT FROM 'softDeleted'
    AND NOT (${has("a.type", "a.source_id")})
    -- Servers that number users and groups apart: the same id may stand for somebody who is a member.
    AND NOT EXISTS (
      SELECT 1 FROM link n
      WHERE n.job = ?1 AND n.type IN ('user', 'group') AND n.target_id = h.member_target_id
        AND ${has("n.type", "n.source_id")})
  ON CONFLICT (job, group_id, action, member_id) DO NOTHING`;
}

/** Whoever is missing there and no member any more begins anew when the membership does. */
function forgiveEnded({ has }: Memberships): string {
  return `
  UPDATE group_member INDEXED BY group_member_missing SET lost = 0
  WHERE job = ?1 AND missing = 1 AND lost > 0
    AND group_target_id IN (SELECT value ->> 'targetId' FROM json_each(?2))
    AND NOT EXISTS (
      SELECT 1 FROM json_each(?2) g CROSS JOIN link a
      WHERE g.value ->> 'targetId' = group_member.group_target_id
        AND a.job = ?1 AND a.type IN ('user', 'group') AND a.target_id = group_member.member_target_id
        AND ${has("a.type", "a.source_id")})`;
}

/** Those that this plan adopts leave, too. */
function statementsFor(memberships: Memberships): readonly string[] {
  const adopted = "(SELECT * FROM operation WHERE kind = 'link')";
  return [
    forget,
    forgiveEnded(memberships),
    planJoins(memberships),
    planLeaves(memberships, "link"),
    planLeaves(memberships, adopted),
  ];
}

const planDirect = statementsFor(direct);
const planNested = statementsFor(nested);

/** Writes down who joins and who leaves the groups in the target. */
export function planMembers(
  { job, sql }: JobTables,
  groups: readonly PlannedGroup[],
  options: { nested: boolean },
): void {
  const list = JSON.stringify(groups);
  for (const statement of options.nested ? planNested : planDirect) sql(statement).run(job, list);
}
