import { evalLine } from "../../src/rules/eval-line.ts";
import type { Result } from "../../src/expression/value.ts";

/** What an expression comes to on one object; an error as its message. */
export function evaluate(expr: string, source: Record<string, unknown> = {}): unknown {
  const result: Result = evalLine(
    { expr, source },
    { now: new Date("2025-07-30T00:00:00Z"), random: () => 0.5 },
  );
  switch (result.kind) {
    case "value":
    case "list":
      return result.value;
    case "null":
      return null;
    case "error":
      return result.message;
    case "ignoreFlow":
    case "ignoreObject":
      return { kind: result.kind };
  }
}
