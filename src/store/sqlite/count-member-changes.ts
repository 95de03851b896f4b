import type { StoredOperation } from "../operations.ts";
import type { JobTables } from "./job-context.ts";
import { integer, text } from "./row.ts";

export type MemberCounts = StoredOperation["members"];

const none: MemberCounts = { add: 0, remove: 0 };
const count = `
  SELECT c.group_id, SUM(c.action = 'add') AS joins, SUM(c.action = 'remove') AS leaves
  FROM json_each(?2) g CROSS JOIN member_change c WHERE c.job = ?1 AND c.group_id = g.value
  GROUP BY c.group_id`;

/** How many memberships the plan changes in each of these groups: held ones too. */
export function countMemberChanges(
  { job, sql }: JobTables,
  groupIds: readonly string[],
): (groupId: string) => MemberCounts {
  if (groupIds.length === 0) return () => none;
  const counts = new Map<string, MemberCounts>();
  for (const row of sql(count).all(job, JSON.stringify(groupIds))) {
    counts.set(text(row, "group_id"), { add: integer(row, "joins"), remove: integer(row, "leaves") });
  }
  return (groupId) => counts.get(groupId) ?? none;
}
