import { countNames, type Counts } from "../cycles.ts";
import type { JobTables } from "./job-context.ts";
import { integer } from "./row.ts";

/** The columns of `cycle` are named like the counts. */
const additions = countNames.map((name, index) => `${name} = ${name} + ?${index + 2}`).join(", ");
const addCounts = `UPDATE cycle SET ${additions} WHERE id = ?1`;
const running = "SELECT id FROM cycle WHERE job = ?1 AND ended IS NULL ORDER BY id DESC LIMIT 1";

/** Adds what came of operations to the running cycle; on demand there may be none. */
export function addToRunningCycle(tables: JobTables, counts: Partial<Counts>): void {
  const row = tables.sql(running).get(tables.job);
  if (row !== undefined) addToCycle(tables, integer(row, "id"), counts);
}

export function addToCycle({ sql }: JobTables, cycle: number, counts: Partial<Counts>): void {
  sql(addCounts).run(cycle, ...countNames.map((name) => counts[name] ?? 0));
}
