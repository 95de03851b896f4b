import type { Result, Surroundings } from "../expression/value.ts";
import { attributeReader } from "./source-attribute.ts";
import type { SourceObject } from "./directory.ts";
import type { MatchKey, TargetValue } from "./operation.ts";
import type { Mapping, ObjectRules } from "./rules.ts";
import { kindOf } from "./schema.ts";

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
  readonly now: Date;
  readonly random: () => number;
};

/** Evaluates every mapping on the whole object. */
export function mapObject(rules: ObjectRules, object: SourceObject, around: MappingSurroundings): Desired {
  const read = attributeReader(object, { isSoftDeleted: around.isSoftDeleted });
  const surroundings: Surroundings = { read, now: around.now, random: around.random };
  const values: DesiredValue[] = [];
  const problems: MappingProblem[] = [];
  let ignored = false;
  for (const mapping of rules.mappings) {
    const evaluated = toTarget(mapping, mapping.expression.evaluate(surroundings));
    switch (evaluated.kind) {
      case "value":
        values.push({ mapping, value: evaluated.value });
        break;
      case "problem":
        problems.push({ path: mapping.path.text, message: evaluated.message });
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

/**
 * The questions that find the object's account, in order of precedence; attributes without a value ask
 * nothing.
 */
export function matchKeys(rules: ObjectRules, desired: Desired): readonly MatchKey[] {
  return rules.match.flatMap((path) => {
    const value = desired.values.find((candidate) => candidate.mapping.path.text === path)?.value;
    return typeof value === "string" && value !== "" ? [{ path, value }] : [];
  });
}

type Evaluated =
  | { readonly kind: "value"; readonly value: TargetValue }
  | { readonly kind: "ignoreFlow" }
  | { readonly kind: "ignoreObject" }
  | { readonly kind: "problem"; readonly message: string };

function toTarget({ path }: Mapping, result: Result): Evaluated {
  switch (result.kind) {
    case "error":
      return { kind: "problem", message: result.message };
    case "ignoreFlow":
    case "ignoreObject":
      return result;
    case "null":
      return { kind: "value", value: null };
    case "list":
      return listValue(path, result.value);
    case "value":
      return textValue(path, result.value);
  }
}

function listValue(path: Mapping["path"], values: readonly string[]): Evaluated {
  if (values.length === 0) return { kind: "value", value: null };
  if (kindOf(path) === "text") return { kind: "value", value: values };
  const [only] = values;
  if (values.length === 1 && only !== undefined) return textValue(path, only);
  return { kind: "problem", message: `${path.text} takes one value: got ${values.length}` };
}

function textValue(path: Mapping["path"], text: string): Evaluated {
  switch (kindOf(path)) {
    case "text":
      // An empty text is no value: SCIM has none (RFC 7643 section 2.5), and Entra writes none. Blanks say no
      // more.
      return { kind: "value", value: text.trim() === "" ? null : text };
    case "reference":
      return { kind: "value", value: text === "" ? null : { ref: text } };
    case "boolean":
      if (text === "") return { kind: "value", value: null };
      if (/^true$/i.test(text)) return { kind: "value", value: true };
      if (/^false$/i.test(text)) return { kind: "value", value: false };
      return { kind: "problem", message: `${path.text} takes True or False: got "${text}"` };
  }
}
