import type { Counts, CycleKind, StoredCycle } from "../store/cycles.ts";
import type { Holder } from "../store/lease.ts";
import type { NamedEscrow } from "../store/operations.ts";
import type { Store } from "../store/store.ts";
import { type CycleDocument, cycleDocument } from "./cycle-document.ts";
import { heldOperations, type HoldDocument } from "./held-operations.ts";

/** What `status --json` prints of one job. */
export type JobStatus = {
  readonly job: string;
  /** `stopped`: it has no file any more. */
  readonly state: "active" | "stopped";
  readonly running: RunningDocument | null;
  readonly lastCycle: (CycleDocument & { readonly startedAt: Date; readonly endedAt: Date | null }) | null;
  readonly nextCycle: null;
  readonly links: { readonly users: number; readonly groups: number };
  readonly escrows: readonly EscrowDocument[];
  readonly hold: HoldDocument | null;
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
  readonly attempts: number;
  /** Null: given up. */
  readonly nextTry: Date | null;
};

export async function jobStatus(
  store: Store,
  { name, file }: { readonly name: string; readonly file: string | null },
): Promise<JobStatus> {
  const { cycles, links, operations, members } = store.job(name);
  const [holder, unfinished, last] = [
    await store.leases.holder(name),
    await cycles.unfinished(),
    await cycles.last(),
  ];
  const escrows = await operations.escrows();
  return {
    job: name,
    state: file === null ? "stopped" : "active",
    running:
      holder === null ? null : { ...holder, cycle: unfinished === null ? null : cycleUnderWay(unfinished) },
    lastCycle:
      last === null ? null : { ...cycleDocument(last), startedAt: last.startedAt, endedAt: last.endedAt },
    nextCycle: null,
    links: await links.counts(),
    escrows: escrows.map(escrowDocument),
    // While a cycle is at work, its plan is not a hold yet.
    hold: holder === null ? await heldOperations({ operations, members }) : null,
    quarantine: null,
  };
}

function cycleUnderWay({ cycleId, kind, startedAt, counts }: StoredCycle): RunningDocument["cycle"] {
  return { cycleId, kind, startedAt, counts };
}

function escrowDocument({ source, operation, failure, attempts, nextTry }: NamedEscrow): EscrowDocument {
  const { code, message } = failure;
  return { who: source.name, operation, code, message, attempts, nextTry };
}
