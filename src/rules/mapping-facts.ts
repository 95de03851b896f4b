import type { Mapping, ObjectRules } from "./rules.ts";

/** Mappings with what each object would otherwise be asked anew about all of them. */
export function mappingFacts(
  mappings: readonly Mapping[],
): Pick<ObjectRules, "mappings" | "redactedPaths" | "requiredPaths" | "mapsByClock"> {
  return {
    mappings,
    redactedPaths: new Set(mappings.filter(({ redacted }) => redacted).map(({ path }) => path.text)),
    requiredPaths: mappings.filter(({ required }) => required === true).map(({ path }) => path.text),
    mapsByClock: mappings.some(({ expression }) => expression.calls.includes("Now")),
  };
}
