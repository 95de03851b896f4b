import type { SQLOutputValue } from "node:sqlite";

/** A row as SQLite returns it. */
export type Row = { readonly [column: string]: SQLOutputValue };

/** A column that the schema declares TEXT NOT NULL. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw new TypeError(`Cannot read column ${column} as it holds ${kindOf(value)} instead of text`);
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A column that holds a JSON list of texts. */
export function texts(row: Row, column: string): readonly string[] {
  const list: unknown = JSON.parse(text(row, column));
  return Array.isArray(list) ? list.map(String) : [];
}

/** A column that the schema declares INTEGER NOT NULL. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw new TypeError(`Cannot read column ${column} as it holds ${kindOf(value)} instead of a number`);
}

/** Milliseconds since 1970 as a date. */
export function dateOrNull(row: Row, column: string): Date | null {
  return row[column] === null ? null : new Date(integer(row, column));
}

function kindOf(value: SQLOutputValue | undefined): string {
  return value === null ? "null" : typeof value;
}
