import { randomUUID } from "node:crypto";
import { StopError } from "../rules/stop-error.ts";
import type { CycleFailure, CycleKind, CycleState, StoredCycle } from "../store/cycles.ts";
import { applyPlan } from "./apply.ts";
import type { CycleContext } from "./context.ts";
import { heldSet } from "./held-set.ts";
import { type Hold, openGuard } from "./cycle-guard.ts";
import { confirmIdentity } from "./identity.ts";
import { type Imported, importDirectory } from "./import/import-directory.ts";
import { heldEntry } from "./log-entry.ts";
import { planCycle } from "./plan.ts";
import { recoverCycle } from "./recover.ts";
import { fitJob, recallTarget, rememberLearned } from "./target-description.ts";

/** What a cycle is given besides its place in time. */
export type CycleParts = Omit<CycleContext, "cycle">;

export type CycleOptions = {
  /** What was asked for; a job's first cycle is an initial one whatever was asked. */
  readonly kind: CycleKind;
  readonly allowEmpty: boolean;
  readonly now: Date;
};

export type CycleResult = {
  readonly cycle: StoredCycle;
  readonly shown: Imported["shown"];
  readonly holds: readonly Hold[];
};

/** What a cycle has come to, and knows, so far. */
type Account = {
  readonly counts: { imported: number; planned: number };
  said: Pick<Imported, "doubts" | "warnings">;
};

/**
 * One pass of a job: import → plan → apply. Each step is durable, and a cycle that dies at any point is made
 * good by the next. Throws `StopError` when the cycle had to stop; what it had done until then is stored all
 * the same.
 */
export async function runCycle(parts: CycleParts, options: CycleOptions): Promise<CycleResult> {
  const context = await openCycle(parts, options);
  const { cycles, state } = context.store;
  const startedAt = new Date();
  await cycles.start({ cycleId: context.cycle.id, kind: context.cycle.kind, startedAt });
  const account: Account = { counts: { imported: 0, planned: 0 }, said: { doubts: [], warnings: [] } };
  const { counts } = account;
  try {
    const { shown, ...said } = await importDirectory(context, { ...options, counts });
    const { doubts } = said;
    account.said = said;
    // Said once, for what it takes away now; a preview with the same flag has only looked.
    if (options.allowEmpty) await state.setEmptied(new Map());
    counts.planned = await planAnew(context, doubts);
    const guard = await openGuard(context, { first: context.first, doubts, preview: false });
    await guard.check();
    const failures = await applyPlan(context, { guard, doubts, counts });
    const holds = guard.holds();
    await context.store.operations.logHeld((operation) => heldEntry(context, operation));
    await state.setHold(await heldSet(context));
    if (context.cycle.all) await state.setRulesFingerprint(context.job.rules.fingerprint);
    const cycle = await finish(context, account, { failures: [...context.failures, ...failures], holds });
    return { cycle, shown, holds };
  } catch (error) {
    const failure = stopped(error, context.signal);
    await finish(context, account, { failures: [failure], holds: [], state: "failed" });
    throw error;
  }
}

export type Preview = {
  readonly context: CycleContext;
  readonly holds: readonly Hold[];
  readonly doubts: readonly string[];
  readonly warnings: readonly string[];
};

/** A cycle that is only looked at: imports and plans, and writes nothing to the target. */
export async function previewCycle(parts: CycleParts, options: CycleOptions): Promise<Preview> {
  const context = await openCycle(parts, options);
  const counts = { imported: 0 };
  const { doubts, warnings } = await importDirectory(context, { ...options, counts });
  await planAnew(context, doubts);
  const guard = await openGuard(context, { first: context.first, doubts, preview: true });
  await guard.check();
  return { context, holds: guard.holds(), doubts, warnings };
}

type OpenedCycle = CycleContext & {
  /** No cycle has gone over every object yet. */
  readonly first: boolean;
  /** What of the job the target cannot do. */
  readonly failures: readonly CycleFailure[];
};

async function openCycle(parts: CycleParts, { kind, now }: CycleOptions): Promise<OpenedCycle> {
  const { job, store, source, target } = parts;
  await confirmIdentity(job.name, store, { source: source.identity, target: target.identity });
  await recallTarget(parts);
  await recoverCycle(parts, now);
  const known = await store.state.rulesFingerprint();
  const first = known === null;
  const actual = first ? "initial" : kind;
  const all = actual !== "incremental" || known !== job.rules.fingerprint;
  const { job: fitted, failures } = await fitJob(parts, actual);
  return { ...parts, job: fitted, first, failures, cycle: { id: randomUUID(), kind: actual, now, all } };
}

async function planAnew(context: CycleContext, doubts: readonly string[]): Promise<number> {
  await context.store.operations.clear();
  return planCycle(context, { doubts, all: context.cycle.all });
}

async function finish(
  context: CycleContext,
  { counts, said }: Account,
  result: {
    failures: readonly CycleFailure[];
    holds: readonly Hold[];
    state?: CycleState;
  },
): Promise<StoredCycle> {
  const { store, cycle, source, target } = context;
  await rememberLearned(context);
  const held = result.holds.reduce((sum, { planned }) => sum + planned, 0);
  return store.cycles.finish({
    cycleId: cycle.id,
    state: result.state ?? stateOf({ failed: result.failures.length, held }),
    counts: { ...counts, held },
    requests: { source: source.requests, target: target.requests },
    failures: result.failures,
    ...said,
    endedAt: new Date(),
  });
}

function stateOf({ failed, held }: { failed: number; held: number }): CycleState {
  if (failed > 0) return "partial";
  return held > 0 ? "held" : "succeeded";
}

function stopped(error: unknown, signal: AbortSignal): CycleFailure {
  const cycle = { who: "", operation: "cycle" };
  if (error instanceof StopError)
    return { ...cycle, code: error.code, message: error.message, cure: error.cure };
  const message = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return { ...cycle, code: "Interrupted", message, cure: null };
  return { ...cycle, code: "InternalError", message, cure: null };
}
