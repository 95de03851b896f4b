import { type Pattern, compilePattern } from "../../expression/pattern/pattern.ts";
import { PatternError } from "../../expression/pattern/pattern-error.ts";
import type { DateLimit } from "./date-limit.ts";
import { ScopeError } from "./scope-error.ts";
import { every, some, someDate, texts, type ValueTest } from "./value-test.ts";

/** One operator of scoping filters: what it takes, and how it weighs. */
export type ScopeOperator = { readonly name: string } & (
  | { readonly operand: "none"; readonly test: ValueTest }
  /** `compile` throws `ScopeError` for an operand that cannot be. */
  | { readonly operand: "text"; readonly compile: (operand: string) => ValueTest }
  | { readonly operand: "list"; readonly compile: (operands: readonly string[]) => ValueTest }
  | { readonly operand: "date"; readonly compile: (limit: DateLimit) => ValueTest }
);

/** Operators that name what they ask for, whole. */
export const namingOperators: ReadonlySet<string> = new Set(["EQUALS", "NOT EQUALS", "IN", "NOT IN"]);

/** Operators whose meaning Entra's documents leave open. */
export const unsettledOperators: readonly string[] = ["&", "!&"];

/**
 * Nothing, and the empty text, pass no clause but IS NULL. Of several values one must pass; what starts with
 * NOT or !, all of them.
 */
export const scopeOperators: readonly ScopeOperator[] = [
  comparing("EQUALS", (operand) => some((text) => text === operand)),
  comparing("NOT EQUALS", (operand) => every((text) => text !== operand)),
  { name: "IS TRUE", operand: "none", test: some((text) => text.toLowerCase() === "true") },
  { name: "IS FALSE", operand: "none", test: some((text) => text.toLowerCase() === "false") },
  { name: "IS NULL", operand: "none", test: (value) => texts(value).length === 0 },
  { name: "IS NOT NULL", operand: "none", test: (value) => texts(value).length > 0 },
  comparing("REGEX MATCH", (operand) => {
    const { fits, matches } = readPattern(operand);
    return unlessTooLong(fits, some(matches));
  }),
  comparing("NOT REGEX MATCH", (operand) => {
    const { fits, matches } = readPattern(operand);
    return unlessTooLong(
      fits,
      every((text) => !matches(text)),
    );
  }),
  ordering("GREATER_THAN", (number, limit) => number > limit),
  ordering("GREATER_THAN_OR_EQUALS", (number, limit) => number >= limit),
  ordering("LESS_THAN", (number, limit) => number < limit),
  ordering("LESS_THAN_OR_EQUALS", (number, limit) => number <= limit),
  comparing("INCLUDES", (operand) => some((text) => text.includes(operand))),
  comparing("NOT INCLUDES", (operand) => every((text) => !text.includes(operand))),
  comparing("STARTS_WITH", (operand) => some((text) => text.startsWith(operand))),
  comparing("ENDS_WITH", (operand) => some((text) => text.endsWith(operand))),
  comparing("&", (operand) => some((text) => sharesBits(text, operand))),
  comparing("!&", (operand) => every((text) => !sharesBits(text, operand))),
  listing("IN", (operands) => some((text) => operands.has(text))),
  listing("NOT IN", (operands) => every((text) => !operands.has(text))),
  { name: "BEFORE", operand: "date", compile: (limit) => someDate(limit, (difference) => difference < 0) },
  { name: "AFTER", operand: "date", compile: (limit) => someDate(limit, (difference) => difference > 0) },
];

/** Case, blanks and underscores in an operator's name do not matter. */
export function findOperator(written: string): ScopeOperator | null {
  return byName.get(normalize(written)) ?? null;
}

const byName = new Map(scopeOperators.map((operator) => [normalize(operator.name), operator]));

function normalize(name: string): string {
  return name.replaceAll(/[\s_]/g, "").toUpperCase();
}

function comparing(name: string, compile: (operand: string) => ValueTest): ScopeOperator {
  return { name, operand: "text", compile };
}

function listing(name: string, compile: (operands: ReadonlySet<string>) => ValueTest): ScopeOperator {
  return { name, operand: "list", compile: (operands) => compile(new Set(operands)) };
}

/** Whole numbers only, as in Entra, with blanks around them or not; whatever else a value is, it fails. */
function ordering(name: string, holds: (number: bigint, limit: bigint) => boolean): ScopeOperator {
  return comparing(name, (operand) => {
    const limit = readInteger(name, operand);
    return some((text) => isInteger(text.trim()) && holds(BigInt(text), limit));
  });
}

/**
 * Between whole numbers a test of bits. Otherwise "the attribute exists in the input string value": it occurs
 * in the operand.
 */
function sharesBits(text: string, operand: string): boolean {
  const mask = operand.trim();
  if (isInteger(text) && isInteger(mask)) return (BigInt(text) & BigInt(mask)) !== 0n;
  return operand.includes(text);
}

/** A text that is too long for the regular expression tells nothing. */
function unlessTooLong(fits: (text: string) => boolean, test: ValueTest): ValueTest {
  return (value, now) => {
    const long = texts(value).find((text) => !fits(text));
    if (long === undefined) return test(value, now);
    return { unknown: `has ${long.length} characters, which is too long for this regular expression` };
  };
}

function isInteger(text: string): boolean {
  return /^-?\d{1,100}$/.test(text);
}

function readInteger(name: string, operand: string): bigint {
  const written = operand.trim();
  if (isInteger(written)) return BigInt(written);
  throw new ScopeError(`operator "${name}" needs a whole number: got "${operand}"`, { key: "value" });
}

function readPattern(operand: string): Pattern {
  try {
    return compilePattern(operand);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw new ScopeError(cause.message, { key: "value", cause });
  }
}
