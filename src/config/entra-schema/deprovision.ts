import { tryCompile } from "../shape/expression-flaws.ts";
import { defaultPolicies } from "../check/check-disable.ts";
import { carried, type ImportedJob, type ImportedObjects } from "./imported.ts";

/**
 * What Entra does when access ends: it writes what the mappings say of IsSoftDeleted, and without one that
 * reads it, nothing. Who is purged from the directory is deleted in any case.
 */
export function plainDeprovision({ users, groups }: Pick<ImportedJob, "users" | "groups">) {
  const policies = disablesAccounts(users) ? defaultPolicies : keepAll;
  return {
    ...policies,
    ...(hasLostFilter(users) ? { outOfScope: "keep" } : {}),
    group: groups !== null && hasLostFilter(groups) ? "keep" : "delete",
  };
}

export function disablesAccounts({ mappings }: ImportedObjects): boolean {
  return carried(mappings).some(({ mapping }) => {
    const reads = tryCompile(mapping.expression)?.reads ?? [];
    return mapping.apply !== "create" && reads.includes("IsSoftDeleted");
  });
}

function hasLostFilter({ filter }: ImportedObjects): boolean {
  return filter?.some(({ refused }) => refused !== null) ?? false;
}

const keepAll = {
  ...defaultPolicies,
  unassigned: "keep",
  outOfScope: "keep",
  disabled: "keep",
  softDeleted: "keep",
};
