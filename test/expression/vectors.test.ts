import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { compile } from "../../src/expression/compile.ts";
import { evalLine } from "../../src/rules/eval-line.ts";
import { strictFlaws } from "../../src/expression/strict/strict.ts";
import type { Result } from "../../src/expression/value.ts";

type Vector = {
  id: string;
  expr: string;
  source: Record<string, unknown>;
  expected: unknown;
  kind: string;
  now?: string;
  takenInTarget?: string[];
  pattern?: string;
  ambiguous?: boolean;
};

/** What was decided where Entra's documents do not agree with themselves: the vector's own kind is right. */
const decisions: Readonly<Record<string, string>> = {
  v199:
    "a date flows between functions as the text M/d/yyyy h:mm:ss tt, as DateAdd is documented to return it: " +
    "reading that by yyyy-MM-dd fails, and strict refuses the form",
};

/** Elements of `roles`, by vector: the file prints them in a note. */
const roles: Readonly<Record<string, readonly object[]>> = {
  v137: [
    {
      primary: false,
      type: "WindowsAzureActiveDirectoryRole",
      displayName: "Admin",
      value: "Admin",
    },
  ],
  v138: [{ primary: false, type: "WindowsAzureActiveDirectoryRole", display: "User", value: "User" }],
};

/** What the notes of unsupported forms say that they should give. */
const unsupported: Readonly<Record<string, string>> = { v052: "Other" };

const file = new URL("../vectors/expressions.json", import.meta.url);
const vectors: Vector[] = JSON.parse(await readFile(file, "utf8"));

test("evalLine() gives what Entra's documents print, for every vector", (t) => {
  assert.equal(vectors.length, 217);
  const wrong = vectors.flatMap((vector) => {
    const result = run(vector);
    return fits(vector, result) ? [] : [`${vector.id} ${vector.expr}: ${JSON.stringify(result)}`];
  });
  t.diagnostic(`${vectors.length - wrong.length} of ${vectors.length} vectors pass`);
  for (const line of wrong) t.diagnostic(`does not pass: ${line}`);
  assert.deepEqual(wrong, []);
});

test("every ambiguous vector has its decision", () => {
  const ambiguous = vectors.filter((vector) => vector.ambiguous === true).map(({ id }) => id);
  assert.deepEqual(ambiguous, Object.keys(decisions));
});

test("strictFlaws() refuses every vector that Entra does not support, or leaves open", () => {
  const open = vectors.filter(({ kind, ambiguous }) => kind === "unsupported" || ambiguous === true);
  assert.deepEqual(
    open.map(({ id }) => id),
    ["v052", "v199"],
  );
  for (const { id, expr } of open) assert.ok(strictFlaws(compile(expr)).length > 0, id);
});

function run({ expr, source, now, takenInTarget }: Vector): Result {
  const world = { now: new Date("2025-01-01T00:00:00Z"), random: Math.random };
  return evalLine({ expr, source, now, taken: takenInTarget }, world);
}

function fits({ id, kind, expected, pattern }: Vector, result: Result): boolean {
  switch (kind) {
    case "value":
    case "external":
      return result.kind === "value" && result.value === expected;
    case "contextual": {
      const elements = roles[id];
      if (elements === undefined) return result.kind === "value" && result.value === expected;
      const texts = elements.map((element) => JSON.stringify(element));
      return result.kind === "list" && result.value.join() === texts.join();
    }
    case "list":
      return result.kind === "list" && JSON.stringify(result.value) === JSON.stringify(expected);
    case "pattern":
      return result.kind === "value" && new RegExp(pattern ?? "", "u").test(result.value);
    case "unsupported":
      // Entra fails on a condition on nothing; here it is evaluated.
      return result.kind === "value" && result.value === unsupported[id];
    case "null":
    case "error":
    case "ignoreFlow":
    case "ignoreObject":
      return result.kind === kind;
    default:
      return false;
  }
}
