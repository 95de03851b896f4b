import type { LogEntry } from "../log.ts";
import type { JobTables } from "./job-context.ts";

const insert = `
  INSERT INTO log (job, time, cycle_id, action, status, type, source_id, source_name, target_id, duration_ms, error,
    steps, changes)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`;

export function addEntries({ job, sql }: JobTables, entries: readonly LogEntry[]): void {
  if (entries.length === 0) return;
  const statement = sql(insert);
  for (const { time, cycleId, action, status, type, source, target, ...rest } of entries) {
    statement.run(
      job,
      Date.parse(time),
      cycleId,
      action,
      status,
      type,
      source.id,
      source.name,
      target?.id ?? null,
      Math.round(rest.durationMs),
      rest.error === null ? null : JSON.stringify(rest.error),
      JSON.stringify(rest.steps),
      JSON.stringify(rest.changes),
    );
  }
}
