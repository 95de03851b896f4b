import { type Random, shuffled } from "../random.ts";
import type { DirectoryChange } from "../tenant/change.ts";
import { appRoles } from "./application.ts";
import type { Employee } from "./person.ts";
import type { CompanyGroup } from "./groups.ts";

export type AssignmentParts = {
  readonly employees: readonly Employee[];
  readonly groups: readonly CompanyGroup[];
  readonly random: Random;
};

/** How many of the company have the application, one way or another. */
const assignedPeople = 170;

const groupRoles: readonly (readonly [group: string, appRoleId: string])[] = [
  ["Sales", appRoles.user],
  ["Support", appRoles.agent],
  ["Product", appRoles.user],
  ["Marketing", appRoles.user],
  ["Finance", appRoles.user],
  ["People and Operations", appRoles.user],
  ["Leadership", appRoles.supervisor],
];

/** Most people have the application through a group, some directly, a few both ways. */
export function assignmentsOf({ employees, groups, random }: AssignmentParts): DirectoryChange[] {
  const assigned = new Set<string>();
  const changes: DirectoryChange[] = [];

  function assign(principalId: string, appRoleId: string): void {
    changes.push({ kind: "assign", id: opaqueId(random), principalId, appRoleId });
  }

  for (const [name, appRoleId] of groupRoles) {
    const group = groups.find((candidate) => candidate.name === name);
    if (group === undefined) throw new Error(`Cannot assign the group ${name}: the company has none`);
    assign(group.id, appRoleId);
    for (const id of group.userIds) assigned.add(id);
  }
  for (const { id } of employees.filter(({ title }) => title === "Systems Administrator")) {
    assign(id, appRoles.user);
    assign(id, appRoles.admin);
    assigned.add(id);
  }
  // The guest, last of the engineers, stays without.
  const engineers = employees.filter(({ department }) => department.name === "Engineering").slice(0, -1);
  for (const { id } of shuffled(engineers, random)) {
    if (assigned.size >= assignedPeople) break;
    if (assigned.has(id)) continue;
    assign(id, appRoles.user);
    assigned.add(id);
  }
  return changes;
}

/** As Graph makes them: 32 bytes that mean nothing, and no GUID. */
function opaqueId(random: Random): string {
  const hex = `${random.uuid()}${random.uuid()}`.replaceAll("-", "");
  return Buffer.from(hex, "hex").toString("base64url");
}
