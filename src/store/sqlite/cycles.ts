import { StopError } from "../../rules/stop-error.ts";
import type { Cycles, StoredCycle } from "../cycles.ts";
import { addToCycle } from "./cycle-counts.ts";
import { cycleRow } from "./cycle-row.ts";
import type { JobContext } from "./job-context.ts";
import { integer, type Row } from "./row.ts";

const insert = `
  INSERT INTO cycle (job, cycle_id, kind, state, started) VALUES (?1, ?2, ?3, 'running', ?4)`;
const end = `
  UPDATE cycle SET state = ?3, ended = ?4, source_requests = ?5, target_requests = ?6, failures = ?7,
    doubts = ?8, warnings = ?9
  WHERE job = ?1 AND cycle_id = ?2 RETURNING id`;
const selectOne = "SELECT * FROM cycle WHERE id = ?1";
const selectLast =
  "SELECT * FROM cycle WHERE job = ?1 AND ended IS NOT NULL ORDER BY ended DESC, id DESC LIMIT 1";
const selectUnfinished = "SELECT * FROM cycle WHERE job = ?1 AND ended IS NULL ORDER BY id DESC LIMIT 1";

export function createCycles(context: JobContext): Cycles {
  function cycleOf(row: Row | undefined): StoredCycle | null {
    return row === undefined ? null : cycleRow(row, { job: context.name, now: context.now() });
  }

  return {
    async start({ cycleId, kind, startedAt }) {
      context.write(({ job, sql }) => sql(insert).run(job, cycleId, kind, startedAt.getTime()));
    },
    async finish({ cycleId, state, counts, requests, endedAt, ...said }) {
      return context.write((tables) => {
        const { job, sql } = tables;
        const { source, target } = requests;
        const ended = sql(end).get(
          job,
          cycleId,
          state,
          endedAt.getTime(),
          source,
          target,
          JSON.stringify(said.failures),
          JSON.stringify(said.doubts),
          JSON.stringify(said.warnings),
        );
        if (ended === undefined) {
          throw new StopError(
            "store",
            `Cannot end cycle ${cycleId} of job ${context.name} as it was never started`,
            {
              cure: "Report this: the store and the engine disagree",
            },
          );
        }
        const id = integer(ended, "id");
        addToCycle(tables, id, counts);
        return cycleRow(sql(selectOne).get(id) ?? {}, { job: context.name, now: endedAt });
      });
    },
    async last() {
      return context.read(({ job, sql }) => cycleOf(sql(selectLast).get(job)));
    },
    async unfinished() {
      return context.read(({ job, sql }) => cycleOf(sql(selectUnfinished).get(job)));
    },
  };
}
