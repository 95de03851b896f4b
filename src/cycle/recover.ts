import { TargetError } from "../target/target.ts";
import type { Outcome, StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { matchAgain } from "./match-again.ts";
import { outcomeOf } from "./outcome.ts";

/** How many creates are looked up between two commits. */
const batch = 100;

/**
 * Makes good a cycle that died: nothing of its plan is sent any more, and what was in flight is looked up before anything is
 * written about it again. An account that was created is linked at once, before the directory is read: should the person have
 * left in the meantime, nobody else would know whose account it is. The rest becomes due and is read when it is planned.
 */
export async function recoverCycle(context: Omit<CycleContext, "cycle">, now: Date): Promise<void> {
  const { store, signal } = context;
  const unfinished = await store.cycles.unfinished();
  const cycle = {
    id: unfinished?.cycleId ?? "",
    kind: unfinished?.kind ?? "incremental",
    now,
    all: false,
  } as const;
  let outcomes: Outcome[] = [];
  for await (const operation of store.operations.list({ state: "sent" })) {
    signal.throwIfAborted();
    const outcome = operation.kind === "create" ? await lookUpCreate({ ...context, cycle }, operation) : null;
    if (outcome !== null) outcomes.push(outcome);
    if (outcomes.length < batch) continue;
    await store.operations.commit(outcomes);
    outcomes = [];
  }
  await store.operations.commit(outcomes);
  const inFlight = await store.operations.recover();
  if (unfinished === null) return;
  const message =
    inFlight.length === 0
      ? "The process died with no write under way"
      : `The process died with ${inFlight.length} writes under way: they are looked up again`;
  await store.cycles.finish({
    cycleId: unfinished.cycleId,
    state: "failed",
    counts: {},
    requests: unfinished.requests,
    failures: [{ who: "", operation: "cycle", code: "Interrupted", message }],
    endedAt: new Date(),
  });
}

/** Null: nobody has the account, or it cannot be told; the plan will ask once more. */
async function lookUpCreate(context: CycleContext, operation: StoredOperation): Promise<Outcome | null> {
  const match = await matchAgain(context, operation, { scan: false }).catch((error: unknown) => {
    if (error instanceof TargetError) return null;
    throw error;
  });
  if (match?.kind !== "one") return null;
  const written = {
    kind: "done",
    targetId: match.targetId,
    unresolved: [],
    sent: true,
    found: "created",
  } as const;
  return outcomeOf(context, { operation, written, members: null, membersFailure: null, durationMs: 0 });
}
