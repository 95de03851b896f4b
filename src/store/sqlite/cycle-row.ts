import {
  countNames,
  type Counts,
  type CycleKind,
  type CycleFailure,
  type CycleState,
  type StoredCycle,
} from "../cycles.ts";
import { dateOrNull, integer, text, texts, type Row } from "./row.ts";

/** `now` ends the duration of a cycle that has not ended. */
export function cycleRow(row: Row, { job, now }: { job: string; now: Date }): StoredCycle {
  const startedAt = new Date(integer(row, "started"));
  const endedAt = dateOrNull(row, "ended");
  return {
    job,
    kind: text(row, "kind") as CycleKind,
    cycleId: text(row, "cycle_id"),
    state: text(row, "state") as CycleState,
    counts: Object.fromEntries(countNames.map((name) => [name, integer(row, name)])) as Counts,
    requests: { source: integer(row, "source_requests"), target: integer(row, "target_requests") },
    durationMs: (endedAt ?? now).getTime() - startedAt.getTime(),
    failures: JSON.parse(text(row, "failures")) as readonly CycleFailure[],
    doubts: texts(row, "doubts"),
    warnings: texts(row, "warnings"),
    startedAt,
    endedAt,
  };
}
