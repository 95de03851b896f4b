import { compile } from "./compile.ts";
import { ExpressionError } from "./expression-error.ts";
import { toValue } from "./to-value.ts";
import type { Result } from "./value.ts";

/** One expression to try on one object, which is given by its attributes' Entra names. */
export type EvalLine = {
  readonly expr: string;
  readonly source: { readonly [attribute: string]: unknown };
  /** ISO time that stands in for the clock. */
  readonly now?: string | undefined;
  /** Values in use in the target. */
  readonly taken?: readonly string[] | undefined;
};

/** What the expression comes to; a mistake in it is a result as well. */
export function evalLine(line: EvalLine, world: { now: Date; random: () => number }): Result {
  const now = line.now === undefined ? world.now : new Date(line.now);
  if (Number.isNaN(now.getTime())) {
    return { kind: "error", message: `expected an ISO time as "now": got "${line.now}"` };
  }
  try {
    const { source } = line;
    return compile(line.expr).evaluate({
      read: (name) => (Object.hasOwn(source, name) ? toValue(source[name]) : null),
      now,
      random: world.random,
      taken: (value) => line.taken?.includes(value) ?? false,
    });
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    return { kind: "error", message: cause.message };
  }
}
