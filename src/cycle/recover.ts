import type { CycleContext } from "./context.ts";

/**
 * Makes good a cycle whose process died: nothing of its plan is sent any more. What was in flight is looked up before anything is
 * written about it again: an account that was created is found by matching, a changed one is read, a group's members are read.
 */
export async function recoverCycle({ store }: Pick<CycleContext, "store">): Promise<void> {
  const unfinished = await store.cycles.unfinished();
  const inFlight = await store.operations.recover();
  if (unfinished === null) return;
  const message =
    inFlight.length === 0
      ? "The process died before it had written anything"
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
