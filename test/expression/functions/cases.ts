import assert from "node:assert/strict";
import { test } from "node:test";
import { evalLine } from "../../../src/rules/eval-line.ts";
import type { LibraryFunction } from "../../../src/expression/functions/library-function.ts";
import { longestValue } from "../../../src/expression/outcome.ts";

/** An expression and what it comes to: a text, texts, null, `ignored`, or a pattern of an error's message. */
export type Case = readonly [
  expr: string,
  expected: string | readonly string[] | null | RegExp,
  own?: Readonly<Record<string, unknown>>,
];

/** What every function has to answer for; none where the question makes no sense for it. */
export type Cases = {
  readonly works: readonly Case[];
  readonly nothing: readonly Case[];
  readonly empty: readonly Case[];
  readonly several: readonly Case[];
  readonly wrong: readonly Case[];
  readonly limits: readonly Case[];
};

/** What every case can read besides its own attributes; `[none]` has no value. */
const source = {
  empty: "",
  list: ["a", "b"],
  one: ["a"],
  yes: true,
  number: 7,
  long: "x".repeat(longestValue),
  longer: "x".repeat(longestValue + 1),
};
const world = { now: new Date("2025-07-30T00:00:00Z"), random: () => 0.5 };
export const ignored = "(left alone)";

/** One test for each function of a family, and one that the family is whole. */
export function testFamily(
  family: readonly LibraryFunction[],
  functions: Readonly<Record<string, Cases>>,
): void {
  const names = family.map(({ name }) => name);
  test(`the cases know each function of a family: ${names.join(", ")}`, () => {
    assert.deepEqual(Object.keys(functions).toSorted(), names.toSorted());
  });
  for (const [name, cases] of Object.entries(functions)) {
    test(`${name}() comes to what its cases say`, () => {
      const all = Object.values(cases).flat();
      assert.ok(all.length >= 4, `only ${all.length} cases`);
      for (const one of all) {
        assert.match(one[0], new RegExp(String.raw`\b${name}\s*\(`), "the case calls the function");
        check(one);
      }
    });
  }
}

export function check([expr, expected, own]: Case): void {
  const came = run(expr, own ?? {});
  if (!(expected instanceof RegExp)) assert.deepEqual(came, expected, expr);
  else if (typeof came === "string") assert.match(came, expected, expr);
  else assert.fail(`${expr} comes to ${JSON.stringify(came)}, not to ${expected}`);
}

function run(expr: string, own: Readonly<Record<string, unknown>>): string | readonly string[] | null {
  const taken = ["taken", "taken too"];
  const result = evalLine({ expr, source: { ...source, ...own }, taken }, world);
  switch (result.kind) {
    case "value":
    case "list":
      return result.value;
    case "null":
      return null;
    case "error":
      return `error: ${result.message}`;
    case "ignoreFlow":
    case "ignoreObject":
      return ignored;
  }
}

/** A value that no function hands on. */
export const tooLong = /^error: line 1, column \d+: the value grows beyond 100000 characters$/;
