import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { PatternError } from "../../../src/expression/pattern/pattern-error.ts";
import { compilePattern } from "../../../src/expression/pattern/pattern.ts";
import type { Match } from "../../../src/expression/pattern/match.ts";

const atoms = fc.constantFrom(
  "a",
  "b",
  "c",
  "-",
  "_",
  "[ab]",
  "[^a]",
  "[a-c]",
  "[^b-]",
  ".",
  "\\s",
  "\\n",
  "\\W",
  "[\\w]",
);
const places = fc.constantFrom("^", "$", "\\b", "\\B");
const quantifiers = fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "+?", "??");
/** What JavaScript and .NET agree on: nothing that may be empty is repeated. */
const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string }>((tie) => ({
  item: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atoms,
    places,
    fc.tuple(atoms, quantifiers).map((parts) => parts.join("")),
    fc
      .tuple(fc.constantFrom("(", "(?:", "(?<n>"), tie("pattern"), fc.constant(")"))
      .map((parts) => parts.join("")),
    fc
      .tuple(atoms, tie("pattern"), quantifiers)
      .map(([atom, inner, quantifier]) => `(${atom}(?:${inner}))${quantifier}`),
  ),
  sequence: fc.array(tie("item"), { minLength: 1, maxLength: 3 }).map((items) => items.join("")),
  pattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 2 }).map((all) => all.join("|")),
}));
const texts = fc
  .array(fc.constantFrom("a", "b", "c", "-", "_", " ", "\n"), { maxLength: 12 })
  .map((characters) => characters.join(""));

test("compilePattern() matches as JavaScript does where the two languages agree", () => {
  let matched = 0;
  fc.assert(
    // Longer ones can take JavaScript's engine minutes.
    fc.property(
      pattern.filter((written) => written.length <= 40),
      texts,
      fc.boolean(),
      (written, text, lines) => {
        const net = compilePattern(lines ? `(?m)${written}` : written);
        const ours = net.replaceAll(text, mark);
        // JavaScript knows $ as .NET's \z, and allows a name once.
        const end = lines ? "$" : "(?=\\n?(?![^]))";
        const source = written.replaceAll("(?<n>", "(").replaceAll("$", () => end);
        const theirs = text.replaceAll(new RegExp(source, lines ? "gm" : "g"), "<$&>");
        assert.equal(ours, theirs);
        assert.equal(net.matches(text), theirs !== text);
        if (theirs !== text) matched += 1;
      },
    ),
    { numRuns: 1_000 },
  );
  assert.ok(matched > 200, `only ${matched} matched`);
});

test("compilePattern() throws nothing but PatternError, and what it compiles can be matched", () => {
  const signs = [
    ..."()[]{}|*+?^$.\\-#<>:=!'&~, 0123abAZ_é".split(""),
    "(?",
    "(?<",
    "(?i",
    "\\p{",
    "\\x",
    "\\u",
    "[^",
    "-[",
    "\n",
  ];
  const anyPattern = fc.oneof(
    fc.array(fc.constantFrom(...signs), { maxLength: 30 }).map((all) => all.join("")),
    fc.string({ maxLength: 30, unit: "binary" }),
  );
  let compiled = 0;
  fc.assert(
    fc.property(anyPattern, fc.string({ maxLength: 30, unit: "binary" }), (written, text) => {
      try {
        const { matches, replaceAll } = compilePattern(written);
        let count = 0;
        replaceAll(text, () => {
          count += 1;
          return "";
        });
        assert.equal(matches(text), count > 0);
        compiled += 1;
      } catch (error) {
        assert.ok(error instanceof Error);
        assert.ok(error instanceof PatternError, error);
      }
    }),
    { numRuns: 2_000 },
  );
  assert.ok(compiled > 200, `only ${compiled} could be compiled`);
});

function mark({ input, span }: Match): string {
  const whole = span(0);
  return `<${input.slice(whole?.start, whole?.end)}>`;
}
