import type { Position } from "./position.ts";

/** What is wrong with an expression, and where. Thrown by parsing and compiling, never by evaluating. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  /** Without the position. */
  readonly reason: string;
  readonly at: Position;

  constructor(reason: string, at: Position, options?: { cause: unknown }) {
    super(located(reason, at), options);
    this.reason = reason;
    this.at = at;
  }
}

/** `line 1, column 18: …` */
export function located(reason: string, at: Position): string {
  return `line ${at.line}, column ${at.column}: ${reason}`;
}
