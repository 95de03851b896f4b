import { type Entitlement, entitlementOf } from "../rules/facts.ts";
import type { ObjectRules } from "../rules/rules.ts";
import { evaluateScope } from "../rules/scope/scope.ts";
import { attributeReader } from "../rules/source-attribute.ts";
import type { MirroredObject } from "../store/mirror.ts";
import type { CycleContext } from "./context.ts";

/** Assigned (or scope `all`) and passing the filters; the causes why not. */
export function evaluateEntitlement(
  { job: { rules }, cycle, random }: Pick<CycleContext, "job" | "cycle" | "random">,
  { filter }: ObjectRules,
  { object, grants, relations }: MirroredObject,
): Entitlement {
  const read = attributeReader(object, { isSoftDeleted: object.state !== "active", relations });
  return entitlementOf(object, {
    assigned: rules.scope === "all" || grants.length > 0,
    scope: evaluateScope(filter, { read, now: cycle.now, random }),
  });
}
