import { ExpressionError } from "./expression-error.ts";
import type { Position } from "./position.ts";

const operators = ["<>", ">=", "<=", "=", ">", "<"] as const;
export type Operator = (typeof operators)[number];

/** A word, constant or sign of an expression. */
export type Token =
  | {
      readonly kind: "name" | "attribute" | "string" | "number";
      readonly text: string;
      readonly at: Position;
    }
  | { readonly kind: "operator"; readonly text: Operator; readonly at: Position }
  | { readonly kind: "(" | ")" | "," | "end"; readonly text: string; readonly at: Position };

const putTogether = "Join or Append puts texts together";
const nestConditions = "nest IIF for AND and OR";
/** What other languages write, and what to write here; the longer of two first. */
const foreignSigns: readonly (readonly [sign: string, cure: string])[] = [
  ["==", 'write "="'],
  ["!=", 'write "<>"'],
  ["!", "write Not(…)"],
  ["&&", nestConditions],
  ["||", nestConditions],
  ["&", putTogether],
  ["+", putTogether],
];

const blanks = /\s*/y;
const hexadecimal = /&[Hh]([0-9A-Fa-f]+)/y;
const decimal = /-?\d+(?:\.\d+)?/y;
const word = /[\p{L}_][\p{L}\p{N}_.]*/uy;
const wordCharacter = /[\p{L}\p{N}_]/u;
const attribute = /\[([^[\]\r\n]*)\]/y;
const string = /"((?:[^"\\]|\\[^])*)"/y;

/** Cuts an expression into its tokens; the last one is always `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const lines = lineStarts(text);
  let line = 0;
  let offset = matchAt(blanks, text, 0)?.[0].length ?? 0;
  while (offset < text.length) {
    while ((lines[line + 1] ?? Infinity) <= offset) line++;
    const at = { line: line + 1, column: offset - (lines[line] ?? 0) + 1 };
    const { token, length } = readToken(text, offset, at);
    tokens.push(token);
    offset += length;
    offset += matchAt(blanks, text, offset)?.[0].length ?? 0;
  }
  const last = lines.length - 1;
  tokens.push({
    kind: "end",
    text: "the end",
    at: { line: last + 1, column: text.length - (lines[last] ?? 0) + 1 },
  });
  return tokens;
}

function readToken(text: string, offset: number, at: Position): { token: Token; length: number } {
  const character = text[offset] ?? "";
  if (character === "(" || character === ")" || character === ",") {
    return { token: { kind: character, text: character, at }, length: 1 };
  }
  if (character === '"') return constant("string", string, { text, offset, at });
  if (character === "[") return constant("attribute", attribute, { text, offset, at });
  const foreign = foreignSigns.find(([sign]) => text.startsWith(sign, offset));
  if (foreign !== undefined && !isHexadecimal(text, offset)) {
    throw new ExpressionError(`unexpected "${foreign[0]}": ${foreign[1]}`, at);
  }
  const operator = operators.find((candidate) => text.startsWith(candidate, offset));
  if (operator !== undefined)
    return { token: { kind: "operator", text: operator, at }, length: operator.length };
  return readWord(text, offset, at);
}

function isHexadecimal(text: string, offset: number): boolean {
  return matchAt(hexadecimal, text, offset) !== null;
}

function readWord(text: string, offset: number, at: Position): { token: Token; length: number } {
  const number = matchAt(hexadecimal, text, offset) ?? matchAt(decimal, text, offset);
  if (number !== null) {
    const length = number[0].length;
    if (wordCharacter.test(text[offset + length] ?? "")) {
      throw new ExpressionError(`"${number[0]}${text[offset + length]}" is neither a number nor a name`, at);
    }
    const canonical = number[1] === undefined ? decimalText(number[0]) : BigInt(`0x${number[1]}`).toString();
    return { token: { kind: "number", text: canonical, at }, length };
  }
  const name = matchAt(word, text, offset);
  if (name !== null) return { token: { kind: "name", text: name[0], at }, length: name[0].length };
  throw new ExpressionError(strayCharacter(String.fromCodePoint(text.codePointAt(offset) ?? 0)), at);
}

function constant(
  kind: "string" | "attribute",
  pattern: RegExp,
  { text, offset, at }: { text: string; offset: number; at: Position },
): { token: Token; length: number } {
  const found = matchAt(pattern, text, offset);
  if (found === null) throw new ExpressionError(unclosed[kind], at);
  const inner = found[1] ?? "";
  if (kind === "attribute" && inner.trim() === "") {
    throw new ExpressionError("expected the name of an attribute between the brackets", at);
  }
  const value = kind === "string" ? unescape(inner) : inner.trim();
  return { token: { kind, text: value, at }, length: found[0].length };
}

const unclosed = {
  string: "the text that begins here has no closing quotation mark",
  attribute: "the attribute that begins here has no closing bracket",
};

/** A backslash is kept unless it stands before another one or a quotation mark. */
function unescape(text: string): string {
  return text.replaceAll(/\\(["\\])/g, "$1");
}

function decimalText(text: string): string {
  return text.includes(".") ? text : BigInt(text).toString();
}

function strayCharacter(character: string): string {
  if ("“”„«»".includes(character)) {
    return `unexpected ${character}: a text stands between straight quotation marks (")`;
  }
  if (character === "'") return `unexpected ': a text stands between double quotation marks (")`;
  return `unexpected "${character}"`;
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1))
    starts.push(index + 1);
  return starts;
}
