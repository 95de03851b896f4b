import { compile, type Compiled } from "../../expression/compile.ts";
import { ExpressionError } from "../../expression/expression-error.ts";
import { readTruth } from "../../expression/truth.ts";
import type { Result } from "../../expression/value.ts";
import type { Clause, Verdict } from "./clause.ts";
import { generatedBy } from "../mapping.ts";
import { ScopeError } from "./scope-error.ts";
import { short, shown } from "./value-text.ts";

/**
 * A clause that any expression decides: True passes; False and nothing fail; a failure, or anything else,
 * decides nothing.
 */
export function compileExpressionClause(text: string): Clause {
  const expression = compileWhole(text);
  const { calls, reads } = expression;
  if (generatedBy(expression) !== "no") {
    const message = "an expression that makes up its value cannot decide who is in scope";
    throw new ScopeError(message, { key: "expression" });
  }
  const redacted = calls.includes("Redact");
  return {
    text,
    reads,
    readsClock: calls.includes("Now"),
    groups: [],
    weigh: (around) => verdictOf(expression.evaluate({ ...around, taken }), { text, redacted }),
  };
}

function compileWhole(text: string): Compiled {
  try {
    return compile(text);
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    throw new ScopeError(cause.reason, { key: "expression", at: cause.at, cause });
  }
}

function taken(): boolean {
  return false;
}

function verdictOf(result: Result, { text, redacted }: { text: string; redacted: boolean }): Verdict {
  switch (result.kind) {
    case "null":
      return { kind: "fails", story: `has no value: does not pass ${short(text)}` };
    case "value":
    case "list": {
      const truth = readTruth(result.value);
      if (truth === true) return { kind: "passes", story: `${short(text)}: passes` };
      if (truth === false) return { kind: "fails", story: `does not pass ${short(text)}` };
      return problem(
        text,
        `${redacted ? "is [Redact]" : shown(result.value)}, which is neither True nor False`,
      );
    }
    case "ignoreFlow":
    case "ignoreObject":
      return problem(text, "says neither True nor False");
    case "error":
      return problem(text, redacted ? "fails on a value that is shown to nobody" : result.message);
  }
}

function problem(text: string, reason: string): Verdict {
  return { kind: "problem", story: `${short(text)} cannot be told: ${reason}` };
}
