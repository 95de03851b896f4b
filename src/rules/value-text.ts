import { isReference, type TargetValue } from "./operation.ts";

/**
 * A value as it stands in the target, for people; a reference as the id of the directory object it is about.
 */
export function valueText(value: TargetValue): string {
  if (value === null) return "(none)";
  if (isReference(value)) return `the account of ${value.ref}`;
  return Array.isArray(value) ? JSON.stringify(value.map(shownItem)) : JSON.stringify(value);
}

/** An element of a complex attribute is told from others by its `value`. */
function shownItem(item: unknown): unknown {
  return typeof item === "object" && item !== null && "value" in item ? item.value : item;
}
