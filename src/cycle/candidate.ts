import { hash } from "node:crypto";
import { type Facts, isEntitled, isOnlyDisabled } from "../rules/facts.ts";
import { type Desired, mapObject, matchKeys } from "../rules/map.ts";
import { missingRequired } from "../rules/missing-required.ts";
import type { MatchKey } from "../rules/operation.ts";
import type { ObjectRules } from "../rules/rules.ts";
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
  /** Digest of the values that are applied to an account that is there. */
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
  const mapped = { rules, mirrored, isSoftDeleted: !isEntitled(entitlement) };
  const desired = readable && wanted ? mapMirrored(context, mapped) : unmapped;
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
      matchable: keys.length > 0 && brokenMatch(rules, desired) === null,
      missing: missingRequired(rules, desired),
      now: context.cycle.now,
    },
    digest: digestOf(desired),
  };
}

/** What the mappings make of an object at the time of the cycle. */
export function mapMirrored(
  { cycle, random }: Pick<CycleContext, "cycle" | "random">,
  {
    rules,
    mirrored: { object, relations },
    isSoftDeleted,
  }: Pick<Candidate, "rules" | "mirrored"> & { readonly isSoftDeleted: boolean },
): Desired {
  return mapObject(rules, object, { isSoftDeleted, relations, now: cycle.now, random });
}

/**
 * The first matching attribute that could not be evaluated. Whose account it is cannot be told then: a
 * question less might lead to a second account.
 */
export function brokenMatch(rules: ObjectRules, { problems }: Desired): Desired["problems"][number] | null {
  if (problems.length === 0) return null;
  const asked = new Set(rules.match.flat());
  return problems.find(({ path }) => asked.has(path)) ?? null;
}

function digestOf(desired: Desired): string {
  const always = desired.values.filter(
    ({ mapping }) => mapping.apply !== "create" || mapping.retention === "first",
  );
  return hash(
    "sha1",
    JSON.stringify(always.map(({ mapping, value }) => [mapping.path.text, value])),
    "base64",
  );
}
