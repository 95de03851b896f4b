import { forgetUnreportedRoles } from "./app-roles.ts";
import type { JobTables } from "./job-context.ts";

/** `ended`: rows that the read did not report. A group that could not be read keeps its memberships. */
const endedMembership = `
  FROM membership e WHERE e.job = ?1 AND e.seen <> ?2 AND NOT EXISTS (
    SELECT 1 FROM mirror g
    WHERE g.job = ?1 AND g.type = 'group' AND g.id = e.group_id AND g.readable = 0 AND g.seen = ?2)`;
const endedAssignment = "FROM assignment a WHERE a.job = ?1 AND a.seen <> ?2";

const markUsers = `
  UPDATE mirror SET dirty = 1 WHERE job = ?1 AND type = 'user' AND dirty = 0 AND id IN (
    SELECT a.principal_id ${endedAssignment} AND a.principal_type = 'User'
    UNION
    SELECT m.member_id FROM (SELECT a.principal_id ${endedAssignment} AND a.principal_type = 'Group') a
      CROSS JOIN membership m
      WHERE m.job = ?1 AND m.group_id = a.principal_id AND m.member_type = 'user'
    UNION
    SELECT e.member_id ${endedMembership} AND e.member_type = 'user')`;
const markGroups = `
  UPDATE mirror SET dirty = 1 WHERE job = ?1 AND type = 'group' AND dirty = 0 AND id IN (
    SELECT a.principal_id ${endedAssignment} AND a.principal_type = 'Group'
    UNION
    SELECT e.member_id ${endedMembership} AND e.member_type = 'group'
    UNION
    SELECT e.group_id ${endedMembership})`;
/** The manager is about to be forgotten. */
const markReports = `
  UPDATE mirror SET dirty = 1 WHERE job = ?1 AND type = 'user' AND dirty = 0 AND id IN (
    SELECT r.id FROM mirror e CROSS JOIN mirror r
    WHERE e.job = ?1 AND e.type = 'user' AND e.seen <> ?2 AND NOT EXISTS (
      SELECT 1 FROM link l WHERE l.job = ?1 AND l.type = 'user' AND l.source_id = e.id)
      AND r.job = ?1 AND r.manager_id = e.id AND r.type = 'user')`;
const forgetAssignments = "DELETE FROM assignment WHERE job = ?1 AND seen <> ?2";
const forgetMemberships = `
  DELETE FROM membership WHERE job = ?1 AND (group_id, member_id) IN (
    SELECT e.group_id, e.member_id ${endedMembership})`;
const endedObject = `
  FROM mirror WHERE job = ?1 AND seen <> ?2 AND NOT EXISTS (
    SELECT 1 FROM link l WHERE l.job = ?1 AND l.type = mirror.type AND l.source_id = mirror.id)`;
const forgetBodies = `DELETE FROM mirror_body WHERE id IN (SELECT body ${endedObject})`;
const forgetObjects = `DELETE ${endedObject}`;
const forgetEscrows = `
  DELETE FROM escrow WHERE job = ?1 AND NOT EXISTS (
    SELECT 1 FROM mirror m WHERE m.job = ?1 AND m.type = escrow.type AND m.id = escrow.source_id)`;

const forgetGenerated = `
  DELETE FROM generated WHERE job = ?1 AND NOT EXISTS (
    SELECT 1 FROM mirror m WHERE m.job = ?1 AND m.type = generated.type AND m.id = generated.source_id)`;

/** Forgets what a complete read did not report, marking those concerned dirty. */
export function forgetUnreported(tables: JobTables, read: number): void {
  const { job, sql } = tables;
  forgetUnreportedRoles(tables, read);
  for (const statement of [markUsers, markGroups, markReports]) sql(statement).run(job, read);
  for (const statement of [forgetAssignments, forgetMemberships, forgetBodies, forgetObjects]) {
    sql(statement).run(job, read);
  }
  for (const statement of [forgetEscrows, forgetGenerated]) sql(statement).run(job);
}
