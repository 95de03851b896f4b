import { Applier } from "./applier.ts";
import type { CycleFailure } from "../store/cycles.ts";
import type { CycleContext } from "./context.ts";
import type { CycleGuard } from "./cycle-guard.ts";
import { skipEntry } from "./log-entry.ts";
import { planType } from "./plan.ts";

/**
 * Loops of managers and accounts found late take one more look; a target that never settles must not hold the
 * cycle.
 */
const extraRounds = 3;

export type ApplyOptions = {
  readonly guard: CycleGuard;
  /** Why nothing may be taken away in this cycle. */
  readonly doubts: readonly string[];
  /** Counts as it goes what is planned besides. */
  readonly counts: { planned: number };
};

/**
 * Operations → target: users (managers before their reports), groups and who joins them, removals last. Reads
 * operations and nothing else. What new links have made due, such as loops of managers, is planned and
 * applied before the removals. Returns the first failures.
 */
export async function applyPlan(
  context: CycleContext,
  options: ApplyOptions,
): Promise<readonly CycleFailure[]> {
  const applier = new Applier(context);
  await settleSkips(context);
  await applyUsers(context, applier);
  for (let round = 0; round < extraRounds; round += 1) {
    if ((await planMore(context, "user", options)) === 0) break;
    await applyUsers(context, applier);
  }
  await planMore(context, "group", options);
  await applyGroups(applier);
  // Groups in groups: one that is new comes into those it is in.
  if ((await planMore(context, "group", options)) > 0) await applyGroups(applier);
  await applier.run("userRemovals", 0);
  await applier.run("groupRemovals", 0);
  // A group whose plan was only to lose somebody can lack one that has come meanwhile.
  if ((await planMore(context, "group", options)) > 0) {
    await applyGroups(applier);
    await applier.run("groupRemovals", 0);
  }
  return applier.failures;
}

async function applyUsers({ store }: CycleContext, applier: Applier): Promise<void> {
  const levels = await store.operations.order();
  await applier.count();
  for (let level = 0; level < levels; level += 1) await applier.run("users", level);
  await applier.settleDeferred("users");
}

async function applyGroups(applier: Applier): Promise<void> {
  await applier.count();
  await applier.run("groups", 0);
  await applier.settleDeferred("groups");
}

/** Whatever has become due and has no operation yet; the guard looks at it before any of it is sent. */
async function planMore(
  context: CycleContext,
  type: "user" | "group",
  { guard, doubts, counts }: ApplyOptions,
): Promise<number> {
  const planned = await planType(context, { type, all: false, doubts });
  if (planned === 0) return 0;
  counts.planned += planned;
  await guard.check();
  await settleSkips(context);
  return planned;
}

async function settleSkips(context: CycleContext): Promise<void> {
  await context.store.operations.settleSkips((operation) => skipEntry(context, operation));
}
