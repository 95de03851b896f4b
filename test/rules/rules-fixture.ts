import { compile } from "../../src/expression/compile.ts";
import { parsePath } from "../../src/rules/attribute-path.ts";
import type { Mapping, ObjectRules } from "../../src/rules/rules.ts";

type Written =
  | string
  | { expression: string; default?: string; apply?: Mapping["apply"]; nulls?: Mapping["nulls"] };

/** Mappings as a job file writes them, compiled. */
export function mappingsOf(written: Readonly<Record<string, Written>>): readonly Mapping[] {
  return Object.entries(written).map(([text, value]) => {
    const path = parsePath(text);
    if (path === null) throw new Error(`${text} is no path`);
    const mapping = typeof value === "string" ? { expression: value } : value;
    return {
      path,
      expression: compile(mapping.expression),
      default: mapping.default ?? null,
      apply: mapping.apply ?? "always",
      nulls: mapping.nulls ?? "skip",
    };
  });
}

/** Rules for users with these mappings, matched by `userName`. */
export function userRules(
  written: Readonly<Record<string, Written>>,
  more: Partial<ObjectRules> = {},
): ObjectRules {
  const mappings = mappingsOf(written);
  return {
    type: "user",
    actions: new Set(["create", "update", "delete"]),
    filter: null,
    match: ["userName"],
    mappings,
    members: false,
    reads: [...new Set(mappings.flatMap(({ expression }) => expression.reads))],
    ...more,
  };
}
