import { compile } from "../../src/expression/compile.ts";
import { parsePath } from "../../src/rules/attribute-path.ts";
import { makeMapping, type MappingOptions } from "../../src/rules/mapping.ts";
import { mappingFacts } from "../../src/rules/mapping-facts.ts";
import type { Deprovision, Mapping, ObjectRules, Rules } from "../../src/rules/rules.ts";
import { relationsRead } from "../../src/rules/source-attribute.ts";

type Written = string | (MappingOptions & { expression: string });

/** Mappings as a job file writes them, compiled. */
export function mappingsOf(written: Readonly<Record<string, Written>>): readonly Mapping[] {
  return Object.entries(written).map(([text, value]) => {
    const path = parsePath(text);
    if (path === null) throw new Error(`${text} is no path`);
    const { expression, ...options } = typeof value === "string" ? { expression: value } : value;
    return makeMapping(path, compile(expression), options);
  });
}

/** Rules for users with these mappings, matched by `userName`. */
export function userRules(
  written: Readonly<Record<string, Written>>,
  more: Partial<ObjectRules> = {},
): ObjectRules {
  const mappings = mappingsOf(written);
  const reads = new Set(mappings.flatMap(({ expression }) => expression.reads));
  return {
    type: "user",
    actions: new Set(["create", "update", "delete"]),
    filter: null,
    match: [["userName"]],
    ...mappingFacts(mappings),
    members: false,
    reads: [...reads],
    readsClock: false,
    relations: relationsRead(reads),
    ...more,
  };
}

/** What Entra does when access ends. */
export const entraDeprovision: Deprovision = {
  unassigned: "disable",
  outOfScope: "disable",
  disabled: "disable",
  softDeleted: "disable",
  hardDeleted: "delete",
  group: "delete",
  gracePeriodMs: 0,
};

/** What the guard holds has tests of its own. */
export const wideGuard: Rules["guard"] = {
  maxRemovals: 1_000,
  maxRemovalsPercent: 100,
  minimum: 0,
  minGroupSize: 10,
  maxCreates: 1_000,
  windowMs: 86_400_000,
};

/** A job's rules with these mappings of users, and no groups. */
export function rulesWith(written: Parameters<typeof userRules>[0]): Rules {
  return {
    scope: "assigned",
    nestedGroups: false,
    groupsRead: [],
    user: userRules(written),
    group: null,
    deprovision: entraDeprovision,
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
