import {
  type AttributePath,
  type ElementPath,
  matchesElement,
  property,
  subOf,
} from "../../../rules/attribute-path.ts";
import type { Attributes } from "../../../rules/directory.ts";
import type { ResolvedChange } from "../../target.ts";
import { filterValue, pathOf, pathText } from "../attribute.ts";

export type ElementChange = { readonly path: ElementPath; readonly change: ResolvedChange };

export type Element = Record<string, unknown>;

/**
 * The elements that the changes of one element path ask for: one for each value of a list, else one for all.
 */
export function newElements(changes: readonly ElementChange[]): readonly Element[] {
  const elements: Element[] = [];
  for (const { path, change } of changes) {
    if (change.to === null) continue;
    const values = Array.isArray(change.to) ? change.to : [change.to];
    for (const [index, value] of values.entries()) {
      const element = (elements[index] ??= { [path.filter.attribute]: filterValue(path.filter) });
      element[subOf(path)] = value;
    }
  }
  return elements;
}

/** The path of the list that the element is in. */
export function listPath(path: AttributePath): AttributePath {
  return pathOf(pathText({ ...path, filter: null, sub: null }));
}

/** The elements of the list that the path leads to. */
export function elementsAt(resource: Attributes, { urn, attribute }: AttributePath): readonly Element[] {
  const found = property(urn === null ? resource : property(resource, urn), attribute);
  const list: readonly unknown[] = Array.isArray(found) ? found : [];
  return list.flatMap((element) => (typeof element === "object" && element !== null ? [{ ...element }] : []));
}

export function hasElement(resource: Attributes, path: ElementPath): boolean {
  return elementsAt(resource, path).some((element) => matchesElement(element, path.filter));
}
