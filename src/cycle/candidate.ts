import { hash } from "node:crypto";
import { type Facts, isEntitled, isOnlyDisabled } from "../rules/facts.ts";
import { type Desired, mapObject, matchKeys } from "../rules/map.ts";
import type { MatchKey } from "../rules/operation.ts";
import type { ObjectRules } from "../rules/rules.ts";
import { requiredAttribute } from "../rules/schema.ts";
import type { MirroredObject } from "../store/mirror.ts";
import type { CycleContext } from "./context.ts";
import { evaluateEntitlement } from "./entitlement.ts";

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
  const entitlement = evaluateEntitlement(context, rules, mirrored);
  // A disabled account is looked for too: one that is active in the target is worth a warning.
  const wanted = link !== null || isEntitled(entitlement) || isOnlyDisabled(entitlement);
  const { cycle, random } = context;
  const around = {
    isSoftDeleted: !isEntitled(entitlement),
    relations: mirrored.relations,
    now: cycle.now,
    random,
  };
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
