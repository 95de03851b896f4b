import { test } from "node:test";
import * as fc from "fast-check";
import { compile } from "../../src/expression/compile.ts";
import { functionNames } from "../../src/expression/functions/library.ts";
import { ExpressionError } from "../../src/expression/expression-error.ts";
import type { Value } from "../../src/expression/value.ts";

const leaves = fc.constantFrom(
  "[a]",
  "[none]",
  "[list]",
  "",
  "-1",
  "0",
  "99",
  '"x"',
  '"d"',
  '"$1${n}"',
  '"(?<n>a)|b*"',
  '"n"',
  "vbTextCompare",
  "IgnoreAttributeFlow",
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    leaves,
    fc
      .tuple(fc.constantFrom(...functionNames), fc.array(tie("expression"), { maxLength: 7 }))
      .map(([name, args]) => `${name}(${args.join(", ")})`),
    fc
      .tuple(tie("expression"), fc.constantFrom("=", "<", ">="), tie("expression"))
      .map((parts) => parts.join(" ")),
  ),
}));

test("compile() throws nothing but ExpressionError, and evaluate() nothing at all", () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 3 }));
  fc.assert(
    fc.property(expression, value, (text, a) => {
      const compiled = tryCompile(text);
      const object: Record<string, Value> = { a, list: ["x", "yy", "x"] };
      compiled?.evaluate({
        read: (name) => object[name] ?? null,
        now: new Date(0),
        random: () => 0.9,
        taken: () => false,
      });
    }),
    { numRuns: 3_000 },
  );
});

function tryCompile(text: string): ReturnType<typeof compile> | null {
  try {
    return compile(text);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}
