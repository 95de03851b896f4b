import { property, readPath } from "./attribute-path.ts";
import type { Attributes } from "./directory.ts";
import type { Reference, TargetValue } from "./operation.ts";
import type { Mapping } from "./rules.ts";
import { elementText } from "./same-value.ts";

/** What a resource of the target has at the path of a mapping, in the form the mapping would give it. */
export function shownValue(resource: Attributes, { path, kind }: Mapping): Exclude<TargetValue, Reference> {
  const found = readPath(resource, path);
  if (kind === "reference") {
    // RFC 7643 section 4.3 has {"value": id}; several servers return the bare id, or number their resources.
    const id = typeof found === "object" ? property(found, "value") : found;
    if (typeof id === "number") return String(id);
    return typeof id === "string" && id !== "" ? id : null;
  }
  if (Array.isArray(found)) return found.length === 0 ? null : found.map(elementText);
  if (typeof found === "string") return found === "" ? null : found;
  return typeof found === "boolean" || typeof found === "number" ? found : null;
}
