import type { Guard } from "./rules.ts";

/** How much of one class (users, groups, memberships) a plan would take away. */
export type Loss = {
  readonly planned: number;
  /** What the class holds: links or memberships that are not disabled by us. */
  readonly base: number;
};

export type GuardVerdict = { readonly holds: boolean; readonly limit: number };

/**
 * Whether a class loses more than `guard` allows; exactly the limit passes. Below `minimum` objects more than
 * half is too much: a percentage of a small company means nothing.
 */
export function guardRemovals(guard: Guard, { planned, base }: Loss): GuardVerdict {
  const limit =
    base < guard.minimum
      ? Math.floor(base / 2)
      : Math.min(guard.maxRemovals, Math.floor((base * guard.maxRemovalsPercent) / 100));
  return { holds: planned > limit, limit };
}

/**
 * Whether a plan invites more people than `guard.maxCreates` allows; the job's first cycle may create all.
 */
export function guardCreates(
  guard: Guard,
  plan: { readonly planned: number; readonly first: boolean },
): GuardVerdict {
  return { holds: !plan.first && plan.planned > guard.maxCreates, limit: guard.maxCreates };
}
