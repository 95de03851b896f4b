import { guardCreates, guardRemovals, type GuardVerdict } from "../rules/guard.ts";
import type { GuardClass } from "../rules/guard-class.ts";
import type { CycleContext } from "./context.ts";

/** A class of operations that the guard holds, with its numbers for people. */
export type Hold = {
  readonly guardClass: GuardClass;
  readonly planned: number;
  readonly limit: number;
  /** What the class holds; null where the limit is a number alone. */
  readonly base: number | null;
  /** Held because the directory's answer is in doubt, whatever the numbers. */
  readonly doubtful: boolean;
};

/** The guard of one cycle. */
export type CycleGuard = {
  /** Holds what is planned by now and too much; to be asked again whenever more has been planned. */
  readonly check: () => Promise<void>;
  readonly holds: () => readonly Hold[];
};

/**
 * Holds every class that would lose more than the guard allows, whole, before its first removal is sent, and
 * mass creation likewise. Memberships are held besides when the directory's answer is in doubt.
 */
export async function openGuard(
  { store, job }: CycleContext,
  circumstances: {
    readonly first: boolean;
    readonly doubts: readonly string[];
    /** Only say what would be held. */
    readonly preview: boolean;
  },
): Promise<CycleGuard> {
  const { operations } = store;
  const { guard } = job.rules;
  const bases = await operations.bases();
  const held = new Map<GuardClass, Hold>();

  function judge(guardClass: GuardClass, planned: number): GuardVerdict & { base: number | null } {
    if (guardClass === "creates") {
      return { ...guardCreates(guard, { planned, first: circumstances.first }), base: null };
    }
    // Links that answer 404 in numbers: this does not look like the target that they belong to.
    const base = guardClass === "lostLinks" ? bases.userRemovals + bases.groupRemovals : bases[guardClass];
    return { ...guardRemovals(guard, { planned, base }), base };
  }

  async function check(): Promise<void> {
    const counts = await operations.classCounts();
    for (const guardClass of guardClasses) {
      const planned = counts[guardClass];
      const { holds, limit, base } = judge(guardClass, planned);
      const doubtful = guardClass === "memberRemovals" && circumstances.doubts.length > 0;
      // A class that is held is held whole, whatever is planned later.
      if (planned === 0 || !(holds || doubtful || held.has(guardClass))) continue;
      const before = held.get(guardClass)?.planned ?? 0;
      const more = circumstances.preview ? planned : await operations.hold(guardClass);
      held.set(guardClass, { guardClass, planned: before + more, limit, base, doubtful });
    }
  }

  return { check, holds: () => [...held.values()] };
}

const guardClasses = ["userRemovals", "groupRemovals", "memberRemovals", "lostLinks", "creates"] as const;
