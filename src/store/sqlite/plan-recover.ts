import type { JobTables } from "./job-context.ts";
import { forgetPlan } from "./plan-forget.ts";
import { text } from "./row.ts";

/** A skip that drops a link is work too. */
const markUnfinished = `
  UPDATE mirror SET dirty = 1 WHERE job = ?1 AND dirty = 0 AND (type, id) IN (
    SELECT type, source_id FROM operation WHERE job = ?1 AND (state <> 'skip' OR link_kind = 'drop'))`;
/** What was planned from a look at the target has not been brought about: the next plan has to look again. */
const distrust = `
  UPDATE link SET applied = NULL WHERE job = ?1 AND (type, source_id) IN (
    SELECT type, source_id FROM operation WHERE job = ?1 AND phase IS NOT NULL)`;
const distrustMembers = `
  UPDATE link SET members_known = 0 WHERE job = ?1 AND (type, source_id) IN (
    SELECT type, source_id FROM operation WHERE job = ?1 AND state = 'sent')`;
const selectSent = `
  SELECT b.source_name FROM operation o CROSS JOIN operation_body b ON b.seq = o.seq
  WHERE o.job = ?1 AND o.state = 'sent' ORDER BY o.seq`;

/** Ends a plan whose process died. */
export function recoverPlan(tables: JobTables): readonly string[] {
  const { job, sql } = tables;
  sql(markUnfinished).run(job);
  sql(distrust).run(job);
  sql(distrustMembers).run(job);
  const sent = sql(selectSent)
    .all(job)
    .map((row) => text(row, "source_name"));
  forgetPlan(tables);
  return sent;
}
