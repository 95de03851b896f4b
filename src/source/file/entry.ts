import type { Attributes } from "../../rules/directory.ts";

export type EntryCounts = {
  readonly users: number;
  readonly groups: number;
  readonly assignments: number;
  /** Null: not said. */
  readonly roles: number | null;
};

/** One thing the file says, checked. */
export type Entry =
  | { readonly kind: "user"; readonly id: string; readonly deleted: boolean; readonly attributes: Attributes }
  | {
      readonly kind: "group";
      readonly id: string;
      readonly deleted: boolean;
      readonly attributes: Attributes;
      /** Null: the file does not say. */
      readonly members: readonly string[] | null;
    }
  | {
      readonly kind: "assignment";
      readonly id: string;
      readonly principalId: string;
      readonly principalType: "User" | "Group" | "ServicePrincipal";
      readonly appRoleId: string | null;
    }
  | {
      readonly kind: "role";
      readonly id: string;
      readonly value: string | null;
      readonly displayName: string;
    }
  | { readonly kind: "end"; readonly counts: EntryCounts };

/** What is wrong with one entry; who reads the file adds where it stands. */
export class EntryError extends Error {
  override readonly name = "EntryError";
}

/**
 * Reads an entry of the given kind. Checked by hand: a schema library takes several times as long for a
 * million of them.
 */
export function readEntry(kind: Entry["kind"], value: unknown): Entry {
  if (!isObject(value)) throw new EntryError(`a ${kind} should be an object: got ${show(value)}`);
  switch (kind) {
    case "user":
      return readUser(value);
    case "group":
      return readGroup(value);
    case "assignment":
      return readAssignment(value);
    case "role":
      return readRole(value);
    case "end":
      return { kind, counts: readCounts(value) };
  }
}

export function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function readUser(value: Attributes): Entry {
  const enabled = value["accountEnabled"];
  // A text such as "false" would leave somebody active who is meant to be blocked.
  if (enabled !== undefined && enabled !== null && typeof enabled !== "boolean") {
    throw new EntryError(`"accountEnabled" should be true or false: got ${show(enabled)}`);
  }
  const manager = value["manager"];
  if (manager !== undefined && manager !== null) {
    if (!isObject(manager)) throw new EntryError(`"manager" should be {"id": …}: got ${show(manager)}`);
    readText(manager, "id", "manager.id");
  }
  return { kind: "user", id: readText(value, "id"), deleted: readDeleted(value), attributes: value };
}

function readGroup(value: Attributes): Entry {
  const { members = null, ...attributes } = value;
  if (members !== null && !isTexts(members)) {
    throw new EntryError(`"members" should be a list of ids: got ${show(members)}`);
  }
  return { kind: "group", id: readText(value, "id"), deleted: readDeleted(value), attributes, members };
}

function readAssignment(value: Attributes): Entry {
  const principalId = readText(value, "principalId");
  const principalType = value["principalType"];
  if (principalType !== "User" && principalType !== "Group" && principalType !== "ServicePrincipal") {
    throw new EntryError(`"principalType" should be "User" or "Group": got ${show(principalType)}`);
  }
  const appRoleId = readOptionalText(value, "appRoleId");
  const id = readOptionalText(value, "id") ?? `${principalId}/${appRoleId ?? ""}`;
  return { kind: "assignment", id, principalId, principalType, appRoleId };
}

function readRole(value: Attributes): Entry {
  // Manifests write a role without a value in both ways.
  const roleValue = value["value"] === "" ? null : readOptionalText(value, "value");
  return {
    kind: "role",
    id: readText(value, "id"),
    value: roleValue,
    displayName: readText(value, "displayName"),
  };
}

function readCounts(value: Attributes): EntryCounts {
  return {
    users: readCount(value, "users"),
    groups: readCount(value, "groups"),
    assignments: readCount(value, "assignments"),
    roles: value["roles"] === undefined ? null : readCount(value, "roles"),
  };
}

function readDeleted(value: Attributes): boolean {
  return readOptionalText(value, "deletedDateTime") !== null;
}

function readText(value: Attributes, key: string, name = key): string {
  const text = value[key];
  if (typeof text === "string" && text !== "") return text;
  throw new EntryError(`"${name}" should be a text that is not empty: got ${show(text)}`);
}

function readOptionalText(value: Attributes, key: string): string | null {
  return value[key] === undefined || value[key] === null ? null : readText(value, key);
}

function readCount(value: Attributes, key: string): number {
  const count = value[key];
  if (typeof count === "number" && Number.isInteger(count) && count >= 0) return count;
  throw new EntryError(`"end.${key}" should be a whole number: got ${show(count)}`);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
}
