import { mappingFacts } from "../../../src/rules/mapping-facts.ts";
import type { RelationName } from "../../../src/rules/directory.ts";
import type { Rules } from "../../../src/rules/rules.ts";
import { entraDeprovision, mappingsOf, userRules, wideGuard } from "../../rules/rules-fixture.ts";
import { idOf, named } from "./cast.ts";
import type { Setting } from "./step.ts";

export const manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";

/** A job's rules as a setting has them. */
export function rulesOf(setting: Setting): Rules {
  const mappings = {
    userName: "[userPrincipalName]",
    externalId: "[objectId]",
    active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    displayName: "[displayName]",
    title: clearing("[jobTitle]"),
    department: clearing("[department]"),
    ...(setting.manager ? { [manager]: "[manager]" } : {}),
    ...(setting.managerDepartment ? { nickName: clearing("[manager.department]") } : {}),
    ...(setting.memberOf ? { locale: clearing('Join(";", [memberOf])') } : {}),
    ...(setting.roles ? { userType: clearing('Join(";", [appRoles])') } : {}),
  };
  const { scope, nestedGroups } = setting;
  return {
    scope,
    nestedGroups,
    groupsRead: setting.named ? [idOf(named)] : [],
    user: userRules(mappings),
    group: setting.groups
      ? {
          ...userRules({}),
          type: "group",
          match: [["displayName"]],
          ...mappingFacts(mappingsOf({ displayName: "[displayName]", externalId: "[objectId]" })),
          members: true,
          reads: ["displayName", "objectId"],
        }
      : null,
    deprovision: entraDeprovision,
    guard: wideGuard,
    fingerprint: JSON.stringify(setting),
  };
}

function clearing(expression: string): { readonly expression: string; readonly nulls: "clear" } {
  return { expression, nulls: "clear" };
}

/** What the rules read of others. */
export function relationsOf({ managerDepartment, memberOf, roles }: Setting): readonly RelationName[] {
  const read = { manager: managerDepartment, memberOf, roles };
  return (["manager", "memberOf", "roles"] as const).filter((name) => read[name]);
}
