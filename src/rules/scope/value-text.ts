import type { Value } from "../../expression/value.ts";

const longestValue = 60;
const longestClause = 160;

/** A value in a sentence: `is "Sales"`, `has no value`. */
export function shown(value: Value): string {
  if (value === null || value.length === 0) return "has no value";
  if (typeof value === "string") return `is "${cut(value, longestValue)}"`;
  return `is ${cut(value.map((text) => `"${text}"`).join(", "), longestValue)}`;
}

/** A clause in a sentence. */
export function short(clause: string): string {
  return cut(clause, longestClause);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
