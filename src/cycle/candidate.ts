import { hash } from "node:crypto";
import { type Entitlement, entitlementOf, type Facts, isEntitled, isOnlyDisabled } from "../rules/facts.ts";
import { type Desired, mapObject, matchKeys } from "../rules/map.ts";
import type { MatchKey } from "../rules/operation.ts";
import type { ObjectRules, Rules } from "../rules/rules.ts";
import { requiredAttribute } from "../rules/schema.ts";
import { evaluateScope } from "../rules/scope.ts";
import { attributeReader } from "../rules/source-attribute.ts";
import type { MirroredObject } from "../store/mirror.ts";
import type { CycleContext } from "./context.ts";

/** A mirrored object, evaluated: everything about it that needs no look at the target. */
export type Candidate = {
  readonly mirrored: MirroredObject;
  readonly rules: ObjectRules;
  readonly desired: Desired;
  readonly keys: readonly MatchKey[];
  readonly facts: Omit<Facts, "finding">;
  /** Digest of the values that are always applied. */
  readonly digest: string;
};

const unmapped: Desired = { values: [], problems: [], ignored: false };

/** Scoping and mapping of one object, on everything the mirror knows about it. */
export function evaluateCandidate(
  context: Pick<CycleContext, "job" | "cycle" | "random">,
  rules: ObjectRules,
  mirrored: MirroredObject,
): Candidate {
  const { object, link } = mirrored;
  // What is deleted is known to be: its last values serve.
  const readable = mirrored.readable || object.state !== "active";
  const entitlement = evaluateEntitlement(context.job.rules, rules, mirrored);
  // A disabled account is looked for too: one that is active in the target is worth a warning.
  const wanted = link !== null || isEntitled(entitlement) || isOnlyDisabled(entitlement);
  const { cycle, random } = context;
  const around = { isSoftDeleted: !isEntitled(entitlement), now: cycle.now, random };
  const desired = readable && wanted ? mapObject(rules, object, around) : unmapped;
  const keys = matchKeys(rules, desired);
  return {
    mirrored,
    rules,
    desired,
    keys,
    facts: {
      object,
      readable,
      entitlement,
      link,
      ignored: desired.ignored,
      matchable: keys.length > 0,
      missing: missingAttribute(rules, desired),
      now: cycle.now,
    },
    digest: digestOf(desired),
  };
}

/** Assigned (or scope `all`) and passing the filters; the causes why not. */
function evaluateEntitlement(rules: Rules, objectRules: ObjectRules, mirrored: MirroredObject): Entitlement {
  const read = attributeReader(mirrored.object, { isSoftDeleted: mirrored.object.state !== "active" });
  return entitlementOf(mirrored.object, {
    assigned: rules.scope === "all" || mirrored.grants.length > 0,
    scope: evaluateScope(objectRules.filter, read),
  });
}

function missingAttribute(rules: ObjectRules, desired: Desired): string | null {
  const required = requiredAttribute(rules.type);
  const wanted = desired.values.find(({ mapping }) => mapping.path.text === required);
  return (wanted?.value ?? wanted?.mapping.default ?? null) === null ? required : null;
}

function digestOf(desired: Desired): string {
  const always = desired.values.filter(({ mapping }) => mapping.apply === "always");
  return hash(
    "sha1",
    JSON.stringify(always.map(({ mapping, value }) => [mapping.path.text, value])),
    "base64",
  );
}
