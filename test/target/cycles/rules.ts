import type { Profile } from "../../../src/config/profiles/profile.ts";
import { mappingFacts } from "../../../src/rules/mapping-facts.ts";
import type { ObjectRules, Rules } from "../../../src/rules/rules.ts";
import { entraDeprovision, mappingsOf, userRules, wideGuard } from "../../rules/rules-fixture.ts";
import { mappable, workEmail } from "./attributes.ts";

/** Every job of the contract maps these. */
export const always: readonly string[] = [
  "userName",
  "active",
  "name.givenName",
  "name.familyName",
  workEmail,
];

export type Mapped = {
  /** Attributes of users besides those that are always mapped. */
  readonly paths: readonly string[];
  /** Whether groups are provisioned. */
  readonly groups: boolean;
};

/** Rules as a job for an application of this kind would have them. */
export function rulesFor({ paths, groups }: Mapped, { groupRename }: Profile): Rules {
  const mapped = [...always, ...paths].map((path) => {
    const known = mappable[path];
    if (known === undefined) throw new Error(`The contract knows no ${path}`);
    return [path, { expression: known.expression, nulls: known.nulls }] as const;
  });
  return {
    scope: "assigned",
    nestedGroups: false,
    groupsRead: [],
    user: userRules(Object.fromEntries(mapped)),
    group: groups ? groupRules(groupRename) : null,
    deprovision: entraDeprovision,
    guard: wideGuard,
    fingerprint: "rules-1",
  };
}

function groupRules(isRenamed: boolean): ObjectRules {
  const name = mappingsOf({ displayName: "[displayName]" });
  return {
    ...userRules({}),
    type: "group",
    match: [["displayName"]],
    ...mappingFacts(isRenamed ? name : name.map((mapping) => ({ ...mapping, retention: "first" }))),
    members: true,
  };
}
