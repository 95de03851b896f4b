import { compareSchema, type SchemaComparison } from "../rules/compare-schema.ts";
import type { Rules } from "../rules/rules.ts";
import { StopError } from "../rules/stop-error.ts";
import type { Target, TargetCheck } from "../target/target.ts";
import { someOf } from "../rules/some-of.ts";
import { counted } from "./phrases.ts";

/**
 * How the mappings go together with what the target says of its attributes. Never a failure: servers require
 * more than they enforce, and know more than they describe.
 */
export async function checkSchema(
  target: Target,
  rules: Rules,
  { signal }: { readonly signal: AbortSignal },
): Promise<TargetCheck | null> {
  try {
    const schema = await target.schema({ signal });
    if (schema === null) {
      return { ...passed, details: "The target describes none of its attributes, which is no harm" };
    }
    const comparison = compareSchema(rules, schema);
    const details = comparisonText(comparison);
    return comparison.unknown.length > 0 ? { ...passed, details, warning: true } : { ...passed, details };
  } catch (error) {
    // The test before this one has said so already.
    if (error instanceof StopError) return null;
    throw error;
  }
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
