import type { AttributePath, ElementFilter } from "../../rules/attribute-path.ts";
import type { ResolvedChange } from "../target.ts";
import { filterValue, subOf } from "./attribute.ts";

/** An attribute and the filter that names one of its elements. */
export type ElementPath = AttributePath & { readonly filter: ElementFilter };

export type ElementChange = { readonly path: ElementPath; readonly change: ResolvedChange };

export type Element = Record<string, unknown>;

export function isElementPath(path: AttributePath): path is ElementPath {
  return path.filter !== null;
}

/** The same for all paths that speak of one element. */
export function elementKey({ urn, attribute, filter }: ElementPath): string {
  return `${urn ?? ""}:${attribute}[${filter.attribute}=${filter.value}]`.toLowerCase();
}

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
