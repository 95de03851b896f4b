/** A JSON object of Microsoft Graph, of which nothing is known yet. */
export type Row = { readonly [property: string]: unknown };

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The row's id; undefined where it has none, which no row of a directory object lacks. */
export function idOf(row: Row): string | undefined {
  return textOf(row, "id");
}

export function textOf(row: Row, property: string): string | undefined {
  const value = row[property];
  return typeof value === "string" && value !== "" ? value : undefined;
}
