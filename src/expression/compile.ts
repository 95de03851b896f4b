import type { Expression } from "./parse.ts";
import type { Result, Surroundings } from "./value.ts";

/** An expression, parsed and checked once, ready to run for any object. */
export type Compiled = {
  readonly text: string;
  readonly tree: Expression;
  /** Attribute names the expression can read, each once. */
  readonly reads: readonly string[];
  readonly evaluate: (surroundings: Surroundings) => Result;
};
