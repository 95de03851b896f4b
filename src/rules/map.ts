import type { Surroundings } from "../expression/value.ts";
import { attributeReader } from "./source-attribute.ts";
import type { Relations, SourceObject } from "./directory.ts";
import type { MatchKey, MatchTerm, TargetValue } from "./operation.ts";
import type { Mapping, ObjectRules } from "./rules.ts";
import { redactProblem } from "./redact.ts";
import { isObjectFilter } from "./schema.ts";
import { soleText } from "./sole-text.ts";
import { toTarget } from "./target-value.ts";

/** What one mapping wants its target attribute to be; null where the source has no value. */
export type DesiredValue = { readonly mapping: Mapping; readonly value: TargetValue };

type MappingProblem = { readonly path: string; readonly message: string };

/** What the rules make of one object. */
export type Desired = {
  readonly values: readonly DesiredValue[];
  /** Attributes that could not be evaluated; they are left alone. */
  readonly problems: readonly MappingProblem[];
  /** True: an expression said `IgnoreObjectFlow`. */
  readonly ignored: boolean;
};

/** What an evaluation may know besides the object. */
export type MappingSurroundings = {
  /** Entra's computed attribute: access has ended for whatever cause. */
  readonly isSoftDeleted: boolean;
  readonly relations: Relations;
  readonly now: Date;
  readonly random: () => number;
};

/** Evaluates every mapping on the whole object. */
export function mapObject(rules: ObjectRules, object: SourceObject, around: MappingSurroundings): Desired {
  const { now, random } = around;
  const surroundings: Surroundings = {
    read: attributeReader(object, around),
    now,
    random,
    taken: () => false,
  };
  const values: DesiredValue[] = [];
  const problems: MappingProblem[] = [];
  let ignored = false;
  for (const mapping of rules.mappings) {
    const evaluated = toTarget(mapping, mapping.expression.evaluate(surroundings));
    switch (evaluated.kind) {
      case "value":
        if (!isObjectFilter(mapping.path)) values.push({ mapping, value: evaluated.value });
        break;
      case "problem":
        problems.push(problemOf(mapping, evaluated.message));
        break;
      case "ignoreObject":
        ignored = true;
        break;
      case "ignoreFlow":
        break;
    }
  }
  return { values, problems, ignored };
}

/** What went wrong with one attribute, without the values that nobody may see. */
export function problemOf({ path, redacted }: Mapping, message: string): MappingProblem {
  return { path: path.text, message: redacted ? redactProblem(message) : message };
}

/**
 * The questions that find the object's account, in order of precedence; attributes without a value ask
 * nothing, nor does an entry of several attributes when one of them has none.
 */
export function matchKeys(rules: ObjectRules, desired: Desired): readonly MatchKey[] {
  return rules.match.flatMap((paths): MatchKey[] => {
    const [first, ...and] = paths.flatMap((path) => termOf(desired, path));
    if (first === undefined || and.length + 1 < paths.length) return [];
    return [and.length === 0 ? first : { ...first, and }];
  });
}

function termOf(desired: Desired, path: string): readonly MatchTerm[] {
  const found = desired.values.find(({ mapping }) => mapping.path.text === path);
  const value = found === undefined ? null : soleText(found.value);
  if (found === undefined || value === null || value === "") return [];
  // Not by the target's word: whoever it has in another spelling would get a second account.
  const { caseExact } = found.mapping.byJob;
  return [caseExact === null ? { path, value } : { path, value, exact: caseExact }];
}
