import type { PatchChoices } from "../../config/profiles/patch-choices.ts";
import type { ObjectType } from "../../rules/directory.ts";
import type { Connection } from "./connection.ts";
import type { Capabilities } from "./discovery/capabilities.ts";
import type { Endpoint } from "./endpoint.ts";
import type { FilterTrust } from "./filter-trust.ts";

/** What every request to the target goes through. */
export type Line = {
  readonly connection: Connection;
  readonly endpoint: Endpoint;
  readonly capabilities: Capabilities;
  readonly filters: FilterTrust;
  /** How updates are written. */
  readonly choices: PatchChoices;
  /** Resources asked for in one page. */
  readonly pageSize: number;
  /** Paths that the application fills itself: nothing at them is sent back. */
  readonly serverAssigned: readonly string[];
  /** Ids of groups that this process made and gave no member yet. */
  readonly emptyGroups: Set<string>;
  /** `user PATCH`: what was answered as not supported, and what was carried out, in this process. */
  readonly methods: { readonly refused: Set<string>; readonly worked: Set<string> };
};

/** Never the members of groups unless they are wanted: they can be many. Entra asks in the same way. */
export function withoutMembers(type: ObjectType): Readonly<Record<string, string>> {
  return type === "group" ? { excludedAttributes: "members" } : {};
}
