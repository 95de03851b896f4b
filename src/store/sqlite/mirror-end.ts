import type { Ending } from "../mirror.ts";
import { forgetUnreportedRoles } from "./app-roles.ts";
import { markNestedMembersOf, markWithOuterGroups } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { text } from "./row.ts";
import type { OngoingRead } from "./ongoing-read.ts";

/** `ended`: rows that the read did not report. A group that could not be read keeps its memberships. */
export const endedMembership = `
  FROM membership e WHERE e.job = ?1 AND e.seen <> ?2 AND NOT EXISTS (
    SELECT 1 FROM mirror g
    WHERE g.job = ?1 AND g.type = 'group' AND g.id = e.group_id AND g.readable = 0 AND g.seen = ?2)`;
export const endedAssignment = "FROM assignment a WHERE a.job = ?1 AND a.seen <> ?2";

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
/** Groups that gave to whoever is inside of them. */
const selectEndedInner = `
  SELECT a.principal_id AS id ${endedAssignment} AND a.principal_type = 'Group'
  UNION
  SELECT e.member_id ${endedMembership} AND e.member_type = 'group'`;
const selectEndedOuter = `SELECT DISTINCT e.group_id AS id ${endedMembership}`;
const forgetAssignments = "DELETE FROM assignment WHERE job = ?1 AND seen <> ?2";
const forgetMemberships = `
  DELETE FROM membership WHERE job = ?1 AND (group_id, member_id) IN (
    SELECT e.group_id, e.member_id ${endedMembership})`;
/** Without its object, a group counts as one that was never read: nothing must reach anybody through it. */
const forgetMembershipsOfGone = `
  DELETE FROM membership WHERE job = ?1 AND group_id IN (
    SELECT id FROM mirror WHERE job = ?1 AND type = 'group' AND state = 'hardDeleted')`;

/** Which of the objects that were not reported go, besides those that are gone for good (`o`). */
const isUnwanted: { readonly [keep in Ending["keep"]]: string } = {
  none: "TRUE",
  reachable: `
    NOT EXISTS (SELECT 1 FROM assignment a WHERE a.job = ?1 AND a.principal_id = o.id)
    AND NOT EXISTS (
      SELECT 1 FROM membership m INDEXED BY membership_member WHERE m.job = ?1 AND m.member_id = o.id)
    AND o.members_read IS NOT ?2`,
  all: "FALSE",
};
const forgetEscrows = `
  DELETE FROM escrow WHERE job = ?1 AND NOT EXISTS (
    SELECT 1 FROM mirror m WHERE m.job = ?1 AND m.type = escrow.type AND m.id = escrow.source_id)`;
const forgetGenerated = `
  DELETE FROM generated WHERE job = ?1 AND NOT EXISTS (
    SELECT 1 FROM mirror m WHERE m.job = ?1 AND m.type = generated.type AND m.id = generated.source_id)`;

/** Forgets what a read did not report, marking those concerned dirty. */
export function forgetUnreported(tables: JobTables, ongoing: OngoingRead, keep: Ending["keep"]): void {
  const { job, sql } = tables;
  const { read } = ongoing;
  forgetUnreportedRoles(tables, ongoing);
  if (ongoing.nested) markNested(tables, ongoing);
  for (const statement of [markUsers, markGroups, forgetAssignments, forgetMemberships]) {
    sql(statement).run(job, read);
  }
  forgetObjects(tables, ongoing, keep);
  for (const statement of [forgetEscrows, forgetGenerated]) sql(statement).run(job);
}

/** While the memberships that ended still say who was below and above. */
function markNested(tables: JobTables, { read }: OngoingRead): void {
  markNestedMembersOf(tables, endedIds(tables, selectEndedInner, read));
  markWithOuterGroups(tables, endedIds(tables, selectEndedOuter, read));
}

function endedIds({ job, sql }: JobTables, statement: string, read: number): readonly string[] {
  return sql(statement)
    .all(job, read)
    .map((row) => text(row, "id"));
}

/** After the memberships that ended, as they may be all that an object was kept for. */
function forgetObjects(
  { job, sql }: JobTables,
  { read, relations }: OngoingRead,
  keep: Ending["keep"],
): void {
  sql(forgetMembershipsOfGone).run(job);
  const forgotten = `
    FROM mirror AS o WHERE o.job = ?1 AND (o.state = 'hardDeleted' OR o.seen <> ?2)
      AND NOT EXISTS (SELECT 1 FROM link l WHERE l.job = ?1 AND l.type = o.type AND l.source_id = o.id)
      AND (o.state = 'hardDeleted' OR (${isUnwanted[keep]}))`;
  if (sql(`SELECT 1 ${forgotten} LIMIT 1`).get(job, read) === undefined) return;
  if (relations.includes("manager")) {
    sql(`
      UPDATE mirror SET dirty = 1 WHERE job = ?1 AND type = 'user' AND dirty = 0 AND id IN (
        SELECT r.id FROM (SELECT o.id ${forgotten} AND o.type = 'user') e CROSS JOIN mirror r
        WHERE r.job = ?1 AND r.manager_id = e.id AND r.type = 'user')`).run(job, read);
  }
  sql(`DELETE FROM mirror_body WHERE id IN (SELECT o.body ${forgotten})`).run(job, read);
  sql(`DELETE ${forgotten}`).run(job, read);
}
