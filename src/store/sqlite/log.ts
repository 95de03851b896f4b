import type { Log, LogEntry, LogQuery } from "../log.ts";
import type { JobContext } from "./job-context.ts";
import { logRow } from "./log-row.ts";
import { addEntries } from "./log-table.ts";
import { integer } from "./row.ts";

const chunk = 500;

/** `+job` keeps the page on the order of the positions instead of sorting what the index on time finds. */
const selectPage = `
  SELECT * FROM log
  WHERE +job = ?1 AND id > ?2
    AND (?3 IS NULL OR lower(source_id) = lower(?3) OR lower(target_id) = lower(?3)
      OR instr(lower(source_name), lower(?3)) > 0)
    AND (?4 IS NULL OR status = ?4)
    AND (?5 IS NULL OR action = ?5)
    AND (?6 IS NULL OR time >= ?6)
  ORDER BY id LIMIT ${chunk}`;
const firstSince = "SELECT COALESCE(MIN(id), 0) AS first FROM log WHERE job = ?1 AND time >= ?2";
const forgetBefore = "DELETE FROM log WHERE job = ?1 AND time < ?2";

export function createLog(context: JobContext): Log {
  function page(query: LogQuery, after: number): readonly (LogEntry & { readonly position: number })[] {
    const { who = null, status = null, action = null, since } = query;
    return context.read(({ job, sql }) =>
      sql(selectPage)
        .all(job, after, who, status, action, since?.getTime() ?? null)
        .map((row) => logRow(row, context.name)),
    );
  }

  function start({ after = 0, since }: LogQuery): number {
    if (since === undefined) return after;
    return context.read(({ job, sql }) => {
      const row = sql(firstSince).get(job, since.getTime());
      return Math.max(after, integer(row ?? {}, "first") - 1);
    });
  }

  return {
    async add(entries) {
      context.write((tables) => addEntries(tables, entries));
    },
    async *search(query) {
      let entries = page(query, start(query));
      for (let last = entries.at(-1); last !== undefined; last = entries.at(-1)) {
        yield* entries;
        if (entries.length < chunk) return;
        entries = page(query, last.position);
      }
    },
    async prune(before) {
      context.write(({ job, sql }) => sql(forgetBefore).run(job, before.getTime()));
    },
  };
}
