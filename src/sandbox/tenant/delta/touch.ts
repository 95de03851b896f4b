import { isDeepStrictEqual } from "node:util";
import type { LoggedChange } from "../directory.ts";
import type { DirectoryGroup, DirectoryObject, DirectoryUser } from "../directory-object.ts";
import { type Chain, selects } from "./chain.ts";

/** What a change means to the reader of a chain. */
export type Touch = {
  readonly id: string;
  /** What the change made of the object; null: it is gone for good. */
  readonly object: DirectoryUser | DirectoryGroup | null;
  /** Names of properties that changed; null: all of them are new to the reader. */
  readonly properties: readonly string[] | null;
  /** Set when the manager changed: who it was before. */
  readonly manager: { readonly before: string | null } | null;
  readonly member: { readonly id: string; readonly joined: boolean } | null;
};

/** Null: the change does not concern the chain. */
export function touchOf({ change, before, after }: LoggedChange, chain: Chain): Touch | null {
  const object = after ?? before;
  if (object?.type !== chain.type || chain.ids?.has(object.id) === false) return null;
  const made = after?.type === "user" || after?.type === "group" ? after : null;
  const nothing = { id: object.id, object: made, properties: [], manager: null, member: null };
  switch (change.kind) {
    case "createUser":
    case "createGroup":
    case "restore":
      return { ...nothing, properties: null };
    case "softDelete":
    case "purge":
      return nothing;
    case "updateUser":
    case "updateGroup": {
      const names = Object.keys(change.properties).filter(
        (name) => (chain.select === null || selects(chain, name)) && differs(name, before, after),
      );
      return names.length === 0 ? null : { ...nothing, properties: names };
    }
    case "setManager": {
      const was = before?.type === "user" ? before.managerId : null;
      if (!selects(chain, "manager") || was === change.managerId) return null;
      return { ...nothing, manager: { before: was } };
    }
    case "addMember":
    case "removeMember": {
      if (!selects(chain, "members") || !chain.tracksMembers) return null;
      return { ...nothing, member: { id: change.memberId, joined: change.kind === "addMember" } };
    }
    case "createOther":
    case "assign":
    case "unassign":
    case "updateServicePrincipal":
    case "removeServicePrincipal":
      return null;
  }
}

function differs(name: string, before: DirectoryObject | null, after: DirectoryObject | null): boolean {
  return !isDeepStrictEqual(before?.properties[name], after?.properties[name]);
}
