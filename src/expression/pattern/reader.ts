import { PatternError } from "./pattern-error.ts";

/** How far a .NET pattern has been read. */
export type PatternReader = { readonly pattern: string; offset: number };

/** The character at hand, or one further on; empty at the end. */
export function peek({ pattern, offset }: PatternReader, ahead = 0): string {
  return pattern[offset + ahead] ?? "";
}

/** Moves over what the sticky expression matches here. */
export function take(reader: PatternReader, expression: RegExp): RegExpExecArray | null {
  const found = look(reader, expression);
  if (found !== null) reader.offset += found[0].length;
  return found;
}

export function look({ pattern, offset }: PatternReader, expression: RegExp): RegExpExecArray | null {
  expression.lastIndex = offset;
  return expression.exec(pattern);
}

export function refuse({ pattern }: PatternReader, reason: string): never {
  throw new PatternError(pattern, reason);
}
