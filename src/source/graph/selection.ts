import type { ObjectType } from "../../rules/directory.ts";
import type { ObjectRules, Rules } from "../../rules/rules.ts";
import { graphSelect } from "../../rules/source-attribute.ts";

/** What a read has to know of the rules. */
export type ReadRules = Pick<Rules, "scope" | "nestedGroups" | "groupsRead"> & {
  readonly user: Pick<ObjectRules, "reads">;
  readonly group: Pick<ObjectRules, "reads"> | null;
};

/** What is asked of Graph: exactly what the rules read, and what tells an object's name and state. */
export type Selection = {
  readonly user: readonly string[];
  readonly group: readonly string[];
  /**
   * Of managers, who are asked for one by one, as no `$select` of a full read can name them. Empty: the rules
   * read nothing of them.
   */
  readonly manager: readonly string[];
};

const always = {
  user: ["id", "displayName", "userPrincipalName", "accountEnabled", "userType"],
  // `visibility` tells a group whose members may be hidden, `securityEnabled` one that cannot give access.
  group: ["id", "displayName", "visibility", "securityEnabled"],
} as const;

const managerPrefix = "manager.";

export function selectionOf({ user, group }: ReadRules): Selection {
  const userProperties = properties("user", user.reads);
  return {
    user: userProperties.filter((property) => property !== "manager"),
    group: properties("group", group?.reads ?? []),
    manager: userProperties.includes("manager") ? managerProperties(user.reads) : [],
  };
}

/** `manager.department` reads the manager's own department; whose report the manager is lies too far. */
function managerProperties(reads: readonly string[]): readonly string[] {
  const read = reads
    .filter((name) => name.startsWith(managerPrefix))
    .map((name) => graphSelect(name.slice(managerPrefix.length), "user"))
    .filter((property) => property !== null)
    .filter((property) => property !== "manager");
  return [...new Set(["id", ...read])];
}

function properties(type: ObjectType, reads: readonly string[]): readonly string[] {
  const read = reads.map((name) => graphSelect(name, type)).filter((property) => property !== null);
  return [...new Set([...always[type], ...read])];
}
