import { property, readPath } from "./attribute-path.ts";
import type { Attributes } from "./directory.ts";
import type { Desired, DesiredValue } from "./map.ts";
import { type Change, isReference, type TargetValue } from "./operation.ts";
import type { Mapping } from "./rules.ts";
import { isCaseExact } from "./schema.ts";

/** The target id of a directory object; null while it has none. */
export type Resolve = (sourceId: string) => string | null;

/** Everything a new object gets: values, or the defaults where the source has none. */
export function creationChanges(desired: Desired): readonly Change[] {
  return desired.values.flatMap(({ mapping, value }) => {
    const to = value ?? mapping.default;
    return to === null ? [] : [{ path: mapping.path.text, from: null, to }];
  });
}

/**
 * What has to change so that `current` agrees with `desired`; nothing when it does already. Only what is
 * mapped with `apply: always` is ever touched. An empty source value clears the attribute where the mapping
 * says `nulls: clear`, and always where it is a reference: a manager that is gone must not stay.
 */
export function diff(
  desired: Desired,
  current: Attributes,
  options: { resolve: Resolve },
): readonly Change[] {
  const changes: Change[] = [];
  for (const wanted of desired.values) {
    if (wanted.mapping.apply === "create") continue;
    const change = changeOf(wanted, current, options.resolve);
    if (change !== null) changes.push(change);
  }
  return changes;
}

/**
 * A reference to an object that has no account yet, where nothing stale has to be taken away: nothing can be
 * written.
 */
export function isWaiting({ from, to }: Change, resolve: Resolve): boolean {
  return isReference(to) && from === null && resolve(to.ref) === null;
}

function changeOf({ mapping, value }: DesiredValue, current: Attributes, resolve: Resolve): Change | null {
  const { path } = mapping;
  const from = readValue(current, mapping);
  if (value === null) {
    const clears = mapping.nulls === "clear" || mapping.kind === "reference";
    return clears && from !== null ? { path: path.text, from, to: null } : null;
  }
  if (isReference(value)) {
    const targetId = resolve(value.ref);
    return targetId !== null && from === targetId ? null : { path: path.text, from, to: value };
  }
  return sameValue(mapping, from, value) ? null : { path: path.text, from, to: value };
}

/** What the resource has at the path, in the form a mapping would give it. */
function readValue(resource: Attributes, { path, kind }: Mapping): TargetValue {
  const found = readPath(resource, path);
  if (kind === "reference") {
    // RFC 7643 section 4.3 has {"value": id}; several servers return the bare id.
    const id = typeof found === "string" ? found : property(found, "value");
    return typeof id === "string" && id !== "" ? id : null;
  }
  if (Array.isArray(found)) return found.length === 0 ? null : found.map(elementText);
  if (typeof found === "string") return found === "" ? null : found;
  return typeof found === "boolean" || typeof found === "number" ? found : null;
}

function elementText(element: unknown): string {
  if (typeof element === "string") return element;
  const value = property(element, "value");
  return typeof value === "string" ? value : JSON.stringify(element);
}

function sameValue(mapping: Mapping, from: TargetValue, to: TargetValue): boolean {
  const left = comparable(mapping, from);
  const right = comparable(mapping, to);
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

/** Sets compare without order, and a boolean that a server stores as text is still that boolean. */
function comparable(mapping: Mapping, value: TargetValue): readonly string[] {
  if (value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  const fold = mapping.kind === "boolean" || !isCaseExact(mapping);
  return list.map((item) => (fold ? String(item).toLowerCase() : String(item))).toSorted();
}
