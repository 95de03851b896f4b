import type { ObjectType } from "../../rules/directory.ts";
import type { Lost } from "../mirror.ts";
import type { JobTables } from "./job-context.ts";
import { endedAssignment, endedMembership } from "./mirror-end.ts";
import { integer, text } from "./row.ts";

/** Of groups whose members the read reported. The directory lists nobody in a deleted group. */
const lostMembership = `
  ${endedMembership} AND EXISTS (
    SELECT 1 FROM mirror r
    WHERE r.job = ?1 AND r.type = 'group' AND r.id = e.group_id AND r.state = 'active' AND r.members_read = ?2)`;

/** The directory lists no memberships, and perhaps no assignments, of who is deleted: that is no loss. */
const countAssignments = `
  SELECT COUNT(*) AS assignments FROM (SELECT a.principal_id, a.principal_type ${endedAssignment}) e
  CROSS JOIN mirror p
  WHERE p.job = ?1 AND p.type = CASE e.principal_type WHEN 'User' THEN 'user' ELSE 'group' END
    AND p.id = e.principal_id AND p.state = 'active'`;
const selectGroups = `
  SELECT d.group_id AS id, b.name, NOT EXISTS (
    SELECT 1 FROM membership s WHERE s.job = ?1 AND s.group_id = d.group_id AND s.seen = ?2) AS emptied
  FROM (
    SELECT DISTINCT e.group_id FROM (SELECT e.group_id, e.member_type, e.member_id ${lostMembership}) e
    CROSS JOIN mirror p
    WHERE p.job = ?1 AND p.type = e.member_type AND p.id = e.member_id AND p.state = 'active') d
  CROSS JOIN mirror g CROSS JOIN mirror_body b
  WHERE g.job = ?1 AND g.type = 'group' AND g.id = d.group_id AND b.id = g.body
  ORDER BY d.group_id`;
const selectLosers = `
  SELECT p.id FROM (
    SELECT a.principal_id AS id ${endedAssignment}
      AND a.principal_type = CASE ?3 WHEN 'user' THEN 'User' ELSE 'Group' END
    UNION
    SELECT e.member_id ${lostMembership} AND e.member_type = ?3) d
  CROSS JOIN mirror p
  WHERE d.id > ?4 AND p.job = ?1 AND p.type = ?3 AND p.id = d.id AND p.state = 'active'
  ORDER BY d.id LIMIT ?5`;

export function readLost({ job, sql }: JobTables, read: number): Lost {
  const groups = sql(selectGroups).all(job, read);
  return {
    assignments: integer(sql(countAssignments).get(job, read) ?? {}, "assignments"),
    groups: groups.map((row) => ({
      id: text(row, "id"),
      name: text(row, "name"),
      emptied: integer(row, "emptied") === 1,
    })),
  };
}

export function readLosers(
  { job, sql }: JobTables,
  query: { read: number; type: ObjectType; after: string | null; limit: number },
): readonly string[] {
  const { read, type, after, limit } = query;
  return sql(selectLosers)
    .all(job, read, type, after ?? "", limit)
    .map((row) => text(row, "id"));
}
