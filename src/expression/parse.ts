import { ExpressionError } from "./expression-error.ts";
import type { Position } from "./position.ts";
import { type Operator, type Token, tokenize } from "./tokenize.ts";

/** A parsed expression of Entra's mapping language. */
export type Expression =
  | {
      readonly kind: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly at: Position;
    }
  | { readonly kind: "attribute"; readonly name: string; readonly at: Position }
  | { readonly kind: "string"; readonly value: string; readonly at: Position }
  /** `value` is decimal text, so that a number of any size stays exact. */
  | { readonly kind: "number"; readonly value: string; readonly at: Position }
  | {
      readonly kind: "comparison";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: Position;
    }
  | { readonly kind: "keyword"; readonly name: string; readonly at: Position }
  /** An argument left empty. */
  | { readonly kind: "omitted"; readonly at: Position };

const longestText = 10_000;
const deepestNesting = 250;

/** What is read so far of one text. */
type Reading = { readonly tokens: readonly Token[]; next: number };

/** Reads one whole expression; throws `ExpressionError` for whatever is not one. */
export function parse(text: string): Expression {
  if (text.length > longestText) {
    throw new ExpressionError(`the expression has ${text.length} characters: the limit is ${longestText}`, {
      line: 1,
      column: 1,
    });
  }
  const reading: Reading = { tokens: tokenize(text), next: 0 };
  const expression = parseValue(reading, 0);
  const rest = peek(reading);
  if (rest.kind === "end") return expression;
  const got = `got ${describe(rest)}${conditionHint(rest)}`;
  throw new ExpressionError(`expected the end of the expression: ${got}`, rest.at);
}

/** A comparison, or one side of it. */
function parseValue(reading: Reading, depth: number): Expression {
  const left = parseOperand(reading, depth);
  const sign = peek(reading);
  if (sign.kind !== "operator") return left;
  reading.next++;
  const right = parseOperand(reading, depth);
  const second = peek(reading);
  if (second.kind === "operator") {
    throw new ExpressionError(`"${sign.text}" compares two values: nest IIF to compare more`, second.at);
  }
  return { kind: "comparison", operator: sign.text, left, right, at: left.at };
}

function parseOperand(reading: Reading, depth: number): Expression {
  const token = peek(reading);
  const { at } = token;
  reading.next++;
  switch (token.kind) {
    case "attribute":
      return { kind: "attribute", name: token.text, at };
    case "string":
    case "number":
      return { kind: token.kind, value: token.text, at };
    case "name":
      if (peek(reading).kind !== "(") return { kind: "keyword", name: token.text, at };
      return { kind: "call", name: token.text, arguments: parseArguments(reading, token, depth + 1), at };
    case "operator":
    case "(":
    case ")":
    case ",":
    case "end":
      throw new ExpressionError(
        `expected a function, an [attribute], a number or a "text": got ${describe(token)}`,
        at,
      );
  }
}

function parseArguments(reading: Reading, name: Token, depth: number): Expression[] {
  if (depth > deepestNesting) {
    throw new ExpressionError(`functions are nested more than ${deepestNesting} deep`, name.at);
  }
  reading.next++;
  const parsed: Expression[] = [];
  if (peek(reading).kind === ")") {
    reading.next++;
    return parsed;
  }
  for (;;) {
    const first = peek(reading);
    const empty = first.kind === "," || first.kind === ")";
    parsed.push(empty ? { kind: "omitted", at: first.at } : parseValue(reading, depth));
    const after = peek(reading);
    if (after.kind !== "," && after.kind !== ")") {
      throw new ExpressionError(
        `expected "," or ")" after argument ${parsed.length} of ${name.text}: got ${describe(after)}${conditionHint(after)}`,
        after.at,
      );
    }
    reading.next++;
    if (after.kind === ")") return parsed;
  }
}

/** Other languages join conditions by a word. */
function conditionHint({ kind, text }: Token): string {
  return kind === "name" && /^(and|or)$/i.test(text) ? ": nest IIF for AND and OR" : "";
}

function peek({ tokens, next }: Reading): Token {
  const token = tokens[Math.min(next, tokens.length - 1)];
  if (token === undefined) throw new TypeError("A tokenized expression has an end");
  return token;
}

function describe(token: Token): string {
  switch (token.kind) {
    case "end":
      return "the end";
    case "attribute":
      return `[${token.text}]`;
    case "string":
      return `the text "${token.text.length > 30 ? `${token.text.slice(0, 30)}…` : token.text}"`;
    case "name":
    case "number":
    case "operator":
    case "(":
    case ")":
    case ",":
      return `"${token.text}"`;
  }
}
