import type { Value } from "../expression/value.ts";
import { type Pattern, compilePattern } from "../expression/pattern.ts";
import { PatternError } from "../expression/pattern-error.ts";
import { ScopeError } from "./scope-error.ts";

type Test = (value: Value) => boolean;

/** One operator of Entra's scoping filters. */
export type ScopeOperator = { readonly name: string } & (
  | { readonly operand: "none"; readonly test: Test }
  /** `compile` throws `ScopeError` for an operand that cannot be. */
  | { readonly operand: "text"; readonly compile: (operand: string) => Test }
);

/**
 * Nothing, and the empty text, pass no clause but IS NULL. Of several values one must pass; what starts with
 * NOT, all of them.
 */
export const scopeOperators: readonly ScopeOperator[] = [
  comparing("EQUALS", (operand) => some((text) => text === operand)),
  comparing("NOT EQUALS", (operand) => every((text) => text !== operand)),
  { name: "IS TRUE", operand: "none", test: some((text) => text.toLowerCase() === "true") },
  { name: "IS FALSE", operand: "none", test: some((text) => text.toLowerCase() === "false") },
  { name: "IS NULL", operand: "none", test: (value) => texts(value).length === 0 },
  { name: "IS NOT NULL", operand: "none", test: (value) => texts(value).length > 0 },
  comparing("REGEX MATCH", (operand) => {
    const { matches } = readPattern(operand);
    return some(matches);
  }),
  comparing("NOT REGEX MATCH", (operand) => {
    const { matches } = readPattern(operand);
    return every((text) => !matches(text));
  }),
  comparing("GREATER_THAN", (operand) => {
    const limit = readInteger("GREATER_THAN", operand);
    return some((text) => isInteger(text) && BigInt(text) > limit);
  }),
  comparing("GREATER_THAN_OR_EQUALS", (operand) => {
    const limit = readInteger("GREATER_THAN_OR_EQUALS", operand);
    return some((text) => isInteger(text) && BigInt(text) >= limit);
  }),
  comparing("INCLUDES", (operand) => some((text) => text.includes(operand))),
  comparing("ENDS_WITH", (operand) => some((text) => text.endsWith(operand))),
];

function comparing(name: string, compile: (operand: string) => Test): ScopeOperator {
  return { name, operand: "text", compile };
}

function some(passes: (text: string) => boolean): Test {
  return (value) =>
    typeof value === "string" ? value !== "" && passes(value) : texts(value).some((text) => passes(text));
}

function every(passes: (text: string) => boolean): Test {
  return (value) => {
    const all = texts(value);
    return all.length > 0 && all.every((text) => passes(text));
  };
}

function texts(value: Value): readonly string[] {
  if (value === null) return [];
  return (typeof value === "string" ? [value] : value).filter((text) => text !== "");
}

function isInteger(text: string): boolean {
  return /^-?\d{1,100}$/.test(text);
}

function readInteger(name: string, operand: string): bigint {
  const written = operand.trim();
  if (isInteger(written)) return BigInt(written);
  throw new ScopeError(`operator "${name}" needs a whole number: got "${operand}"`);
}

function readPattern(operand: string): Pattern {
  try {
    return compilePattern(operand);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw new ScopeError(cause.message, { cause });
  }
}
