import { assign, groupOf, idOf, userOf } from "./cast.ts";
import type { Change } from "./model.ts";
import type { Deed } from "./step.ts";

/** What a deed does to the directory; `n` makes names and ids that nothing else has. */
export function changesOf(deed: Deed, n: number): readonly Change[] {
  switch (deed.kind) {
    case "assign":
      return [assign(n, deed.principal, deed.role)];
    case "unassign":
      return [{ kind: "unassign", principalId: idOf(deed.principal) }];
    case "changeRole":
      return [{ kind: "unassign", principalId: idOf(deed.principal) }, assign(n, deed.principal, deed.role)];
    case "join":
      return [member("addMember", deed)];
    case "leave":
      return [member("removeMember", deed)];
    case "flicker":
      // Of the first two, one is refused.
      return [member("addMember", deed), member("removeMember", deed)];
    case "change":
      return [{ kind: "updateUser", id: idOf(deed.user), properties: { [deed.property]: deed.value } }];
    case "manager": {
      const managerId = deed.manager === null ? null : idOf(deed.manager);
      return [{ kind: "setManager", id: idOf(deed.user), managerId }];
    }
    case "enable":
    case "disable": {
      const properties = { accountEnabled: deed.kind === "enable" };
      return [{ kind: "updateUser", id: idOf(deed.user), properties }];
    }
    case "create":
      return [userOf(deed.user)];
    case "renameAccount": {
      const properties = { userPrincipalName: `${deed.user}-${n}@example.com` };
      return [{ kind: "updateUser", id: idOf(deed.user), properties }];
    }
    case "softDelete":
    case "restore":
      return [{ kind: deed.kind, id: idOf(deed.who) }];
    case "purge":
      return [
        { kind: "softDelete", id: idOf(deed.who) },
        { kind: "purge", id: idOf(deed.who) },
      ];
    case "createGroup":
      return [groupOf(deed.group)];
    case "hide":
    case "show": {
      const properties = { visibility: deed.kind === "hide" ? "HiddenMembership" : null };
      return [{ kind: "updateGroup", id: idOf(deed.group), properties }];
    }
    case "renameGroup": {
      const properties = { displayName: `Group ${deed.group}, ${n}` };
      return [{ kind: "updateGroup", id: idOf(deed.group), properties }];
    }
  }
}

function member(
  kind: "addMember" | "removeMember",
  { group, member: name }: { readonly group: string; readonly member: string },
): Change {
  return { kind, groupId: idOf(group), memberId: idOf(name) };
}
