import type { JobConfig } from "../config/config.ts";
import type { Source } from "../source/source.ts";
import type { CycleKind } from "../store/cycles.ts";
import type { JobStore } from "../store/store.ts";
import type { Target } from "../target/target.ts";

/** The stages a reader of the progress bar sees. */
export type Stage = "import" | "list" | "plan" | "apply";

/** `total` is null while nobody knows it. */
export type Progress = { readonly stage: Stage; readonly done: number; readonly total: number | null };

/** What one cycle works with. */
export type CycleContext = {
  readonly job: JobConfig;
  readonly store: JobStore;
  readonly source: Source;
  readonly target: Target;
  readonly cycle: {
    readonly id: string;
    readonly kind: CycleKind;
    /** The cycle's one idea of the time: schedules, escrows and grace periods go by it. */
    readonly now: Date;
    /** Evaluate every object, not only those that are due. */
    readonly all: boolean;
  };
  readonly random: () => number;
  readonly observe: (progress: Progress) => void;
  readonly signal: AbortSignal;
};
