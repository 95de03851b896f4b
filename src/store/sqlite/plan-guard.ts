import type { GuardClass } from "../../rules/guard-class.ts";
import type { ClassCounts, Operations } from "../operations.ts";
import { markDirty } from "./dirty.ts";
import type { JobTables } from "./job-context.ts";
import { integer, text } from "./row.ts";

/** Which planned operations are of a class; memberships are rows of their own. */
const conditions: { readonly [name in Exclude<GuardClass, "memberRemovals">]: string } = {
  // A rehire takes the account over, and with it the removal of whoever had it before.
  userRemovals: `phase = 'userRemovals' AND NOT EXISTS (
    SELECT 1 FROM operation r WHERE r.job = operation.job AND r.type = 'user'
      AND r.target_id = operation.target_id AND r.kind = 'link' AND r.link_kind = 'move')`,
  groupRemovals: "phase = 'groupRemovals' AND kind = 'delete'",
  creates: "phase IN ('users', 'groups') AND kind = 'create'",
  lostLinks: "link_kind = 'drop'",
};
/** A skip can drop a link, too. */
const planned = "operation WHERE job = ?1 AND state IN ('planned', 'skip')";
/** Those of a group that is deleted go with it. */
const plannedLeaves = `
  member_change WHERE job = ?1 AND action = 'remove' AND state = 'planned' AND NOT EXISTS (
    SELECT 1 FROM operation o
    WHERE o.job = ?1 AND o.type = 'group' AND o.source_id = member_change.group_id AND o.kind = 'delete')`;
const countClasses = `
  SELECT
    (SELECT COUNT(*) FROM ${planned} AND ${conditions.userRemovals}) AS user_removals,
    (SELECT COUNT(*) FROM ${planned} AND ${conditions.groupRemovals}) AS group_removals,
    (SELECT COUNT(*) FROM ${plannedLeaves}) AS member_removals,
    (SELECT COUNT(*) FROM ${planned} AND ${conditions.creates}) AS creates,
    (SELECT COUNT(*) FROM ${planned} AND ${conditions.lostLinks}) AS lost_links`;
const countBases = `
  SELECT
    (SELECT COUNT(*) FROM link WHERE job = ?1 AND type = 'user' AND state = 'active') AS users,
    (SELECT COUNT(*) FROM link WHERE job = ?1 AND type = 'group') AS groups,
    (SELECT COUNT(*) FROM group_member h WHERE h.job = ?1 AND EXISTS (
      SELECT 1 FROM link l
      WHERE l.job = ?1 AND l.type IN ('user', 'group') AND l.target_id = h.member_target_id)) AS memberships`;
const holdLeaves = `UPDATE ${plannedLeaves.replace("WHERE", "SET state = 'held' WHERE")} RETURNING group_id`;
/** A group that only loses members has nothing left to do. */
const holdEmptyGroups = `
  UPDATE operation SET state = 'held'
  WHERE job = ?1 AND state = 'planned' AND phase = 'groupRemovals' AND kind <> 'delete'`;

export function countGuardClasses({ job, sql }: JobTables): ClassCounts {
  const row = sql(countClasses).get(job) ?? {};
  return {
    userRemovals: integer(row, "user_removals"),
    groupRemovals: integer(row, "group_removals"),
    memberRemovals: integer(row, "member_removals"),
    creates: integer(row, "creates"),
    lostLinks: integer(row, "lost_links"),
  };
}

export function readBases({ job, sql }: JobTables): Awaited<ReturnType<Operations["bases"]>> {
  const row = sql(countBases).get(job) ?? {};
  return {
    userRemovals: integer(row, "users"),
    groupRemovals: integer(row, "groups"),
    memberRemovals: integer(row, "memberships"),
  };
}

/** Returns how many operations or memberships are held; their objects stay due. */
export function holdClass(tables: JobTables, guardClass: GuardClass): number {
  return guardClass === "memberRemovals"
    ? holdMemberRemovals(tables)
    : holdOperations(tables, conditions[guardClass]);
}

function holdOperations(tables: JobTables, condition: string): number {
  const { job, sql } = tables;
  const rows = sql(
    `UPDATE operation SET state = 'held' WHERE job = ?1 AND state IN ('planned', 'skip') AND ${condition}
     RETURNING type, source_id`,
  ).all(job);
  for (const type of ["user", "group"] as const) {
    const ids = rows.filter((row) => row["type"] === type).map((row) => text(row, "source_id"));
    markDirty(tables, type, ids);
  }
  return rows.length;
}

function holdMemberRemovals(tables: JobTables): number {
  const { job, sql } = tables;
  const groupIds = sql(holdLeaves)
    .all(job)
    .map((row) => text(row, "group_id"));
  sql(holdEmptyGroups).run(job);
  markDirty(tables, "group", [...new Set(groupIds)]);
  return groupIds.length;
}
