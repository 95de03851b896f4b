import type { JobConfig } from "../config/config.ts";
import type { ObjectType } from "../rules/directory.ts";
import type { Source } from "../source/source.ts";
import type { CycleKind } from "../store/cycles.ts";
import type { JobStore } from "../store/store.ts";
import type { Target } from "../target/target.ts";

/** The stages a reader of the progress bar sees. */
export type Stage = "import" | "list" | "plan" | "apply";

/**
 * `total` is null while nobody knows it. `wait`: until the directory is asked again, for its `reason`;
 * `secondLook`: until what seems gone is looked for again.
 */
export type Progress =
  | { readonly stage: Stage; readonly done: number; readonly total: number | null }
  | { readonly stage: "wait"; readonly ms: number; readonly reason: string }
  | { readonly stage: "secondLook"; readonly ms: number; readonly seemGone: SeemGone };

/** How many have gone, or are out of something that gave them access, as far as one look shows. */
export type SeemGone = { readonly [type in ObjectType]: number };

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
  /** Waits; throws the signal's reason when that comes first. */
  readonly wait: (ms: number, options: { signal: AbortSignal }) => Promise<void>;
  readonly observe: (progress: Progress) => void;
  readonly signal: AbortSignal;
};
