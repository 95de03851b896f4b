import {
  type AttributePath,
  elementKey,
  isElementPath,
  matchesElement,
  property,
  subOf,
} from "../../rules/attribute-path.ts";
import type { Attributes } from "../../rules/directory.ts";
import type { ResolvedChange } from "../target.ts";
import { pathOf, pathText } from "./attribute.ts";
import { type Element, type ElementChange, newElements } from "./element.ts";
import { type PatchOperation, patchOperations } from "./patch.ts";

/**
 * The changes with every list of elements written as a whole: for servers that do not understand a filter in
 * the path of a PATCH, or do so only in some places. Elements that nothing is said of are sent as they are.
 */
export function wholeListOperations(
  changes: readonly ResolvedChange[],
  current: Attributes,
): readonly PatchOperation[] {
  const plain: ResolvedChange[] = [];
  const lists = new Map<string, ElementChange[]>();
  for (const change of changes) {
    const path = pathOf(change.path);
    if (!isElementPath(path)) {
      plain.push(change);
      continue;
    }
    const list = pathText({ ...path, filter: null, sub: null });
    lists.set(list, [...(lists.get(list) ?? []), { path, change }]);
  }
  return [
    ...patchOperations(plain, current),
    ...lists.entries().flatMap(([path, ofList]) => listOperation(path, { ofList, current })),
  ];
}

function listOperation(
  path: string,
  { ofList, current }: { ofList: readonly ElementChange[]; current: Attributes },
): readonly PatchOperation[] {
  const [first] = ofList;
  const present = first === undefined ? [] : elementsAt(current, first.path);
  const groups = Map.groupBy(ofList, ({ path: own, change }) => `${elementKey(own)} ${change.adds ?? false}`);
  const value = groups.values().reduce(changedList, present);
  if (value.length > 0) return [{ op: present.length > 0 ? "replace" : "add", path, value }];
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

function elementsAt(resource: Attributes, { urn, attribute }: AttributePath): readonly Element[] {
  const found = property(urn === null ? resource : property(resource, urn), attribute);
  const list: readonly unknown[] = Array.isArray(found) ? found : [];
  return list.flatMap((element) => (typeof element === "object" && element !== null ? [{ ...element }] : []));
}
