import { setImmediate } from "node:timers/promises";
import type { ObjectType } from "../../rules/directory.ts";
import type { Operation } from "../../rules/operation.ts";
import type { LogEntry } from "../log.ts";
import { addToRunningCycle } from "./cycle-counts.ts";
import type { JobContext, JobTables } from "./job-context.ts";
import { dropLinks } from "./link-table.ts";
import { addEntries } from "./log-table.ts";
import { operationColumns, operationTables } from "./operation-row.ts";
import { forgetOperations } from "./plan-forget.ts";
import { storedOperations } from "./plan-take.ts";
import { integer, text, textOrNull, type Row } from "./row.ts";

const chunk = 1_000;

/** These say that nothing could be decided yet: the object is looked at again. */
const undecided: ReadonlySet<string> = new Set([
  "SourceIncomplete",
  "Unreadable",
  "ScopeUndecided",
  "WaitsForGracePeriod",
]);

const selectNext = `
  SELECT o.seq, o.type, o.source_id, o.link_kind, o.reason, o.unkept, m.last_skip FROM operation o
  LEFT JOIN mirror m ON m.job = o.job AND m.type = o.type AND m.id = o.source_id
  WHERE o.job = ?1 AND o.state = 'skip' AND o.phase IS NULL AND o.level = 0
    AND (o.link_kind = 'drop') = ?2 ORDER BY o.seq LIMIT ${chunk}`;
const selectNews = `
  SELECT ${operationColumns} FROM json_each(?1) s CROSS JOIN ${operationTables} WHERE o.seq = s.value ORDER BY o.seq`;
const settle = `
  UPDATE mirror SET dirty = ?4, last_skip = ?5
  WHERE job = ?1 AND type = ?2 AND id IN (SELECT value FROM json_each(?3))
    AND (dirty <> ?4 OR last_skip IS DISTINCT FROM ?5)`;
const rememberUnkept = `
  UPDATE link SET unkept = NULLIF(o.unkept, '{}') FROM operation o
  WHERE o.seq IN (SELECT value FROM json_each(?2))
    AND link.job = ?1 AND link.type = o.type AND link.source_id = o.source_id`;
const keepOpen = "UPDATE operation SET state = 'settled' WHERE seq IN (SELECT value FROM json_each(?1))";
const endEscrows = `
  DELETE FROM escrow WHERE job = ?1 AND type = ?2 AND source_id IN (SELECT value FROM json_each(?3))`;

/**
 * Chunk by chunk, each a commit, so that neither memory nor the lease's heartbeat suffers from a large plan.
 * Skips that drop a link come last: what they make due must not be settled after them.
 */
export async function settleSkips(
  context: JobContext,
  describe: (operation: Operation) => LogEntry,
): Promise<number> {
  let total = 0;
  for (const dropping of [false, true]) {
    let settled = chunk;
    while (settled === chunk) {
      settled = context.write((tables) => settleChunk(tables, { dropping, describe }));
      total += settled;
      if (settled === chunk) await setImmediate();
    }
  }
  return total;
}

function settleChunk(
  tables: JobTables,
  { dropping, describe }: { dropping: boolean; describe: (operation: Operation) => LogEntry },
): number {
  const rows = tables.sql(selectNext).all(tables.job, dropping ? 1 : 0);
  logNews(tables, rows, describe);
  const looked = rows.filter((row) => row["unkept"] !== null);
  if (looked.length > 0) tables.sql(rememberUnkept).run(tables.job, JSON.stringify(seqsOf(looked)));
  const byType = Map.groupBy(rows, (row) => text(row, "type") as ObjectType);
  for (const [type, ofType] of byType) {
    for (const [reason, alike] of Map.groupBy(ofType, (row) => textOrNull(row, "reason"))) {
      settleObjects(tables, type, { reason, ids: idsOf(alike) });
    }
  }
  if (dropping) for (const [type, ofType] of byType) dropLinks(tables, type, idsOf(ofType));
  const [open, decided] = partition(rows, isUndecided);
  forgetOperations(tables, seqsOf(decided));
  // What stays due keeps its operation, so that it is not planned again before the next cycle.
  tables.sql(keepOpen).run(JSON.stringify(seqsOf(open)));
  addToRunningCycle(tables, { skipped: rows.length });
  return rows.length;
}

function logNews(
  tables: JobTables,
  rows: readonly Row[],
  describe: (operation: Operation) => LogEntry,
): void {
  const news = rows.filter(isNews);
  if (news.length === 0) return;
  const operations = storedOperations(tables, tables.sql(selectNews).all(JSON.stringify(seqsOf(news))));
  addEntries(tables, operations.map(describe));
}

/** What the target does not keep is told once, whatever was logged in between. */
function isNews({ reason, last_skip: last, unkept }: Row): boolean {
  return reason === "ValueNotKept" ? unkept !== null : reason !== last;
}

function settleObjects(
  { job, sql }: JobTables,
  type: ObjectType,
  { reason, ids }: { reason: string | null; ids: readonly string[] },
): void {
  const staysDue = reason !== null && undecided.has(reason);
  const list = JSON.stringify(ids);
  sql(settle).run(job, type, list, staysDue ? 1 : 0, reason);
  if (!staysDue) sql(endEscrows).run(job, type, list);
}

function isUndecided(row: Row): boolean {
  const reason = textOrNull(row, "reason");
  return reason !== null && undecided.has(reason);
}

function partition<T>(
  items: readonly T[],
  test: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function idsOf(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => text(row, "source_id"));
}

function seqsOf(rows: readonly Row[]): readonly number[] {
  return rows.map((row) => integer(row, "seq"));
}
