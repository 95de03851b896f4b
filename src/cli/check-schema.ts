import { compareSchema, readOnlyPaths, type SchemaComparison } from "../rules/compare-schema.ts";
import type { Rules } from "../rules/rules.ts";
import { someOf } from "../rules/some-of.ts";
import type { TargetSchema } from "../rules/target-schema.ts";
import type { TargetCheck } from "../target/target.ts";
import { counted } from "./phrases.ts";

/**
 * How the mappings go together with what the target says of its attributes. Never a failure: servers require
 * more than they enforce, and know more than they describe.
 */
export function checkSchema(schema: TargetSchema | null, rules: Rules): TargetCheck {
  if (schema === null) {
    return { ...passed, details: "The target describes none of its attributes, which is no harm" };
  }
  const comparison = compareSchema(rules, schema);
  const readOnly = readOnlyPaths(rules, schema);
  const written = readOnly.length === 0 ? "" : `; mapped and read-only: ${someOf(readOnly, 10)}`;
  const details = `${comparisonText(comparison)}${written}`;
  return comparison.unknown.length + readOnly.length > 0
    ? { ...passed, details, warning: true }
    : { ...passed, details };
}

const passed = { name: "Target describes its attributes", ok: true, cure: null } as const;

function comparisonText({ described, unmapped, unknown }: SchemaComparison): string {
  const parts = [`${counted(described, "attribute")} described`];
  if (unmapped.length > 0) parts.push(`required without a mapping: ${someOf(unmapped, 10)}`);
  const names = unknown.map(({ path, meant }) =>
    meant === null ? path : `${path} (did you mean ${meant}?)`,
  );
  if (names.length > 0) parts.push(`mapped and not described: ${someOf(names, 10)}`);
  return parts.join("; ");
}
