import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import type { AttributePath } from "../../../rules/attribute-path.ts";
import { pathText, textBooleans } from "../attribute.ts";
import type { Edit } from "./edit.ts";

/** An operation of a PATCH as it travels. */
export type PatchOperation = { readonly op: string; readonly path?: string; readonly value?: unknown };

/** RFC 7644 section 3.5.2. */
export type PatchBody = {
  readonly schemas: readonly [string];
  readonly Operations: readonly PatchOperation[];
};

/** The steps worded as the application takes them: the bodies of as many requests as that needs. */
export function patchBodies(edits: readonly Edit[], choices: PatchChoices): readonly PatchBody[] {
  const operations =
    choices.attributes === "pathless" ? pathless(edits, choices) : edits.map(withPath(choices));
  return bodiesOf(operations, choices);
}

/** Operations worded already, in as many requests as the application needs. */
export function bodiesOf(operations: readonly PatchOperation[], choices: PatchChoices): readonly PatchBody[] {
  if (operations.length === 0) return [];
  const parts = choices.operations === "single" ? operations.map((operation) => [operation]) : [operations];
  return parts.map((Operations) => ({ schemas: [patchSchema], Operations }));
}

/** The operation by the name that the application knows. */
export function operationName(op: Edit["op"], { operationNames }: PatchChoices): string {
  return operationNames === "lower" ? op : `${op.charAt(0).toUpperCase()}${op.slice(1)}`;
}

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

function withPath(choices: PatchChoices): (edit: Edit) => PatchOperation {
  return (edit) => {
    const op = operationName(edit.op, choices);
    const path = pathText(edit.path, choices.booleans);
    return edit.op === "remove" ? { op, path } : { op, path, value: worded(edit.value, choices) };
  };
}

function worded(value: unknown, { booleans }: PatchChoices): unknown {
  return booleans === "text" ? textBooleans(value) : value;
}

/**
 * What has no filter goes into one value for each kind of operation. Lists keep their paths: some servers
 * replace a list in such a value, and others add to it.
 */
function pathless(edits: readonly Edit[], choices: PatchChoices): readonly PatchOperation[] {
  const others: PatchOperation[] = [];
  const merged = new Map<"add" | "replace", Value>();
  for (const edit of edits) {
    if (edit.op === "remove" || edit.path.filter !== null || Array.isArray(edit.value)) {
      others.push(withPath(choices)(edit));
      continue;
    }
    const value = merged.get(edit.op) ?? {};
    merged.set(edit.op, value);
    put(value, { names: namesOf(edit.path, choices), value: worded(edit.value, choices) });
  }
  const values = [...merged].map(([op, value]) => ({ op: operationName(op, choices), value }));
  return [...values, ...others];
}

type Value = { [name: string]: unknown };

/** The keys under which a value without a path has the attribute, from the outside in. */
function namesOf(path: AttributePath, { names }: PatchChoices): readonly string[] {
  if (names === "dotted") return [pathText(path)];
  return [path.urn, path.attribute, path.sub].filter((name) => name !== null);
}

function put(container: Value, { names, value }: { names: readonly string[]; value: unknown }): void {
  const [name, ...inner] = names;
  if (name === undefined) return;
  if (inner.length === 0) {
    container[name] = value;
    return;
  }
  const child: Value = isValue(container[name]) ? container[name] : {};
  container[name] = child;
  put(child, { names: inner, value });
}

function isValue(candidate: unknown): candidate is Value {
  return typeof candidate === "object" && candidate !== null && !Array.isArray(candidate);
}
