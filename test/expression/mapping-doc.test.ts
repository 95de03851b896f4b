import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compile } from "../../src/expression/compile.ts";
import { evalLine } from "../../src/rules/eval-line.ts";
import { functionNames } from "../../src/expression/functions/library.ts";
import { strictRules } from "../../src/expression/strict/rules.ts";
import { strictFlaws } from "../../src/expression/strict/strict.ts";
import type { Result } from "../../src/expression/value.ts";
import { type Example, readMappingDoc } from "./mapping-doc.ts";

const file = new URL("../../docs/mapping.md", import.meta.url);
const text = readFileSync(file, "utf8");
const doc = readMappingDoc(text);

test("every example of docs/mapping.md comes to what its row says", () => {
  assert.ok(doc.examples.length > 80, `only ${doc.examples.length} examples were seen`);
  const wrong = doc.examples.flatMap((example) => {
    const { line, expr, source, taken, result } = example;
    const came = evalLine({ expr, source, taken }, { now: doc.now, random: Math.random });
    return fits(result, came) ? [] : [`line ${line}: ${expr}: ${JSON.stringify(came)}, not ${result}`];
  });
  assert.deepEqual(wrong, []);
});

test("docs/mapping.md has every function of the library, and no other", () => {
  assert.deepEqual(doc.functions.toSorted(), functionNames.toSorted());
});

test("every function of docs/mapping.md has an example under its own heading that calls it", () => {
  const without = doc.functions.filter(
    (name) => !doc.examples.some((example) => example.heading === name && calls(example, name)),
  );
  assert.deepEqual(without, []);
});

test("the index of docs/mapping.md is in alphabetical order and leads to every function", () => {
  const names = doc.functions.toSorted((one, other) => one.localeCompare(other, "en"));
  assert.deepEqual(
    doc.index,
    names.map((name) => ({ name, anchor: name.toLowerCase() })),
  );
});

test("every token of docs/mapping.md prints what its row says", () => {
  assert.ok(doc.tokens.length > 20, `only ${doc.tokens.length} tokens were seen`);
  const format = "yyyy-MM-ddTHH:mm:ss.fffK";
  const wrong = doc.tokens.flatMap(({ line, token, prints }) => {
    const expr = `FormatDateTime([at], "${format}", ${JSON.stringify(token)})`;
    const came = evalLine({ expr, source: { at: "2026-07-04T15:06:07.089Z" } }, world);
    return came.kind === "value" && came.value === prints
      ? []
      : [`line ${line}: ${token}: ${JSON.stringify(came)}, not ${prints}`];
  });
  assert.deepEqual(wrong, []);
});

test("everything that docs/mapping.md says strict refuses is refused, and it names every such form", () => {
  const flaws = doc.strict.map((expr) => ({ expr, flaws: strictFlaws(compile(expr)) }));
  assert.deepEqual(
    flaws.filter((row) => row.flaws.length === 0),
    [],
  );
  const messages = flaws.flatMap((row) => row.flaws.map(({ message }) => message));
  const unnamed = strictRules.filter(({ why }) => !messages.some((message) => message.endsWith(why)));
  assert.deepEqual(
    unnamed.map(({ why }) => why),
    [],
  );
});

test("every anchor of docs/mapping.md leads to one of its headings, and no line is longer than 130", () => {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
  const anchors = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
  assert.ok(anchors.length > 60, `only ${anchors.length} anchors were seen`);
  assert.deepEqual(
    anchors.filter((anchor) => !headings.includes(anchor)),
    [],
  );
  const long = text.split("\n").flatMap((line, index) => (line.length > 130 ? [index + 1] : []));
  assert.deepEqual(long, []);
});

const world = { now: doc.now, random: Math.random };

function fits(written: string, result: Result): boolean {
  if (written.startsWith("error: ")) {
    return result.kind === "error" && result.message.endsWith(written.slice("error: ".length));
  }
  if (written === "(left alone)") return result.kind === "ignoreFlow";
  if (written === "(object left alone)") return result.kind === "ignoreObject";
  if (written === "null") return result.kind === "null";
  if (result.kind !== "value" && result.kind !== "list") return false;
  const pattern = /^\/(.+)\/$/.exec(written)?.[1];
  if (pattern === undefined) return JSON.stringify(JSON.parse(written)) === JSON.stringify(result.value);
  const values = typeof result.value === "string" ? [result.value] : result.value;
  return values.every((value) => new RegExp(pattern, "u").test(value));
}

function calls({ expr }: Example, name: string): boolean {
  return compile(expr).calls.includes(name);
}
