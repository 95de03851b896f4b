import type { ObjectType } from "../../rules/directory.ts";
import type { Connection } from "./connection.ts";
import type { Endpoint } from "./endpoint.ts";

/** What every request to the target goes through. */
export type Line = {
  readonly connection: Connection;
  readonly endpoint: Endpoint;
  /** Resources asked for in one page. */
  readonly pageSize: number;
};

/** Never the members of groups unless they are wanted: they can be many. Entra asks in the same way. */
export function withoutMembers(type: ObjectType): Readonly<Record<string, string>> {
  return type === "group" ? { excludedAttributes: "members" } : {};
}
