import { type ElementPath, subOf } from "../../rules/attribute-path.ts";
import type { ResolvedChange } from "../target.ts";
import { filterValue } from "./attribute.ts";

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
