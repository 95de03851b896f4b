import type { Expression } from "../parse.ts";

/** A part of an expression and where it stands. */
export type Place = {
  readonly node: Expression;
  /** The line of the expression from this part on. */
  readonly written: string;
  /** The call or comparison around it; null for the whole expression. */
  readonly parent: Expression | null;
  /** Its number among the arguments of the call around it, from 0. */
  readonly index: number;
  /** Whether it belongs to a condition of `IIF`, or to the source or a key of `Switch`. */
  readonly within: "condition" | "subject" | null;
};

type Call = Extract<Expression, { readonly kind: "call" }>;

/** Arguments that Entra's documents write as a number without quotation marks; Join takes one among texts. */
const numbers: Readonly<Record<string, readonly number[]>> = {
  BitAnd: [0, 1],
  CBool: [0],
  CStr: [0],
  DateAdd: [1],
  DateFromNum: [0],
  DNComponent: [1],
  InStr: [2],
  Item: [1],
  Left: [1],
  Mid: [1, 2],
  RandomString: [0, 1, 2, 3, 4],
  Word: [1],
};

/** Whether it is a name that only this engine reads. */
export function isBeyondEntra(attribute: string): boolean {
  return ["userType", "memberOf", "appRoles"].includes(attribute) || attribute.startsWith("manager.");
}

export function isCall(node: Expression | null | undefined, names: readonly string[]): node is Call {
  return node?.kind === "call" && names.includes(node.name);
}

export function isGiven({ arguments: args }: Call, index: number): boolean {
  return args[index] !== undefined && args[index].kind !== "omitted";
}

export function isEmptyText(node: Expression): boolean {
  return node.kind === "string" && node.value === "";
}

export function isBelowOne(node: Expression): boolean {
  return (node.kind === "number" || node.kind === "string") && Number(node.value) < 1;
}

export function shown(node: Expression): string {
  return node.kind === "number" || node.kind === "string" ? node.value : "";
}

export function isEncoding(parent: Expression | null, index: number): boolean {
  return isCall(parent, ["ConvertFromBase64"]) && index === 1;
}

/** Entra prints the months and days of its own dates without zeros; the hours may be read with one. */
export function readsPrinted({ arguments: [, , format] }: Call): boolean {
  return format?.kind !== "string" || /^M\/d\/yyyy hh?:mm:ss tt$/.test(format.value);
}

export function isNumberExpected({ parent, index }: Place): boolean {
  if (parent?.kind !== "call") return parent !== null;
  return parent.name === "Join" ? index > 0 : (numbers[parent.name] ?? []).includes(index);
}

/** What a backslash stands before that needs none. */
export function strayBackslash(written: string): string | null {
  const [, escaped = ""] = /^"(?:[^"\\]|\\["\\])*\\([^"\\])/.exec(written) ?? [];
  return escaped === "" ? null : `a backslash before "${escaped}"`;
}
