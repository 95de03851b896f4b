import { isDeepStrictEqual } from "node:util";
import type { Operation } from "../rules/operation.ts";
import { someOf } from "../rules/some-of.ts";
import { nothingUnkept, type Unkept, type UnkeptValue, withoutPaths } from "../rules/unkept.ts";
import type { CycleContext } from "./context.ts";
import { valueDigest } from "./value-digest.ts";

/** The place of members among the attributes of a group. */
const path = "members";
const paths: ReadonlySet<string> = new Set([path]);
/** In place of a digest of what is shown. */
const nothingShown = "nothing";

/** What is known of members that do not stay in a group of the target. */
export type MembersSeen = {
  /** Target ids of those that were put in and are not there. */
  readonly givenUp: readonly string[];
  /** The target shows no members at all. */
  readonly unreadable: boolean;
};

/**
 * A group's operation with what there is to say of its members, once: the link remembers that it was said.
 * `before` is what the link remembers.
 */
export function tellUnkeptMembers(
  { cycle }: Pick<CycleContext, "cycle">,
  operation: Operation,
  { before, seen }: { before: Unkept; seen: MembersSeen },
): Operation {
  const old = before[path];
  const isUnknown = cycle.kind !== "reconcile" && old?.shown === nothingShown && seen.givenUp.length === 0;
  const entry = isUnknown ? old : memberEntry(operation.source.id, seen);
  const unkept = withEntry(operation.unkept ?? before, entry);
  // What is still to be sent may add to it.
  const isLast = operation.kind === "skip";
  if (isLast && isDeepStrictEqual(unkept, before)) return { ...operation, unkept: null };
  if (entry === undefined || entry.wanted === old?.wanted) return { ...operation, unkept };
  const details = textOf(seen);
  const steps = [...operation.steps, { name: "processing", status: "warning", details } as const];
  return isLast
    ? { ...operation, unkept, steps, reason: "ValueNotKept", message: details }
    : { ...operation, unkept, steps };
}

/** What the link remembers besides when the target has just refused members. */
export function rememberGivenUp(unkept: Unkept | null, sourceId: string, givenUp: readonly string[]): Unkept {
  return withEntry(unkept ?? nothingUnkept, memberEntry(sourceId, { givenUp, unreadable: false }));
}

function memberEntry(sourceId: string, { givenUp, unreadable }: MembersSeen): UnkeptValue | undefined {
  if (givenUp.length === 0 && !unreadable) return undefined;
  const wanted = valueDigest(sourceId)(path, unreadable ? nothingShown : givenUp);
  return { wanted, shown: unreadable ? nothingShown : "", writes: 0, told: true };
}

function withEntry(unkept: Unkept, entry: UnkeptValue | undefined): Unkept {
  const others = withoutPaths(unkept, paths);
  return entry === undefined ? others : { ...others, [path]: entry };
}

function textOf({ givenUp, unreadable }: MembersSeen): string {
  if (unreadable) {
    return "the target shows no members of this group: those it was given are taken to be there";
  }
  return `the target does not keep these members: ${someOf(givenUp, 3)} were put in and are not there`;
}
