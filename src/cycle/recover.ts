import type { Outcome, StoredOperation } from "../store/operations.ts";
import { TargetError } from "../target/target.ts";
import type { CycleContext } from "./context.ts";
import { matchAgain } from "./match-again.ts";
import { belatedOutcome } from "./outcome.ts";

/** How many writes are looked up between two commits. */
const batch = 100;

/**
 * Makes good a cycle that died, and writes that got no answer: nothing of the old plan is sent any more, and
 * what was in flight is looked up before anything is written about it again. An account that was created or
 * adopted is linked at once, before the directory is read: should the person have left in the meantime,
 * nobody else would know whose account it is. The rest becomes due and is read when it is planned.
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
    outcomes.push(...(await lookUp({ ...context, cycle }, operation)));
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
    failures: [{ who: "", operation: "cycle", code: "Interrupted", message, cure: null }],
    doubts: [],
    warnings: [],
    endedAt: new Date(),
  });
}

/** The link that a write in flight calls for; nothing where the plan will find out by itself. */
async function lookUp(context: CycleContext, operation: StoredOperation): Promise<readonly Outcome[]> {
  const [targetId, found] = await accountOf(context, operation);
  if (targetId === null) return [];
  const written = {
    kind: "done",
    targetId,
    unresolved: [],
    sent: true,
    found,
    movedFrom: null,
    seen: null,
  } as const;
  return [belatedOutcome(context, operation, written)];
}

async function accountOf(
  context: CycleContext,
  operation: StoredOperation,
): Promise<readonly [string | null, "created" | "before"]> {
  switch (operation.kind) {
    case "create":
      return [await createdAccount(context, operation), "created"];
    case "link":
      return [operation.targetId, "before"];
    case "update":
    case "enable":
    case "disable":
    case "delete":
    case "skip":
    case "fail":
      return [null, "before"];
  }
}

async function createdAccount(context: CycleContext, operation: StoredOperation): Promise<string | null> {
  try {
    const match = await matchAgain(context, operation, { scan: false });
    return match.kind === "one" && match.movedFrom === null ? match.targetId : null;
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}
