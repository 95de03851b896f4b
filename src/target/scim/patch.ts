import {
  type AttributePath,
  elementKey,
  type ElementPath,
  isElementPath,
  matchesElement,
  property,
  readPath,
  subOf,
} from "../../rules/attribute-path.ts";
import type { Attributes } from "../../rules/directory.ts";
import type { ResolvedChange } from "../target.ts";
import { attributeValue, pathOf, pathText } from "./attribute.ts";
import { type Element, type ElementChange, newElements } from "./element.ts";

export type PatchOperation =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };

/**
 * The changes as RFC 7644 section 3.5.2 writes them: an operation with a path for each attribute, the form
 * that most servers understand. `current` is the resource as it is; where it is null the `from` of each
 * change tells what is there.
 */
export function patchOperations(
  changes: readonly ResolvedChange[],
  current: Attributes | null,
): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  const added = new Map<string, Element[]>();
  for (const group of grouped(changes)) {
    if (group.kind === "attribute") {
      operations.push(...attributeOperations(group.path, group.change, current));
      continue;
    }
    const { edits, elements } = elementOperations(group.changes, current);
    operations.push(...edits);
    const [first] = group.changes;
    if (first === undefined || elements.length === 0) continue;
    const path = pathText({ ...first.path, filter: null, sub: null });
    added.set(path, [...(added.get(path) ?? []), ...elements]);
  }
  // One operation for all new elements of an attribute, after the removals.
  for (const [path, value] of added) operations.push({ op: "add", path, value });
  return operations;
}

/**
 * Whether the changes do not tell if the element they are about exists: `addresses[type eq "work"].locality`
 * had no value, but the address can have a street. Adding the element then would make a second one.
 */
export function needsCurrent(changes: readonly ResolvedChange[]): boolean {
  return grouped(changes).some(
    (group) =>
      group.kind === "element" &&
      group.changes.every(
        ({ path, change }) =>
          change.from === null && change.adds !== true && subOf(path).toLowerCase() !== "value",
      ),
  );
}

type Group =
  | { readonly kind: "attribute"; readonly path: AttributePath; readonly change: ResolvedChange }
  | { readonly kind: "element"; readonly changes: readonly ElementChange[] };

function grouped(changes: readonly ResolvedChange[]): readonly Group[] {
  const groups: Group[] = [];
  const elements = new Map<string, ElementChange[]>();
  for (const change of changes) {
    const path = pathOf(change.path);
    if (!isElementPath(path)) {
      groups.push({ kind: "attribute", path, change });
      continue;
    }
    if (change.adds === true) {
      groups.push({ kind: "element", changes: [{ path, change }] });
      continue;
    }
    const known = elements.get(elementKey(path));
    if (known !== undefined) {
      known.push({ path, change });
      continue;
    }
    const started = [{ path, change }];
    elements.set(elementKey(path), started);
    groups.push({ kind: "element", changes: started });
  }
  return groups;
}

function attributeOperations(
  path: AttributePath,
  { from, to, adds }: ResolvedChange,
  current: Attributes | null,
): readonly PatchOperation[] {
  const exists = adds !== true && (current === null ? from !== null : readPath(current, path) !== undefined);
  if (to !== null) {
    return [{ op: exists ? "replace" : "add", path: pathText(path), value: attributeValue(path, to) }];
  }
  return exists ? [{ op: "remove", path: pathText(path) }] : [];
}

/** Operations on elements that are there, and elements that have to be added. */
function elementOperations(
  changes: readonly ElementChange[],
  current: Attributes | null,
): { readonly edits: readonly PatchOperation[]; readonly elements: readonly Element[] } {
  const [first] = changes;
  if (first === undefined) return { edits: [], elements: [] };
  const elements = newElements(changes);
  if (first.change.adds === true) return { edits: [], elements };
  const exists =
    current === null ? changes.some(({ change }) => change.from !== null) : hasElement(current, first.path);
  if (!exists) return { edits: [], elements };
  const removal: PatchOperation = { op: "remove", path: pathText({ ...first.path, sub: null }) };
  if (elements.length === 0 && changes.some(({ path }) => subOf(path).toLowerCase() === "value")) {
    // An element without its value says nothing: it goes as a whole.
    return { edits: [removal], elements };
  }
  if (changes.some(({ change }) => Array.isArray(change.to) || Array.isArray(change.from))) {
    return { edits: [removal], elements };
  }
  return { edits: changes.flatMap((change) => subOperations(change, current)), elements: [] };
}

function subOperations(
  { path, change }: ElementChange,
  current: Attributes | null,
): readonly PatchOperation[] {
  const text = pathText({ ...path, sub: subOf(path) });
  const exists = current === null ? change.from !== null : readPath(current, path) !== undefined;
  if (change.to !== null) return [{ op: exists ? "replace" : "add", path: text, value: change.to }];
  return exists ? [{ op: "remove", path: text }] : [];
}

function hasElement(current: Attributes, path: ElementPath): boolean {
  const root = path.urn === null ? current : property(current, path.urn);
  const value = property(root, path.attribute);
  return Array.isArray(value) && value.some((element) => matchesElement(element, path.filter));
}
