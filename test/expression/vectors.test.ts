import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { evalLine } from "../../src/expression/eval-line.ts";
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
};

const notAvailable = /^line \d+, column \d+: function "(\w+)" is known to Entra but not available here yet$/;

const file = new URL("../vectors/expressions.json", import.meta.url);
const vectors: Vector[] = JSON.parse(await readFile(file, "utf8"));

test("evalLine() gives what Entra's documents print for each function that is available", (t) => {
  const missing = new Map<string, number>();
  const wrong: string[] = [];
  let right = 0;
  for (const vector of vectors) {
    const result = run(vector);
    const name = result.kind === "error" ? notAvailable.exec(result.message)?.[1] : undefined;
    if (name !== undefined) missing.set(name, (missing.get(name) ?? 0) + 1);
    else if (fits(vector, result)) right++;
    else
      wrong.push(
        `${vector.id} ${vector.expr}: got ${JSON.stringify(result)}, not ${JSON.stringify(vector.expected)}`,
      );
  }
  t.diagnostic(
    `${right} of ${vectors.length} right; waiting for ${JSON.stringify(Object.fromEntries(missing))}`,
  );
  assert.deepEqual(wrong, []);
  assert.ok(right >= 202, `only ${right} right`);
  assert.deepEqual([...missing.keys()].toSorted(), [
    "AppRoleAssignmentsComplex",
    "AssertiveAppRoleAssignmentsComplex",
    "Redact",
    "SelectUniqueValue",
    "SingleAppRoleAssignment",
  ]);
});

function run({ expr, source, now, takenInTarget }: Vector): Result {
  const world = { now: new Date("2025-01-01T00:00:00Z"), random: Math.random };
  return evalLine({ expr, source, now, taken: takenInTarget }, world);
}

function fits({ kind, expected, pattern }: Vector, result: Result): boolean {
  switch (kind) {
    case "value":
    case "external":
    case "contextual":
      return result.kind === "value" && result.value === expected;
    case "list":
      return result.kind === "list" && JSON.stringify(result.value) === JSON.stringify(expected);
    case "pattern":
      return result.kind === "value" && new RegExp(pattern ?? "", "u").test(result.value);
    case "unsupported":
      // Entra refuses a condition on nothing; here it is evaluated.
      return result.kind === "value" && result.value === "Other";
    default:
      return result.kind === kind;
  }
}
