import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { compile } from "../../../src/expression/compile.ts";
import { ExpressionError } from "../../../src/expression/expression-error.ts";
import { findFunction, functionNames } from "../../../src/expression/functions/library.ts";
import { longestValue } from "../../../src/expression/outcome.ts";
import type { Result, Value } from "../../../src/expression/value.ts";

/** Milliseconds of the processor; a regular expression has its own budget for each value of a list. */
const longestTimes: Readonly<Record<string, number>> = { Replace: 400 };
const longestTime = 100;
const kinds = ["value", "list", "null", "ignoreFlow", "ignoreObject", "error"];

test("every function of the library has cases in the file of its family", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".test.ts"));
  const text = files.map((file) => readFileSync(join(import.meta.dirname, file), "utf8")).join("\n");
  const named = [...text.matchAll(/^ {2}(\w+): \{$/gm)].map(([, name = ""]) => name);
  assert.deepEqual(named.toSorted(), functionNames.toSorted());
});

/** Texts that functions take for something. */
const texts: readonly string[] = [
  "",
  " ",
  "True",
  "0",
  "-1",
  "7",
  "999999999999999999",
  "1e400",
  "&HF",
  "d",
  "yyyy",
  "n",
  "_",
  "tr-TR",
  "2025-12-31T23:59:59Z",
  "12/31/2024 1:02:03 PM",
  "0001-01-01",
  "yyyy-MM-dd HH:mm:ss.FFF K",
  "'",
  "%",
  "\\",
  "AllowWhiteSpaces",
  "AssumeLocal,RoundtripKind",
  "YQA=",
  "AQEAAAAAAAUTAAAA",
  'cn="a',
  "cn=a\\,b,ou=c",
  '{"value":"Admin"}',
  "{",
  "ŉ",
  "\ud800",
  "ß",
  "İ",
  "(a+)+$",
  "(?<n>a)|b*",
  "${n}$1",
];
const spellings = fc.constantFrom(...texts);
const one = fc.oneof(
  spellings,
  fc.string({ unit: "binary", maxLength: 30 }),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.constantFrom(300, 30_000))
    .map(([text, times]) => text.repeat(times)),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: one },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.array(one, { maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(spellings, fc.constantFrom(2, 20_000))
      .map(([text, times]) => Array.from({ length: times }, () => text)),
  },
);
const written = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 6 }).map((index) => `[a${index}]`) },
  { weight: 2, arbitrary: spellings.map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`) },
  { weight: 1, arbitrary: fc.constantFrom("", "3", "-1", "vbTextCompare", "UTF8", "IgnoreAttributeFlow") },
);

/** Of what `Replace` can do, arguments at random would hardly ever make any. */
const replaceForms = [
  "Replace([a0], [a1], , , [a2], , )",
  "Replace([a0], [a1], , , , , [a2])",
  'Replace([a0], , "(?<n>a)|b*", , [a1], , )',
  'Replace([a0], , "(?i)(x+)+$|\\\\p{L}", , "${n}$1$$", , )',
  'Replace([a0], , "(?<n>.*).?", "n", [a1], , )',
  'Replace([a0], , "(?<n>\\\\d+)", "n", , [a1], )',
];

for (const name of functionNames) {
  test(`${name}() throws on no arguments, and is done in time`, (t) => {
    let slowest = 0;
    let ran = 0;
    const values = fc.array(value, { minLength: 7, maxLength: 7 });
    const holds = fc.property(callsOf(name), values, (expression, read) => {
      const evaluate = compiled(expression)?.evaluate;
      if (evaluate === undefined) return;
      ran++;
      const before = process.cpuUsage();
      const result = evaluate({
        read: (attribute) => read[Number(attribute.slice(1))] ?? null,
        now: new Date(0),
        random: () => 0.9,
        taken: (candidate) => candidate.length > 5,
      });
      slowest = Math.max(slowest, process.cpuUsage(before).user / 1000);
      assert.ok(kinds.includes(result.kind));
      assert.ok(lengthOf(result) <= longestValue, "the result is not too long");
    });
    const { failed, seed, counterexamplePath, counterexample, errorInstance } = fc.check(holds, {
      numRuns: 300,
    });
    const [failing] = counterexample ?? [];
    assert.ok(!failed, `${failing} (seed ${seed}, path ${counterexamplePath}): ${String(errorInstance)}`);
    assert.ok(ran >= 10, `only ${ran} calls compiled`);
    t.diagnostic(`${ran} calls, the slowest in ${Math.round(slowest)} ms`);
    assert.ok(slowest < (longestTimes[name] ?? longestTime), `took ${slowest} ms`);
  });
}

function callsOf(name: string): fc.Arbitrary<string> {
  if (name === "Replace") return fc.constantFrom(...replaceForms);
  const { minimum, maximum } = findFunction(name, { line: 1, column: 1 });
  return fc
    .array(written, { minLength: minimum, maxLength: Math.min(maximum, 7) })
    .map((args) => `${name}(${args.join(", ")})`);
}

function compiled(expression: string): ReturnType<typeof compile> | null {
  try {
    return compile(expression);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

function lengthOf(result: Result): number {
  if (result.kind === "list") return result.value.join("").length;
  return result.kind === "value" ? result.value.length : 0;
}
