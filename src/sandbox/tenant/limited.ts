import { isPermitted } from "./answer.ts";
import type { DirectoryGroup, DirectoryObject } from "./directory-object.ts";
import type { Tenant } from "./tenant.ts";

/** Whether the application may see no more of the object than its type and id. */
export function isLimited(tenant: Tenant, { type, id }: DirectoryObject): boolean {
  const { limitedInformation } = tenant.settings;
  switch (type) {
    case "user":
      return (
        limitedInformation === "all" ||
        limitedInformation.includes(id) ||
        !isPermitted(tenant, ["User.Read.All"])
      );
    case "group":
      return !isPermitted(tenant, ["GroupMember.Read.All", "Group.Read.All"]);
    case "device":
    case "servicePrincipal":
      return true;
  }
}

/** Whether the application may not see who is in the group. */
export function hasHiddenMembers({ settings }: Tenant, { properties }: DirectoryGroup): boolean {
  return (
    properties["visibility"] === "HiddenMembership" && !settings.permissions.includes("Member.Read.Hidden")
  );
}
