import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import {
  type AttributePath,
  elementKey,
  isElementPath,
  readPath,
  subOf,
} from "../../../rules/attribute-path.ts";
import type { Attributes } from "../../../rules/directory.ts";
import type { ResolvedChange } from "../../target.ts";
import { attributeValue, pathOf } from "../attribute.ts";
import type { Edit } from "./edit.ts";
import { type Element, type ElementChange, hasElement, listPath, newElements } from "./element.ts";
import { jsonRoles } from "./json-roles.ts";
import { wholeListEdits } from "./whole-list.ts";

/** What is known of the resource before an update, and how the application wants updates. */
type Around = {
  /** The resource as it is; where it is null the `from` of each change tells what is there. */
  readonly current: Attributes | null;
  readonly choices: PatchChoices;
};

/**
 * The changes as steps of RFC 7644 section 3.5.2, one for each attribute: the form that most servers
 * understand.
 */
export function editsOf(changes: readonly ResolvedChange[], around: Around): readonly Edit[] {
  const { current, choices } = around;
  if (choices.elements === "whole" && current !== null) {
    const [ofLists = [], plain = []] = [true, false].map((wanted) =>
      changes.filter(({ path }) => isElementPath(pathOf(path)) === wanted),
    );
    const { missing } = choices;
    return [
      ...editsOf(plain, { current, choices: { ...choices, elements: "filtered" } }),
      ...wholeListEdits(ofLists, { current, missing }),
    ];
  }
  const edits: Edit[] = [];
  const added = new Map<string, { path: AttributePath; elements: readonly Element[] }>();
  for (const group of grouped(changes)) {
    if (group.kind === "attribute") {
      edits.push(...attributeEdits(group.path, group.change, around));
      continue;
    }
    const { edits: ofElements, elements } = elementEdits(group.changes, around);
    edits.push(...ofElements);
    const [first] = group.changes;
    if (first === undefined || elements.length === 0) continue;
    const path = listPath(first.path);
    const before = added.get(path.text)?.elements ?? [];
    added.set(path.text, { path, elements: [...before, ...elements] });
  }
  // One step for all new elements of an attribute, after the removals.
  for (const { path, elements } of added.values()) edits.push({ op: "add", path, value: elements });
  return edits;
}

/**
 * Whether the changes do not tell enough of what is there. `addresses[type eq "work"].locality` had no value,
 * but the address can have a street: adding the element then would make a second one.
 */
export function needsCurrent(changes: readonly ResolvedChange[], choices: PatchChoices): boolean {
  return grouped(changes).some((group) => {
    if (group.kind === "attribute") return false;
    if (choices.elements === "whole") return true;
    return (
      addsWhole(group.changes, choices) &&
      group.changes.every(
        ({ path, change }) =>
          change.from === null && change.adds !== true && subOf(path).toLowerCase() !== "value",
      )
    );
  });
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

function attributeEdits(
  path: AttributePath,
  { from, to, adds }: ResolvedChange,
  { current, choices }: Around,
): readonly Edit[] {
  const exists = current === null ? from !== null : readPath(current, path) !== undefined;
  if (to === null) return exists ? [{ op: "remove", path }] : [];
  const value = attributeValue(path, to, choices.references);
  if (adds === true)
    return [{ op: "add", path, value: choices.roles === "json" ? jsonRoles(path, value) : value }];
  return [{ op: exists ? "replace" : choices.missing, path, value }];
}

/** Edits of elements that are there, and elements that have to be added. */
function elementEdits(
  changes: readonly ElementChange[],
  around: Around,
): { readonly edits: readonly Edit[]; readonly elements: readonly Element[] } {
  const { current, choices } = around;
  const [first] = changes;
  if (first === undefined) return { edits: [], elements: [] };
  const elements = newElements(changes);
  if (first.change.adds === true) return { edits: [], elements };
  const exists =
    current === null ? changes.some(({ change }) => change.from !== null) : hasElement(current, first.path);
  if (!exists && addsWhole(changes, choices)) return { edits: [], elements };
  if (exists && leavesNothing(changes)) {
    return { edits: [{ op: "remove", path: { ...first.path, sub: null } }], elements };
  }
  return { edits: changes.flatMap((change) => subEdits(change, { ...around, exists })), elements: [] };
}

/** Whether an element that is not there is added to its list; several values have no one path. */
function addsWhole(changes: readonly ElementChange[], { missingElement }: PatchChoices): boolean {
  return (
    missingElement === "element" ||
    changes.some(hasList) ||
    changes.some(({ change }) => change.adds === true)
  );
}

/**
 * Whether the elements that are there go as a whole: an element without its value says nothing, and several
 * are not changed one by one.
 */
function leavesNothing(changes: readonly ElementChange[]): boolean {
  const isEmpty = changes.every(({ change }) => change.to === null);
  const isHollow = isEmpty && changes.some(({ path }) => subOf(path).toLowerCase() === "value");
  return isHollow || changes.some(hasList);
}

function hasList({ change: { from, to } }: ElementChange): boolean {
  return Array.isArray(from) || Array.isArray(to);
}

function subEdits(
  { path, change }: ElementChange,
  { current, choices, exists }: Around & { exists: boolean },
): readonly Edit[] {
  const written = { ...path, sub: subOf(path) };
  const isThere = current === null ? change.from !== null : readPath(current, path) !== undefined;
  if (change.to === null) return isThere ? [{ op: "remove", path: written }] : [];
  const { missing, missingElement } = choices;
  const forMissing = exists || missingElement === "element" ? missing : missingElement;
  return [{ op: isThere ? "replace" : forMissing, path: written, value: change.to }];
}
