import type { ObjectType } from "../../rules/directory.ts";
import type { Outcome } from "../operations.ts";
import type { JobTables } from "./job-context.ts";

const put = `
  INSERT INTO escrow (job, type, source_id, operation, failure, attempts, first_failed, next_try)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
  ON CONFLICT (job, type, source_id) DO UPDATE SET operation = excluded.operation, failure = excluded.failure,
    attempts = excluded.attempts, first_failed = excluded.first_failed, next_try = excluded.next_try`;
/** The removals of a group do not heal what failed in its first half. */
const end = `
  DELETE FROM escrow WHERE job = ?1 AND type = ?2 AND source_id IN (
    SELECT o.source_id FROM json_each(?3) s CROSS JOIN operation o WHERE o.seq = s.value AND o.keeps_escrow = 0)`;

/** Writes the escrows of what failed and ends those of what succeeded. */
export function storeEscrows({ job, sql }: JobTables, type: ObjectType, outcomes: readonly Outcome[]): void {
  const succeeded: number[] = [];
  for (const { operation, escrow } of outcomes) {
    if (escrow === null) {
      succeeded.push(operation.seq);
    } else {
      const { failure, attempts, firstFailed, nextTry } = escrow;
      const times = [firstFailed.getTime(), nextTry?.getTime() ?? null] as const;
      const { id } = operation.source;
      sql(put).run(job, type, id, escrow.operation, JSON.stringify(failure), attempts, ...times);
    }
  }
  if (succeeded.length > 0) sql(end).run(job, type, JSON.stringify(succeeded));
}
