import { type UnitSet, unite } from "./unit-set.ts";

/** How far an engine may look for one match: `length` units, besides any number of those in `looped`. */
export type Reach = { readonly length: number; readonly looped: UnitSet };

/** What a quantifier can repeat: its reach as if nothing in it were looped, and what it consumes. */
type Item = { readonly length: number; readonly sets: readonly UnitSet[] };

/** One group: the alternative at hand, and the longest of those before it. */
type Branch = { length: number; longest: number; readonly sets: UnitSet[]; last: Item | null };

/** Adds up the reach of a pattern while it is read from left to right. */
export type ReachCount = { readonly branches: Branch[]; readonly looped: Set<UnitSet> };

export function newReach(): ReachCount {
  return { branches: [newBranch()], looped: new Set() };
}

export function reachItem(count: ReachCount, item: Item): void {
  settle(count).last = item;
}

/** Nothing that a quantifier could repeat stands before what follows. */
export function reachPause(count: ReachCount): void {
  settle(count);
}

export function reachOpen(count: ReachCount): void {
  settle(count);
  count.branches.push(newBranch());
}

export function reachAlternate(count: ReachCount): void {
  const branch = settle(count);
  branch.longest = Math.max(branch.longest, branch.length);
  branch.length = 0;
}

export function reachClose(count: ReachCount): void {
  reachAlternate(count);
  const { longest, sets } = count.branches.pop() ?? newBranch();
  reachItem(count, { length: longest, sets });
}

/** False where there is nothing to repeat. */
export function reachRepeat(count: ReachCount, most: number): boolean {
  const branch = count.branches.at(-1);
  const last = branch?.last ?? null;
  if (branch === undefined || last === null) return false;
  if (most === Infinity) for (const set of last.sets) count.looped.add(set);
  branch.last = { ...last, length: most === Infinity ? 0 : last.length * most };
  settle(count);
  return true;
}

export function totalReach(count: ReachCount): Reach {
  reachAlternate(count);
  return { length: count.branches[0]?.longest ?? 0, looped: unite(...count.looped) };
}

function settle({ branches }: ReachCount): Branch {
  const branch = branches.at(-1) ?? newBranch();
  if (branch.last !== null) {
    branch.length += branch.last.length;
    branch.sets.push(...branch.last.sets);
    branch.last = null;
  }
  return branch;
}

function newBranch(): Branch {
  return { length: 0, longest: 0, sets: [], last: null };
}
