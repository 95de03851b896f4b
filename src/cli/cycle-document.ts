import {
  countNames,
  type Counts,
  type CycleKind,
  type CycleReport,
  type StoredCycle,
} from "../store/cycles.ts";

/** A cycle as `sync --json` and `status --json` print it. */
export function cycleDocument(cycle: StoredCycle): CycleReport {
  const { startedAt: _, endedAt: __, ...report } = cycle;
  return report;
}

/** The document of a cycle that stopped; of one that never began, it says why and nothing else. */
export function stoppedDocument(
  why: { readonly code: string; readonly message: string; readonly cure: string | null },
  about: {
    readonly job: string;
    readonly kind: CycleKind;
    /** The job's last cycle before this one, and now. */
    readonly before: StoredCycle | null;
    readonly last: StoredCycle | null;
  },
): CycleReport {
  const { job, kind, before, last } = about;
  const began = why.code !== "busy" && last !== null && last.cycleId !== before?.cycleId;
  if (began) return cycleDocument(last);
  return {
    job,
    kind,
    cycleId: "",
    state: "failed",
    counts: Object.fromEntries(countNames.map((name) => [name, 0])) as Counts,
    requests: { source: 0, target: 0 },
    durationMs: 0,
    failures: [{ who: "", operation: "cycle", code: why.code, message: why.message, cure: why.cure }],
    doubts: [],
    warnings: [],
  };
}
