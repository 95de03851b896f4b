import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { compile } from "../../src/expression/compile.ts";
import { ExpressionError } from "../../src/expression/expression-error.ts";
import { type Expression, parse } from "../../src/expression/parse.ts";
import { print } from "../../src/expression/print.ts";
import { bestTime } from "./best-time.ts";

const at = { line: 1, column: 1 };
const longest = 10_000;
const limitMs = 100;

/** A tree, and one of the many ways to write it. */
type Written = { readonly text: string; readonly tree: Expression };

const blanks = fc.stringMatching(/^[ \t\r\n\u00a0]{0,2}$/);
const names = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,8}$/),
  fc.constantFrom("Größe", "名前", "ẞ_1", "𝒜b", "x.y"),
);
const attributeNames = fc
  .string({ minLength: 1, maxLength: 9, unit: "binary" })
  .filter((name) => !/[[\]\r\n]/.test(name) && name.trim() === name);
/** Units rather than characters: halves of pairs are text as well. */
const texts = fc
  .array(
    fc.oneof(fc.constantFrom('"', "\\", "\n", "\r", "[", "(", ",", "a"), fc.nat({ max: 0xffff }).map(unit)),
    {
      maxLength: 20,
    },
  )
  .map((units) => units.join(""));

const attribute = fc.tuple(attributeNames, blanks).map(([name, blank]): Written => ({
  text: `[${blank.replaceAll(/[\r\n]/g, "")}${name}]`,
  tree: { kind: "attribute", name, at },
}));
const string = fc.array(fc.tuple(texts, fc.boolean())).map((pieces): Written => {
  const value = pieces.map(([text]) => text).join("");
  return { text: `"${sparinglyEscaped(value)}"`, tree: { kind: "string", value, at } };
});
const number = fc.oneof(
  fc.bigInt().map((value) => ({ text: String(value), value: String(value) })),
  fc.bigInt({ min: 0n }).map((value) => ({ text: `&H${value.toString(16)}`, value: String(value) })),
  fc
    .bigInt({ min: 0n })
    .map((value) => ({ text: `&h0${value.toString(16).toUpperCase()}`, value: String(value) })),
  fc.nat().map((value) => ({ text: `-00${value}`, value: value === 0 ? "0" : `-${value}` })),
  fc
    .tuple(fc.integer(), fc.nat())
    .map(([whole, part]) => ({ text: `${whole}.0${part}`, value: `${whole}.0${part}` })),
);

const { written } = fc.letrec<{ written: Written; operand: Written; argument: Written }>((tie) => ({
  operand: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    attribute,
    string,
    number.map(({ text, value }): Written => ({ text, tree: { kind: "number", value, at } })),
    names.map((name): Written => ({ text: name, tree: { kind: "keyword", name, at } })),
    fc
      .tuple(
        names,
        blanks,
        fc
          .array(tie("argument"), { maxLength: 5 })
          // F() has no argument: there is no way to write a call whose only one is empty.
          .filter((all) => all.length !== 1 || all[0]?.tree.kind !== "omitted"),
      )
      .map(([name, blank, all]): Written => ({
        text: `${name}${blank}(${all.map(({ text }) => text).join(",")}${blank})`,
        tree: { kind: "call", name, arguments: all.map(({ tree }) => tree), at },
      })),
  ),
  argument: fc
    .tuple(
      blanks,
      fc.oneof(
        { weight: 4, arbitrary: tie("written") },
        { weight: 1, arbitrary: fc.constant<Written>({ text: "", tree: { kind: "omitted", at } }) },
      ),
      blanks,
    )
    .map(([before, { text, tree }, after]): Written => ({ text: `${before}${text}${after}`, tree })),
  written: fc.oneof(
    { weight: 5, arbitrary: tie("operand") },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("operand"), fc.constantFrom("=", "<>", ">", ">=", "<", "<="), blanks, tie("operand"))
        .map(([left, operator, blank, right]): Written => ({
          text: `${left.text}${blank}${operator}${blank}${right.text}`,
          tree: { kind: "comparison", operator, left: left.tree, right: right.tree, at },
        })),
    },
  ),
}));

test("parse() gives back every tree that print() wrote", () => {
  fc.assert(
    fc.property(written, ({ tree }) => {
      const text = print(tree);
      assert.deepEqual(unplaced(parse(text)), unplaced(tree));
      assert.equal(print(parse(text)), text);
    }),
    { numRuns: 500 },
  );
});

test("parse() reads a tree however it is written: blanks, line breaks, bases, escapes", () => {
  fc.assert(
    fc.property(written, ({ text, tree }) => assert.deepEqual(unplaced(parse(text)), unplaced(tree))),
    { numRuns: 500 },
  );
});

const vectors = readFileSync(join(import.meta.dirname, "../vectors/expressions.json"), "utf8");
const real = [...vectors.matchAll(/"expr":\s*("(?:[^"\\]|\\.)*")/g)].map(([, json = '""']) =>
  String(JSON.parse(json)),
);
const tokens = [
  "(",
  ")",
  ",",
  '"',
  "[",
  "]",
  "\\",
  "=",
  "<",
  ">=",
  "&H",
  "-",
  "7",
  "IIF",
  "Join(",
  "[mail]",
  " ",
  "\n",
  "“",
];

/** Real expressions with pieces taken out, put in, doubled, and swapped for others. */
const mutated = fc
  .tuple(
    fc.array(fc.constantFrom(...real), { minLength: 1, maxLength: 4 }),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat({ max: 40 }),
        fc.constantFrom("", ...tokens, ...real.slice(0, 20)),
        fc.nat({ max: 200 }),
      ),
      {
        maxLength: 8,
      },
    ),
  )
  .map(([start, edits]) => {
    let text = start.join(", ");
    for (const [place, length, put, times] of edits) {
      const from = place % (text.length + 1);
      text = text.slice(0, from) + put.repeat(times) + text.slice(from + length);
    }
    return text.slice(0, longest);
  });
const anyText = fc.oneof(
  fc.string({ maxLength: longest, unit: "binary", size: "max" }),
  fc
    .array(fc.constantFrom(...tokens), { maxLength: longest, size: "max" })
    .map((all) => all.join("").slice(0, longest)),
  mutated,
);

test("parse() throws nothing but ExpressionError with a place in the text, and takes no 100 ms", () => {
  assert.ok(real.length > 200, `only ${real.length} real expressions were found`);
  fc.assert(
    fc.property(anyText, (text) => {
      const started = performance.now();
      const error = errorOf(() => parse(text));
      const isSlow = performance.now() - started > limitMs;
      if (isSlow) assert.ok(bestTime(() => errorOf(() => parse(text))) <= limitMs, "too slow");
      if (error === null) return;
      assert.ok(error instanceof ExpressionError, error);
      const line = text.split("\n")[error.at.line - 1];
      assert.ok(
        line !== undefined && error.at.column >= 1 && error.at.column <= line.length + 1,
        error.message,
      );
    }),
    { numRuns: 300 },
  );
});

test("parse() takes no 100 ms for the longest of each kind", () => {
  const long = [
    `"${"x".repeat(longest - 2)}"`,
    `"${String.raw`\"`.repeat(longest / 2 - 1)}"`,
    `"${"\\".repeat(longest - 1)}`,
    `[${"x".repeat(longest - 2)}]`,
    "[".repeat(longest),
    "9".repeat(longest),
    `&H${"F".repeat(longest - 2)}`,
    "x".repeat(longest),
    " ".repeat(longest),
    "\n".repeat(longest),
    `F(${",".repeat(longest - 3)})`,
    `F(${"1,".repeat(longest / 2 - 2)}2)`,
    `${"F(".repeat(250)}${"\n".repeat(longest - 750)}${")".repeat(250)}`,
    "F(".repeat(longest / 2),
    "-".repeat(longest),
    "<".repeat(longest),
  ];
  const slow = long.filter((text) => bestTime(() => errorOf(() => parse(text))) > limitMs);
  assert.deepEqual(
    slow.map((text) => text.slice(0, 20)),
    [],
  );
});

test("compile() throws nothing but ExpressionError", () => {
  let compiled = 0;
  fc.assert(
    fc.property(fc.oneof(mutated, fc.constantFrom(...real)), (text) => {
      const error = errorOf(() => compile(text));
      if (error === null) compiled += 1;
      else assert.ok(error instanceof ExpressionError, error);
    }),
    { numRuns: 300 },
  );
  assert.ok(compiled > 20, `only ${compiled} could be compiled`);
});

function unit(code: number): string {
  return String.fromCharCode(code);
}

/** A backslash is escaped only where it would escape what follows. */
function sparinglyEscaped(value: string): string {
  return value.replaceAll(/\\(?=["\\]|$)|"/g, String.raw`\$&`);
}

function errorOf(work: () => unknown): Error | null {
  try {
    work();
    return null;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
}

function unplaced(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "at" ? undefined : inner)));
}
