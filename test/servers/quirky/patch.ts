import { scimPatch, type ScimPatchOperation, type ScimResource } from "scim-patch";
import { type Answer, failure } from "./answer.ts";
import type { Quirks } from "./quirks.ts";
import type { Row } from "./rows.ts";
import { changeMembers } from "./group-members.ts";

type Operation = { readonly op: string; readonly path?: string; readonly value?: unknown };

/** The resource after the operations (RFC 7644 section 3.5.2, carried out by `scim-patch`), or a refusal. */
export function patched(quirks: Quirks, row: Row, operations: readonly Operation[]): Row | Answer {
  let result = structuredClone(row);
  for (const operation of operations) {
    const next = apply(quirks, result, operation);
    if (!isRow(next)) return next;
    result = next;
  }
  return result;
}

export function isRow(value: Row | Answer): value is Row {
  return "id" in value;
}

function apply(quirks: Quirks, row: Row, operation: Operation): Row | Answer {
  const { path, value } = operation;
  const op = operation.op.toLowerCase();
  if (path === undefined && quirks.refusesPathless === true) return invalid(quirks, "A path is required");
  if (/^members\b/i.test(path ?? "")) return changeMembers(quirks, row, { ...operation, op });
  const present = path === undefined ? true : isThere(row, path);
  if (path?.includes("[") === true && !present && quirks.missingElement !== undefined) {
    return quirks.missingElement === "ignored"
      ? row
      : failure(quirks, 400, { type: "noTarget", detail: path });
  }
  if (op === "remove" && !present) {
    return quirks.refusesRemoveOfNothing === true ? invalid(quirks, `Nothing at ${path ?? ""}`) : row;
  }
  if (op !== "remove" && path?.endsWith(":manager") === true && !takesManager(quirks, value)) {
    return quirks.manager === "objectIgnored" ? row : invalid(quirks, "manager: wrong type");
  }
  if (path?.startsWith("urn:") === true && quirks.urnPaths !== undefined) {
    return quirks.urnPaths === "junk" ? { ...row, [path]: value } : row;
  }
  const [parent = "", sub] = path?.split(".") ?? [];
  if (quirks.dropsSiblings === true && sub !== undefined && !parent.includes(":") && op === "replace") {
    return { ...row, [parent]: { [sub]: value } };
  }
  if (quirks.addReplacesList === true && op === "add" && Array.isArray(value) && path !== undefined) {
    return { ...row, [path]: value };
  }
  try {
    const written = { ...operation, op } as ScimPatchOperation;
    return scimPatch(structuredClone(row) as Row & ScimResource, [written], { mutateDocument: false });
  } catch (error) {
    return invalid(quirks, error instanceof Error ? error.message : "No such operation");
  }
}

function takesManager({ manager }: Quirks, value: unknown): boolean {
  return manager === undefined || (manager === "object") === (typeof value === "object");
}

function invalid(quirks: Quirks, detail: string): Answer {
  return failure(quirks, 400, { type: "invalidValue", detail });
}

/** Whether the path leads to anything: an element that its filter finds, or a value. */
function isThere(row: Row, path: string): boolean {
  const element = /^(\w+)\[(\w+) eq "?(.*?)"?\](?:\.(\w+))?$/.exec(path);
  if (element !== null) {
    const [, attribute = "", name = "", wanted = ""] = element;
    const list = (row[attribute] ?? []) as readonly Record<string, unknown>[];
    return list.some((item) => String(item[name]) === wanted);
  }
  const extension = /^(urn:.+):([^:]+)$/.exec(path);
  let found: unknown = extension === null ? row : row[extension[1] ?? ""];
  for (const name of (extension?.[2] ?? path).split(".")) {
    found = (found as Record<string, unknown> | undefined)?.[name];
  }
  return found !== undefined && found !== null;
}
