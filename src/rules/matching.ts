import { holdsValue, parsePath } from "./attribute-path.ts";
import type { Attributes } from "./directory.ts";
import type { MatchKey } from "./operation.ts";

/**
 * Whether a resource really has the value it is said to match by. Servers answer filters they do not
 * understand with everything they have, so no hit is believed before this.
 */
export function matchesKey(resource: Attributes, { path, value }: MatchKey): boolean {
  const parsed = parsePath(path);
  return parsed !== null && holdsValue(resource, parsed, value);
}
