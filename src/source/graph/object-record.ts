import type { Attributes, ObjectType } from "../../rules/directory.ts";
import { idOf, type Row, textOf } from "./row.ts";

/**
 * The selected attributes of a row, in the order of the selection, so that the same object looks the same
 * however it was read. What has no value is left out: `null`, or not there at all, as Graph has it for
 * extensions.
 */
export function attributesOf(row: Row, selection: readonly string[]): Attributes {
  const attributes: { [property: string]: unknown } = {};
  for (const property of selection) {
    const value = row[property];
    if (value !== null && value !== undefined) attributes[property] = value;
  }
  return attributes;
}

/** False: a row of limited information, as Graph shows objects that the application may not read. */
export function isReadable(row: Row): boolean {
  return textOf(row, "displayName") !== undefined || textOf(row, "userPrincipalName") !== undefined;
}

/** What a row of several kinds is; null for devices, contacts and the like. */
export function memberOf(row: Row): { readonly id: string; readonly type: ObjectType } | null {
  const id = idOf(row);
  if (id === undefined) return null;
  switch (row["@odata.type"]) {
    case "#microsoft.graph.user":
      return { id, type: "user" };
    case "#microsoft.graph.group":
      return { id, type: "group" };
    default:
      return null;
  }
}
