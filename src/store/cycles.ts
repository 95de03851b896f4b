export type CycleKind = "initial" | "incremental" | "reconcile";

export type CycleState = "running" | "succeeded" | "failed" | "held" | "partial";

export const countNames = [
  "imported",
  "planned",
  "created",
  "updated",
  "linked",
  "disabled",
  "enabled",
  "deleted",
  "skipped",
  "failed",
  "held",
] as const;
export type CountName = (typeof countNames)[number];
export type Counts = { readonly [name in CountName]: number };

export type CycleFailure = {
  readonly who: string;
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  /** What helps against it; null where nobody knows. */
  readonly cure: string | null;
};

/** What a cycle did: the document that `sync --json` prints. */
export type CycleReport = {
  readonly job: string;
  readonly kind: CycleKind;
  readonly cycleId: string;
  readonly state: CycleState;
  readonly counts: Counts;
  readonly requests: { readonly source: number; readonly target: number };
  readonly durationMs: number;
  readonly failures: readonly CycleFailure[];
  /** Why nothing was taken away; empty when nothing spoke against it. */
  readonly doubts: readonly string[];
  /** What people should look at in the directory. */
  readonly warnings: readonly string[];
};

export type StoredCycle = CycleReport & { readonly startedAt: Date; readonly endedAt: Date | null };

export interface Cycles {
  start(cycle: { cycleId: string; kind: CycleKind; startedAt: Date }): Promise<void>;
  /** Counts of outcomes are kept by their commits; what only the cycle knows is added here. */
  finish(
    cycle: Pick<CycleReport, "cycleId" | "state" | "requests" | "failures" | "doubts" | "warnings"> & {
      readonly counts: Partial<Counts>;
      readonly endedAt: Date;
    },
  ): Promise<StoredCycle>;
  /** The last cycle that ended. */
  last(): Promise<StoredCycle | null>;
  /** A cycle that was started and not ended: the running one, or one whose process died. */
  unfinished(): Promise<StoredCycle | null>;
}
