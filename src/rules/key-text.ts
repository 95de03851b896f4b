import { termsOf } from "./matching.ts";
import type { MatchKey } from "./operation.ts";
import { redacted } from "./redact.ts";
import type { ObjectRules } from "./rules.ts";

/**
 * A matching question for people: `externalId "7" and name.familyName "Byron"`. What the rules hide is hidden
 * by its place, as a short value cannot be found again in a text.
 */
export function keyText(key: MatchKey, rules: Pick<ObjectRules, "redactedPaths"> | null): string {
  return termsOf(key)
    .map(({ path, value }) => `${path} "${rules?.redactedPaths.has(path) === true ? redacted : value}"`)
    .join(" and ");
}
