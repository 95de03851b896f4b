import type { TenantModel } from "./model.ts";

/** What decides who is entitled, besides the tenant. */
export type Scope = { readonly scope: "assigned" | "all"; readonly nestedGroups: boolean };

/** One way a user came to be assigned: the assignment, and the groups from the assigned one down. */
export type Path = {
  readonly assignmentId: string;
  readonly appRoleId: string;
  readonly groups: readonly string[];
};

/** Every way an active user is assigned. */
export function pathsOf(model: TenantModel, userId: string, scope: Scope): readonly Path[] {
  if (!model.isActive(userId)) return [];
  return [...model.assignments.values()].flatMap(({ id: assignmentId, principalId, appRoleId }) => {
    if (principalId === userId) return [{ assignmentId, appRoleId, groups: [] }];
    if (!givesAccess(model, principalId)) return [];
    const chains = chainsTo(model, userId, { from: [principalId], scope });
    return chains.map((groups) => ({ assignmentId, appRoleId, groups }));
  });
}

/** Nobody gets access through a group that says of itself that it has nothing to do with security. */
function givesAccess(model: TenantModel, groupId: string): boolean {
  return model.isActive(groupId) && model.groups.get(groupId)?.properties["securityEnabled"] === true;
}

/** Assigned, there, and with an account that is not disabled. */
export function isEntitled(model: TenantModel, userId: string, scope: Scope): boolean {
  if (!model.isActive(userId)) return false;
  if (model.users.get(userId)?.properties["accountEnabled"] === false) return false;
  return scope.scope === "all" || pathsOf(model, userId, scope).length > 0;
}

/** Members of an active group, with those of the groups in it where these count. */
export function reachedBy(model: TenantModel, groupId: string, scope: Scope): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [groupId];
  const seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const id of model.membersOf(next)) {
      reached.add(id);
      if (!passesOn(model, id, scope) || seen.has(id)) continue;
      seen.add(id);
      open.push(id);
    }
  }
  return reached;
}

/** Groups that matter: assigned ones, those in them where these count, and all where all are in scope. */
export function countingGroups(
  model: TenantModel,
  scope: Scope,
  named: readonly string[],
): readonly string[] {
  const active = [...model.groups.keys()].filter((id) => model.isActive(id));
  if (scope.scope === "all") return active;
  const assigned = new Set([...model.assignments.values()].map(({ principalId }) => principalId));
  const tops = active.filter((id) => assigned.has(id) && givesAccess(model, id));
  const below = tops.flatMap((id) => [...reachedBy(model, id, scope)]);
  return [...new Set([...tops, ...below.filter((id) => passesOn(model, id, scope)), ...named])];
}

type Chain = readonly string[];

function chainsTo(
  model: TenantModel,
  userId: string,
  { from, scope }: { from: Chain; scope: Scope },
): readonly Chain[] {
  const members = model.membersOf(from.at(-1) ?? "");
  const here = members.includes(userId) ? [from] : [];
  const inner = members.filter((id) => passesOn(model, id, scope) && !from.includes(id));
  return [...here, ...inner.flatMap((id) => chainsTo(model, userId, { from: [...from, id], scope }))];
}

/** Whether who is in this group counts as being in those around it. */
function passesOn(model: TenantModel, id: string, { nestedGroups }: Scope): boolean {
  return nestedGroups && givesAccess(model, id);
}
