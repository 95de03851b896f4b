import { appRoles } from "../../../src/sandbox/company/application.ts";
import { idOf, named } from "./cast.ts";
import { countingGroups, type Path, pathsOf } from "./entitlement.ts";
import type { TenantModel } from "./model.ts";
import type { Setting } from "./step.ts";

/** What a tenant and a job's setting come to. */
export type Expecting = {
  readonly model: TenantModel;
  readonly setting: Setting;
  /** False: who is purged may still count as soft-deleted, until that is certain. */
  readonly isCertain: boolean;
};

const roleNames: ReadonlyMap<string, string> = new Map([
  [appRoles.agent, "Agent"],
  [appRoles.admin, "Admin"],
]);

/** Who was whose manager before the feed was opened is read again in turn, if at all: in the second cycle. */
export function knowsManagers({ setting, isCertain }: Expecting): boolean {
  return (setting.manager || setting.managerDepartment) && (isCertain || !setting.rotation);
}

/** Groups that are read: nobody can know who is in the others. */
export function groupsRead({ model, setting }: Expecting): readonly string[] {
  const asked = setting.named ? [idOf(named)] : [];
  // Where everybody is in scope, and no group is, groups matter to nobody else.
  return setting.scope === "all" && !setting.groups ? asked : countingGroups(model, setting, asked);
}

/** Every way that somebody is assigned which can be known. */
export function pathsKnown(expecting: Expecting, userId: string): readonly Path[] {
  const read = groupsRead(expecting);
  const paths = pathsOf(expecting.model, userId, expecting.setting);
  return paths.filter(({ groups }) => groups.every((id) => read.includes(id)));
}

/** Of the groups that are read, those that the user is in directly, in the order of their ids. */
export function groupsOf(expecting: Expecting, userId: string): readonly string[] {
  const { model } = expecting;
  return groupsRead(expecting)
    .filter((id) => model.membersOf(id).includes(userId))
    .toSorted();
}

export function groupName({ model }: Expecting, groupId: string): string {
  return String(model.groups.get(groupId)?.properties["displayName"]);
}

/** Values of the roles somebody has, each once, in their order. */
export function rolesOf(expecting: Expecting, userId: string): readonly string[] {
  const ids = pathsKnown(expecting, userId).map(({ appRoleId }) => appRoleId);
  return [...new Set(ids.flatMap((id) => roleNames.get(id) ?? []))].toSorted();
}

/** Whether the application has the group. */
export function isGroupWanted({ model, setting }: Expecting, groupId: string): boolean {
  if (!setting.groups || !model.isActive(groupId)) return false;
  if (setting.scope === "all") return true;
  const { assignments, groups } = model;
  const isAssigned = [...assignments.values()].some(({ principalId }) => principalId === groupId);
  return isAssigned && groups.get(groupId)?.properties["securityEnabled"] === true;
}
