import type { ObjectType } from "../../rules/directory.ts";
import type { ObjectRules, Rules } from "../../rules/rules.ts";
import { graphSelect } from "../../rules/source-attribute.ts";

/** What a read has to know of the rules. */
export type ReadRules = Pick<Rules, "scope" | "nestedGroups"> & {
  readonly user: Pick<ObjectRules, "reads">;
  readonly group: Pick<ObjectRules, "reads"> | null;
};

/** What is asked of Graph: exactly what the rules read, and what tells an object's name and state. */
export type Selection = {
  readonly user: readonly string[];
  readonly group: readonly string[];
  /** Whether the rules read it. It is no property that `$select` can name in a full read. */
  readonly manager: boolean;
};

const always = {
  user: ["id", "displayName", "userPrincipalName", "accountEnabled", "userType"],
  // `visibility` tells a group whose members may be hidden.
  group: ["id", "displayName", "visibility"],
} as const;

export function selectionOf({ user, group }: ReadRules): Selection {
  const userProperties = properties("user", user.reads);
  return {
    user: userProperties.filter((property) => property !== "manager"),
    group: properties("group", group?.reads ?? []),
    manager: userProperties.includes("manager"),
  };
}

function properties(type: ObjectType, reads: readonly string[]): readonly string[] {
  const read = reads.map((name) => graphSelect(name, type)).filter((property) => property !== null);
  return [...new Set([...always[type], ...read])];
}
