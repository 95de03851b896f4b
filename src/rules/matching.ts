import { holdsValue, parsePath } from "./attribute-path.ts";
import type { Attributes } from "./directory.ts";
import type { MatchKey, MatchTerm } from "./operation.ts";

/**
 * Whether a resource really has all the values it is said to match by. Servers answer filters they do not
 * understand with everything they have, so no hit is believed before this.
 */
export function matchesKey(resource: Attributes, key: MatchKey): boolean {
  return termsOf(key).every((term) => {
    const path = parsePath(term.path);
    return path !== null && holdsValue(resource, path, term);
  });
}

/** What must all be true of a match. */
export function termsOf(key: MatchKey): readonly MatchTerm[] {
  return [key, ...(key.and ?? [])];
}
