import type { Facts } from "./facts.ts";
import type { Cause } from "./operation.ts";
import type { Deprovision, RemovalPolicy } from "./rules.ts";

/** Where several causes apply, the strictest policy wins: delete, disable, keep. */
export function removalPolicy(
  { object, entitlement }: Pick<Facts, "object" | "entitlement">,
  deprovision: Deprovision,
): readonly [RemovalPolicy, Cause] {
  if (object.type === "group") return [deprovision.group, "group"];
  let best: readonly [RemovalPolicy, Cause] = ["keep", entitlement.causes[0] ?? "unassigned"];
  for (const cause of entitlement.causes) {
    if (cause === "group") continue;
    const policy = deprovision[cause];
    if (strictness[policy] > strictness[best[0]]) best = [policy, cause];
  }
  return best;
}

const strictness: Readonly<Record<RemovalPolicy, number>> = { keep: 0, disable: 1, delete: 2 };
