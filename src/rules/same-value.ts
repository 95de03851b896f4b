import { property } from "./attribute-path.ts";
import { elementOf } from "./element-of.ts";
import type { TargetElement, TargetValue } from "./operation.ts";
import { holdsPhones, isSamePhone } from "./phone.ts";
import type { Mapping } from "./rules.ts";
import { holdsElements, isCaseExact } from "./schema.ts";

/** What an element is told by: its `value`. */
export function elementText(element: unknown): string {
  if (typeof element === "string") return element;
  const value = property(element, "value");
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : JSON.stringify(element);
}

/**
 * Whether writing `to` would change nothing. Sets compare without order and without regard to how often a
 * value is there. An element is told by its `value` alone: servers drop sub-attributes they do not know and
 * add others, and each difference would be written again in every cycle.
 */
export function sameValue(mapping: Mapping, from: TargetValue, to: TargetValue): boolean {
  if (isSingle(from) && isSingle(to)) return isSameItem(mapping, from, to);
  const [left, right] = [itemsOf(from), itemsOf(to)];
  return left.every(isAmong(mapping, to)) && right.every(isAmong(mapping, from));
}

/** Finds a value, or an element by its `value`, in what is there. */
export function isAmong(mapping: Mapping, value: TargetValue): (item: Item) => boolean {
  const there = itemsOf(value);
  if (holdsPhones(mapping.path)) return (item) => there.some((own) => isSameItem(mapping, own, item));
  const texts = new Set(there.map((item) => comparableText(mapping, item)));
  return (item) => texts.has(comparableText(mapping, item));
}

/** A boolean or a number that a server stores as text is still that value, and the other way round. */
function isSameItem(mapping: Mapping, from: Item, to: Item): boolean {
  const [left, right] = [comparableText(mapping, from), comparableText(mapping, to)];
  if (left === right) return true;
  if (typeof from === "boolean") return left === right.toLowerCase();
  if (typeof from === "number") return right.trim() !== "" && from === Number(right);
  return holdsPhones(mapping.path) && isSamePhone(left, right);
}

type Item = Single | TargetElement;
type Single = string | number | boolean;

/** A value, or one of a list, in the form in which equal ones are equal texts. */
function comparableText(mapping: Mapping, item: Item): string {
  const text = typeof item === "object" ? elementText(item) : String(item);
  if (mapping.kind === "number") return String(Number(text));
  // Entra sends a role as the JSON text of its element, and some servers keep it as that.
  const told = holdsElements(mapping.path) ? (elementOf(text)?.value ?? text) : text;
  return mapping.kind === "boolean" || !isCaseExact(mapping) ? told.toLowerCase() : told;
}

function itemsOf(value: TargetValue): readonly Item[] {
  if (value === null) return [];
  if (isElements(value) || isTexts(value)) return value;
  return isSingle(value) ? [value] : [value.ref];
}

/** Nearly every value is one: it needs no set to be compared. */
function isSingle(value: TargetValue): value is Single {
  return value !== null && typeof value !== "object";
}

export function isTexts(value: TargetValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

export function isElements(value: TargetValue): value is readonly TargetElement[] {
  return Array.isArray(value) && value.some((item) => typeof item === "object");
}
