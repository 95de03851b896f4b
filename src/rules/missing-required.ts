import type { AttributePath } from "./attribute-path.ts";
import type { Desired, DesiredValue } from "./map.ts";
import type { ObjectRules } from "./rules.ts";
import { requiredAttribute } from "./schema.ts";

/**
 * The first attribute without which the object cannot be created and that has neither value nor default: what
 * RFC 7643 requires, then what job or target do. Null: nothing is missing.
 */
export function missingRequired(rules: ObjectRules, desired: Desired): string | null {
  const required = requiredAttribute(rules.type);
  const { values } = desired;
  if (!values.some((wanted) => isNamed(wanted.mapping.path, required) && isGiven(wanted))) return required;
  const missing = rules.requiredPaths.find(
    (path) => !values.some((wanted) => wanted.mapping.path.text === path && isGiven(wanted)),
  );
  return missing ?? null;
}

function isGiven({ mapping, value }: DesiredValue): boolean {
  return (value ?? mapping.default) !== null;
}

function isNamed({ urn, attribute, filter, sub }: AttributePath, name: string): boolean {
  return urn === null && filter === null && sub === null && attribute.toLowerCase() === name.toLowerCase();
}
