import { decide, type Policy } from "../rules/decide.ts";
import { isEntitled, isOnlyDisabled } from "../rules/facts.ts";
import { lookUpFor } from "../rules/look-up.ts";
import { isRemoval, type OperationKind } from "../rules/operation.ts";
import type { Candidate } from "./candidate.ts";

/**
 * Whether the time alone has made something else of an object, which is due for nothing else: what its last
 * outcome was is told by its link and by the reason it was last skipped for. `escrow`: what failed, and is
 * tried again in its own time.
 */
export function isDueByClock(
  candidate: Candidate,
  { policy, escrow }: { readonly policy: Policy; readonly escrow: OperationKind | null },
): boolean {
  const { facts, rules, digest, mirrored } = candidate;
  const { lastSkip } = mirrored;
  const entitled = isEntitled(facts.entitlement);
  if (escrow !== null && isRemoval({ kind: escrow }) !== entitled) return false;
  switch (lookUpFor(facts, { applied: facts.link?.applied === digest, all: false })) {
    case "match":
      if (isOnlyDisabled(facts.entitlement)) return lastSkip !== "AccountDisabled";
      // Null: the last outcome took the account away.
      return lastSkip !== "ActionSwitchedOff";
    case "read":
      if (!entitled) break;
      if (lastSkip === "ActionSwitchedOff") return false;
      return facts.link?.state === "disabled" || rules.mapsByClock;
    case "nothing":
  }
  const decision = decide({ ...facts, finding: { kind: "notAsked" } }, policy);
  if (decision.kind !== "skip") return true;
  return decision.reason !== lastSkip && !restful.has(decision.reason);
}

/** Where things are as they should be. */
const restful: ReadonlySet<string> = new Set(["RedundantExport", "AlreadyDisabled"]);
