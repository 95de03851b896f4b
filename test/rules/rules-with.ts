import type { Rules } from "../../src/rules/rules.ts";
import { userRules } from "./rules-fixture.ts";

/** A job's rules with these mappings of users, and no groups. */
export function rulesWith(written: Parameters<typeof userRules>[0]): Rules {
  return {
    scope: "assigned",
    nestedGroups: false,
    groupsRead: [],
    user: userRules(written),
    group: null,
    deprovision: {
      unassigned: "disable",
      outOfScope: "disable",
      disabled: "disable",
      softDeleted: "disable",
      hardDeleted: "delete",
      group: "delete",
      gracePeriodMs: 0,
    },
    guard: {
      maxRemovals: 1,
      maxRemovalsPercent: 1,
      minimum: 0,
      minGroupSize: 1,
      maxCreates: 1,
      windowMs: 1,
    },
    fingerprint: "rules-1",
  };
}
