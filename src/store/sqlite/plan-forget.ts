import type { JobTables } from "./job-context.ts";

const forget = "DELETE FROM operation WHERE seq IN (SELECT value FROM json_each(?1))";
const forgetOfJob = "DELETE FROM operation WHERE job = ?1";
const forgetChanges = "DELETE FROM member_change WHERE job = ?1";
const anyOther = "SELECT 1 FROM operation LIMIT 1";
const forgetBodies = "DELETE FROM operation_body WHERE seq NOT IN (SELECT seq FROM operation)";
/** Without a condition SQLite drops the pages unread. */
const forgetAllBodies = "DELETE FROM operation_body";

/** Bodies stay until the next plan: taking them away one by one would write each of their pages again. */
export function forgetOperations({ sql }: JobTables, seqs: readonly number[]): void {
  sql(forget).run(JSON.stringify(seqs));
}

/** Forgets the plan, memberships included. */
export function forgetPlan({ job, sql }: JobTables): void {
  sql(forgetOfJob).run(job);
  sql(forgetChanges).run(job);
  const isLast = sql(anyOther).get() === undefined;
  sql(isLast ? forgetAllBodies : forgetBodies).run();
}
