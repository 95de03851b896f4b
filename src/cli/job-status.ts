import type { JobConfig } from "../config/config.ts";
import { shownNames } from "../cycle/shown-names.ts";
import type { Counts, CycleKind, CycleReport, StoredCycle } from "../store/cycles.ts";
import type { Holder } from "../store/lease.ts";
import type { HeldSet } from "../store/job-state.ts";
import type { NamedEscrow } from "../store/operations.ts";
import type { Store } from "../store/store.ts";
import { nextCycleAt } from "../worker/schedule.ts";
import { cycleDocument } from "./cycle-document.ts";

/** What `status --json` prints of one job. */
export type JobStatus = {
  readonly job: string;
  /** `stopped`: it has no file any more. */
  readonly state: "active" | "stopped";
  readonly running: RunningDocument | null;
  readonly lastCycle: (CycleReport & { readonly startedAt: Date; readonly endedAt: Date | null }) | null;
  /** When the worker runs it next; null for a job without a file. */
  readonly nextCycle: Date | null;
  readonly links: { readonly users: number; readonly groups: number };
  readonly escrows: readonly EscrowDocument[];
  readonly hold: HeldSet | null;
  readonly quarantine: null;
};

/** Who works on the job, and the cycle that is under way; null before it has begun. */
type RunningDocument = Holder & {
  readonly cycle: {
    readonly cycleId: string;
    readonly kind: CycleKind;
    readonly startedAt: Date;
    readonly counts: Counts;
  } | null;
};

type EscrowDocument = {
  readonly who: string;
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  readonly cure: string | null;
  readonly attempts: number;
  /** Null: given up. */
  readonly nextTry: Date | null;
};

export async function jobStatus(
  store: Store,
  { name, job, now }: { readonly name: string; readonly job: JobConfig | null; readonly now: Date },
): Promise<JobStatus> {
  const { cycles, links, mirror, operations, state } = store.job(name);
  const [holder, unfinished, last] = [
    await store.leases.holder(name),
    await cycles.unfinished(),
    await cycles.last(),
  ];
  const escrows = await operations.escrows();
  const names = await shownNames({ mirror }, { job, now }, escrows);
  return {
    job: name,
    state: job === null ? "stopped" : "active",
    running:
      holder === null ? null : { ...holder, cycle: unfinished === null ? null : cycleUnderWay(unfinished) },
    lastCycle:
      last === null ? null : { ...cycleDocument(last), startedAt: last.startedAt, endedAt: last.endedAt },
    nextCycle: job === null ? null : nextCycleAt(last?.startedAt ?? null, job, now),
    links: await links.counts(),
    escrows: escrows.map((escrow, index) => escrowDocument(escrow, names[index] ?? escrow.source.id)),
    hold: await state.hold(),
    quarantine: null,
  };
}

function cycleUnderWay({ cycleId, kind, startedAt, counts }: StoredCycle): RunningDocument["cycle"] {
  return { cycleId, kind, startedAt, counts };
}

function escrowDocument({ operation, failure, attempts, nextTry }: NamedEscrow, who: string): EscrowDocument {
  const { code, message, cure } = failure;
  return { who, operation, code, message, cure, attempts, nextTry };
}
