import type { Document } from "./document.ts";
import type { DialpadOptions } from "./options.ts";
import { type PatchPath, readPath } from "./patch-path.ts";
import { ScimError } from "./scim-error.ts";

export type PatchOptions = Pick<DialpadOptions, "patchDialect" | "missingElement">;

type Operation = { readonly op: string; readonly path: string | null; readonly value: unknown };

/**
 * A new document with the operations of a PATCH applied, in Entra's two dialects as well as the standard's.
 */
export function patch(document: Document, body: unknown, options: PatchOptions): Document {
  const result = structuredClone(document) as Record<string, unknown>;
  for (const { op, path, value } of readOperations(body, options)) {
    if (path !== null) applyAt(result, { op, path: readPath(path), value }, options);
    else if (isRecord(value)) {
      for (const [name, part] of Object.entries(value)) {
        applyAt(result, { op, path: readPath(name), value: part }, options);
      }
    } else
      throw new ScimError(400, "invalidValue", "An operation without a path needs an object as its value.");
  }
  return result;
}

function readOperations(body: unknown, options: PatchOptions): Operation[] {
  const list = isRecord(body) ? body["Operations"] : undefined;
  if (!Array.isArray(list)) throw new ScimError(400, "invalidSyntax", "A PATCH needs 'Operations'.");
  return list.map((entry: unknown) => {
    const { op, path, value } = isRecord(entry) ? entry : {};
    const name = String(op).toLowerCase();
    if (name !== "add" && name !== "replace" && name !== "remove") {
      throw new ScimError(400, "invalidSyntax", `'${String(op)}' is not an operation.`);
    }
    const isClassic = name !== op || value === "True" || value === "False";
    if (isClassic && options.patchDialect === "rfc7644") {
      throw new ScimError(400, "invalidValue", "Operations are in small letters, and booleans are not text.");
    }
    return { op: name, path: typeof path === "string" && path !== "" ? path : null, value };
  });
}

type Step = { readonly op: string; readonly path: PatchPath; readonly value: unknown };

function applyAt(document: Record<string, unknown>, { op, path, value }: Step, options: PatchOptions): void {
  const { urn, attribute, filter, sub } = path;
  const holder = urn === null ? document : recordIn(document, urn);
  if (attribute === null) {
    if (op === "remove") delete document[urn ?? ""];
    else if (isRecord(value)) Object.assign(holder, value);
  } else if (filter !== null) {
    applyToElements(holder, { op, path, value }, options);
  } else if (sub !== null) {
    const complex = recordIn(holder, attribute);
    if (op === "remove") delete complex[sub];
    else complex[sub] = value;
  } else if (op === "remove") {
    removeFrom(holder, attribute, value);
  } else {
    holder[attribute] = op === "add" ? merged(holder[attribute], value) : value;
  }
}

function applyToElements(
  holder: Record<string, unknown>,
  { op, path: { attribute, filter, sub }, value }: Step,
  options: PatchOptions,
): void {
  if (attribute === null || filter === null) return;
  const list = Array.isArray(holder[attribute]) ? (holder[attribute] as Record<string, unknown>[]) : [];
  let hits = list.filter((element) => element[filter.attribute] === filter.value);
  if (op === "remove") {
    if (sub === null) holder[attribute] = list.filter((element) => !hits.includes(element));
    else for (const hit of hits) delete hit[sub];
    return;
  }
  if (hits.length === 0) {
    if (options.missingElement === "noTarget") {
      throw new ScimError(
        400,
        "noTarget",
        `No element of '${attribute}' has ${filter.attribute} '${filter.value}'.`,
      );
    }
    hits = [{ [filter.attribute]: filter.value }];
    holder[attribute] = [...list, ...hits];
  }
  for (const hit of hits) {
    if (sub !== null) hit[sub] = value;
    else if (isRecord(value)) Object.assign(hit, value);
  }
}

function removeFrom(holder: Record<string, unknown>, attribute: string, value: unknown): void {
  const list = holder[attribute];
  if (!Array.isArray(list) || !Array.isArray(value)) {
    delete holder[attribute];
    return;
  }
  const gone = new Set(value.map(idOf));
  holder[attribute] = list.filter((element) => !gone.has(idOf(element)));
}

/** Adding to a list keeps what is there; adding an element that is there changes nothing. */
function merged(current: unknown, value: unknown): unknown {
  if (isRecord(current) && isRecord(value)) return { ...current, ...value };
  if (!Array.isArray(current)) return value;
  const there = new Set(current.map(idOf));
  const added = Array.isArray(value) ? value : [value];
  return [...current, ...added.filter((element) => !there.has(idOf(element)))];
}

function idOf(element: unknown): unknown {
  return isRecord(element) ? element["value"] : element;
}

function recordIn(holder: Record<string, unknown>, name: string): Record<string, unknown> {
  const present = holder[name];
  if (isRecord(present)) return present;
  const made = {};
  holder[name] = made;
  return made;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
