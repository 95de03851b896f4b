import { property } from "./attribute-path.ts";
import type { TargetElement, TargetValue } from "./operation.ts";
import type { Mapping } from "./rules.ts";
import { isCaseExact } from "./schema.ts";

/** What an element is told by: its `value`. */
export function elementText(element: unknown): string {
  if (typeof element === "string") return element;
  const value = property(element, "value");
  return typeof value === "string" ? value : JSON.stringify(element);
}

/** Whether writing `to` would change nothing. */
export function sameValue(mapping: Mapping, from: TargetValue, to: TargetValue): boolean {
  if (isSingle(from) && isSingle(to)) return comparableText(mapping, from) === comparableText(mapping, to);
  const left = comparable(mapping, from);
  const right = comparable(mapping, to);
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

/**
 * Sets compare without order and without regard to how often a value is there, and a boolean or a number that
 * a server stores as text is still that value. An element is told by its `value` alone: servers drop
 * sub-attributes they do not know and add others, and each difference would be written again in every cycle.
 */
export function comparable(mapping: Mapping, value: TargetValue): readonly string[] {
  if (value === null) return [];
  const items = isElements(value) || isTexts(value) ? value : [value];
  return [...new Set(items.map((item) => comparableText(mapping, item)))].toSorted();
}

/** A value, or one of a list, in the form in which equal ones are equal texts. */
export function comparableText(mapping: Mapping, item: string | number | boolean | object): string {
  const text = typeof item === "object" ? elementText(item) : String(item);
  if (mapping.kind === "number") return String(Number(text));
  return mapping.kind === "boolean" || !isCaseExact(mapping) ? text.toLowerCase() : text;
}

/** Nearly every value is one: it needs no set to be compared. */
function isSingle(value: TargetValue): value is string | number | boolean {
  return value !== null && typeof value !== "object";
}

export function isTexts(value: TargetValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

export function isElements(value: TargetValue): value is readonly TargetElement[] {
  return Array.isArray(value) && value.some((item) => typeof item === "object");
}
