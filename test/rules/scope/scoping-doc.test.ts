import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import type { WrittenClause } from "../../../src/rules/scope/clause.ts";
import { compileClause } from "../../../src/rules/scope/compile-clause.ts";
import type { Attributes } from "../../../src/rules/directory.ts";
import { scopeOperators } from "../../../src/rules/scope/operators.ts";
import { attributeReader } from "../../../src/rules/source-attribute.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/scoping.md"), "utf8");
const now = new Date("2026-11-21T12:00:00Z");

type Example = { readonly clause: string; readonly object: string; readonly passes: string };

const examples: readonly Example[] = page.split("\n").flatMap((line) => {
  const [, clause, object, passes] =
    /^\| .*?\| `(\{.*\})` \| `(\{.*\})` \| (yes|no|undecided) \|$/.exec(line) ?? [];
  return clause === undefined || object === undefined || passes === undefined
    ? []
    : [{ clause, object, passes }];
});

const kinds = { passes: "yes", fails: "no", problem: "undecided" } as const;

for (const { clause, object, passes } of examples) {
  test(`docs/scoping.md: ${clause} on ${object}: ${passes}`, () => {
    const written = parse(clause) as WrittenClause;
    assert.equal(kinds[weigh(written, JSON.parse(object) as Attributes)], passes);
  });
}

test("docs/scoping.md has an example of every operator, and the test sees each example", () => {
  const lines = page.split("\n").filter((line) => line.includes("| `{"));
  assert.equal(examples.length, lines.length);
  for (const { name } of scopeOperators) {
    const shown = examples.some(({ clause }) => (parse(clause) as WrittenClause).operator === name);
    assert.ok(shown, name);
  }
});

function weigh(clause: WrittenClause, object: Attributes): keyof typeof kinds {
  const { memberOf = [], appRoles = [], ...attributes } = object;
  const relations = {
    memberOf: (memberOf as string[]).map((name) => ({ id: `id of ${name}`, name })),
    roles: (appRoles as string[]).map((value) => ({ id: `id of ${value}`, value, displayName: value })),
    manager: null,
  };
  const source = { type: "user", id: "u1", state: "active", attributes } as const;
  const read = attributeReader(source, { isSoftDeleted: false, relations });
  return compileClause(clause).weigh({ read, now, random: () => 0 }).kind;
}
