import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import { elementKey, isElementPath, matchesElement, subOf } from "../../../rules/attribute-path.ts";
import type { Attributes } from "../../../rules/directory.ts";
import type { ResolvedChange } from "../../target.ts";
import { pathOf } from "../attribute.ts";
import type { Edit } from "./edit.ts";
import { type Element, type ElementChange, elementsAt, listPath, newElements } from "./element.ts";

/**
 * Changes of elements with every list written as a whole: for servers that do not understand a filter in the
 * path of a PATCH, or do so only in some places. Elements that nothing is said of are sent as they are.
 */
export function wholeListEdits(
  changes: readonly ResolvedChange[],
  { current, missing }: { current: Attributes; missing: PatchChoices["missing"] },
): readonly Edit[] {
  const lists = new Map<string, ElementChange[]>();
  for (const change of changes) {
    const path = pathOf(change.path);
    if (!isElementPath(path)) throw new TypeError(`"${change.path}" is about no element`);
    const list = listPath(path).text;
    lists.set(list, [...(lists.get(list) ?? []), { path, change }]);
  }
  return [...lists.values()].flatMap((ofList) => listEdit(ofList, { current, missing }));
}

function listEdit(
  changes: readonly ElementChange[],
  { current, missing }: { current: Attributes; missing: PatchChoices["missing"] },
): readonly Edit[] {
  const [first] = changes;
  if (first === undefined) return [];
  const path = listPath(first.path);
  const present = elementsAt(current, path);
  const groups = Map.groupBy(
    changes,
    ({ path: own, change }) => `${elementKey(own)} ${change.adds ?? false}`,
  );
  const value = groups.values().reduce(changedList, present);
  if (value.length > 0) return [{ op: present.length > 0 ? "replace" : missing, path, value }];
  return present.length > 0 ? [{ op: "remove", path }] : [];
}

function changedList(list: readonly Element[], changes: readonly ElementChange[]): readonly Element[] {
  const [first] = changes;
  if (first === undefined) return list;
  const wanted = newElements(changes);
  const { filter } = first.path;
  const others = list.filter((element) => !matchesElement(element, filter));
  if (first.change.adds === true) return [...list, ...wanted];
  const severals = changes.some(({ change: { from, to } }) => Array.isArray(from) || Array.isArray(to));
  const hollow = wanted.length === 0 && changes.some(({ path }) => subOf(path).toLowerCase() === "value");
  if (others.length === list.length || severals || hollow) return [...others, ...wanted];
  return list.map((element) =>
    matchesElement(element, filter) ? changedElement(element, changes) : element,
  );
}

function changedElement(element: Element, changes: readonly ElementChange[]): Element {
  const told = new Map(changes.map(({ path, change }) => [subOf(path).toLowerCase(), change.to]));
  const kept = Object.entries(element).filter(([name]) => !told.has(name.toLowerCase()));
  const set = changes.flatMap(({ path, change }) =>
    change.to === null ? [] : [[subOf(path), change.to] as const],
  );
  return { ...Object.fromEntries(kept), ...Object.fromEntries(set) };
}
