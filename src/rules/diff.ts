import { elementKey, isElementPath, subOf } from "./attribute-path.ts";
import type { Attributes } from "./directory.ts";
import type { Desired, DesiredValue } from "./map.ts";
import { type Change, isReference, type TargetElement, type TargetValue } from "./operation.ts";
import type { Mapping } from "./rules.ts";
import { isAmong, isElements, isTexts, sameValue } from "./same-value.ts";
import { shownValue } from "./shown-value.ts";
import { toTarget } from "./target-value.ts";

/** The target id of a directory object; null while it has none. */
export type Resolve = (sourceId: string) => string | null;

/** Everything a new object gets: values, or the defaults where the source has none. */
export function creationChanges(desired: Desired): readonly Change[] {
  const values = desired.values.map(({ mapping, value }) => ({
    mapping,
    value: value ?? defaultOf(mapping),
  }));
  return withoutHollowElements(values).flatMap(({ mapping, value }) =>
    value === null ? [] : [change(mapping, { from: null, to: value })],
  );
}

/**
 * What has to change so that `current` agrees with `desired`; nothing when it does already. Only what is
 * mapped with `apply: always` is ever replaced; `apply: add` only adds what is missing. An empty source value
 * clears the attribute where the mapping says `nulls: clear`, and always where it is a reference: a manager
 * that is gone must not stay.
 */
export function diff(
  desired: Desired,
  current: Attributes,
  options: { resolve: Resolve },
): readonly Change[] {
  const changes: Change[] = [];
  for (const wanted of withoutHollowElements(desired.values)) {
    const needed = changeFor(wanted, current, options.resolve);
    if (needed !== null) changes.push(needed);
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

/**
 * Where the value of an element is mapped and there is none, what else is mapped of the element goes without
 * saying: `roles[primary eq "True"].type` alone would be a role that is none.
 */
function withoutHollowElements(values: readonly DesiredValue[]): readonly DesiredValue[] {
  const hollow = new Set<string>();
  for (const { mapping, value } of values) {
    const { path } = mapping;
    if (value === null && isElementPath(path) && isValue(path)) hollow.add(elementKey(path));
  }
  if (hollow.size === 0) return values;
  return values.filter(
    ({ mapping: { path } }) => !isElementPath(path) || isValue(path) || !hollow.has(elementKey(path)),
  );
}

function isValue(path: Mapping["path"]): boolean {
  return subOf(path).toLowerCase() === "value";
}

function changeFor(wanted: DesiredValue, current: Attributes, resolve: Resolve): Change | null {
  const { mapping, value } = wanted;
  const from = shownValue(current, mapping);
  switch (mapping.apply) {
    case "create":
      if (mapping.retention !== "first") return null;
      break;
    case "add":
      return additionOf(wanted, from);
    case "always":
      break;
  }
  if (value === null) {
    const clears = mapping.nulls === "clear" || mapping.kind === "reference";
    // What the target's schema alone requires is cleared all the same: many claim more than they enforce, and
    // a role or a manager must not stay for it. One that means it refuses, and the log says so.
    if (!clears || mapping.byJob.required === true || from === null) return null;
    // The default that creation wrote stands until there has been a value.
    if (mapping.default !== null && sameValue(mapping, from, defaultOf(mapping))) return null;
    return change(mapping, { from, to: null });
  }
  if (isReference(value)) {
    const targetId = resolve(value.ref);
    return targetId !== null && from === targetId ? null : change(mapping, { from, to: value });
  }
  return sameValue(mapping, from, value) ? null : change(mapping, { from, to: value });
}

/** Values that are missing join those that are there; one value is written where there is none. */
function additionOf({ mapping, value }: DesiredValue, from: TargetValue): Change | null {
  if (value === null) return null;
  if (!isTexts(value) && !isElements(value)) {
    return from === null ? change(mapping, { from: null, to: value }) : null;
  }
  const isThere = isAmong(mapping, from);
  function isMissing(item: string | TargetElement): boolean {
    return !isThere(item);
  }
  const to = isTexts(value) ? value.filter(isMissing) : value.filter(isMissing);
  return to.length === 0 ? null : { ...change(mapping, { from: null, to }), adds: true };
}

function defaultOf(mapping: Mapping): TargetValue {
  if (mapping.default === null) return null;
  const evaluated = toTarget(mapping, { kind: "value", value: mapping.default });
  return evaluated.kind === "value" ? evaluated.value : null;
}

function change({ path }: Mapping, { from, to }: Pick<Change, "from" | "to">): Change {
  return { path: path.text, from, to };
}
