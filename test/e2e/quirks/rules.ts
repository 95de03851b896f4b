import { mappingFacts } from "../../../src/rules/mapping-facts.ts";
import type { Rules } from "../../../src/rules/rules.ts";
import { rules } from "../../cycle/fixture.ts";
import { mappingsOf, userRules } from "../../rules/rules-fixture.ts";

export const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** Entra's default mapping in small. */
const userMappings = {
  active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  displayName: "[displayName]",
  title: { expression: "[jobTitle]", nulls: "clear" as const },
  externalId: "[mailNickname]",
  'emails[type eq "work"].value': "[mail]",
  [`${enterprise}:department`]: "[department]",
  [`${enterprise}:manager`]: "[manager]",
};

const nameMappings = { "name.givenName": "[givenName]", "name.familyName": "[surname]" };

export type RulesSettings = {
  /** Matching entries of users; `userName` unless given. */
  readonly match?: readonly (readonly string[])[];
  readonly groupMatch?: readonly (readonly string[])[];
  readonly withoutGroups?: boolean;
  /** Paths that are not mapped. */
  readonly without?: readonly string[];
  /** How the mapping of `userName` spells it. */
  readonly userName?: string;
  /** Names that differ in case are two names. */
  readonly byCase?: true;
  /** Given name and surname are mapped, too. */
  readonly names?: boolean;
};

export function officeRules(settings: RulesSettings = {}): Rules {
  const {
    userName = "userName",
    match = [[userName]],
    groupMatch = [["displayName"]],
    without = [],
  } = settings;
  const mappings = {
    [userName]: { expression: "[userPrincipalName]", caseExact: settings.byCase },
    ...userMappings,
    ...(settings.names === true ? nameMappings : {}),
  };
  const mapped = Object.fromEntries(Object.entries(mappings).filter(([path]) => !without.includes(path)));
  const group: Rules["group"] = {
    ...userRules({}),
    type: "group",
    match: groupMatch,
    ...mappingFacts(mappingsOf({ displayName: "[displayName]", externalId: "[objectId]" })),
    members: true,
  };
  return {
    ...rules,
    user: userRules(mapped, { match }),
    group: settings.withoutGroups === true ? null : group,
  };
}
