import type { StopError } from "../rules/stop-error.ts";
import {
  countNames,
  type Counts,
  type CycleKind,
  type CycleReport,
  type StoredCycle,
} from "../store/cycles.ts";

/** What `sync --json` prints of one cycle. */
export type CycleDocument = CycleReport;

export function cycleDocument(cycle: StoredCycle): CycleDocument {
  const { startedAt: _, endedAt: __, ...report } = cycle;
  return report;
}

/** The document of a cycle that stopped; of one that never began, it says why and nothing else. */
export function stoppedDocument(
  { code, message }: StopError,
  about: {
    readonly job: string;
    readonly kind: CycleKind;
    /** The job's last cycle before this one, and now. */
    readonly before: StoredCycle | null;
    readonly last: StoredCycle | null;
  },
): CycleDocument {
  const { job, kind, before, last } = about;
  const began = code !== "busy" && last !== null && last.cycleId !== before?.cycleId;
  if (began) return cycleDocument(last);
  return {
    job,
    kind,
    cycleId: "",
    state: "failed",
    counts: Object.fromEntries(countNames.map((name) => [name, 0])) as Counts,
    requests: { source: 0, target: 0 },
    durationMs: 0,
    failures: [{ who: "", operation: "cycle", code, message }],
  };
}
