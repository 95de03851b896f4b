import type { Quirks } from "./quirks.ts";
import type { Row } from "./rows.ts";

/** Rows that a filter finds, or the refusal of it. */
export type Filtered =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "drop" };

type Term = { readonly attribute: string; readonly type: string | null; readonly value: string };

const term =
  /^(?<attribute>[\w:.$-]+?)(?:\[type (?:eq|EQ) "(?<type>\w+)"\])?(?<sub>\.\w+)? (?<operator>eq|EQ) (?<value>"(?:[^"\\]|\\.)*"|\S+)(?: (?:and|AND) |$)/;

/** Finds rows as RFC 7644 section 3.4.2.2 says, for `eq` and `and`; all else is refused. */
export function filterRows(quirks: Quirks, rows: readonly Row[], filter: string): Filtered {
  switch (quirks.filters) {
    case "refused":
      return { kind: "refused", status: 400 };
    case "ignored":
      return { kind: "rows", rows };
    case "crash":
      return { kind: "drop" };
    case undefined:
      break;
  }
  if (/ (EQ|AND) /.test(filter)) {
    if (quirks.capitalOperators === "drop") return { kind: "drop" };
    if (quirks.capitalOperators === "extraRows") return { kind: "rows", rows };
  }
  const terms = termsOf(filter);
  if (terms === null) return { kind: "refused", status: 400 };
  const refusal = terms.map((one) => refusalOf(quirks, one)).find((status) => status !== null);
  if (refusal === "miss") return { kind: "rows", rows: [] };
  if (refusal !== undefined) return { kind: "refused", status: refusal };
  return { kind: "rows", rows: rows.filter((row) => terms.every((one) => holds(quirks, row, one))) };
}

function termsOf(filter: string): readonly Term[] | null {
  const terms: Term[] = [];
  for (let rest = filter; rest !== "";) {
    const found = term.exec(rest);
    if (found?.groups === undefined) return null;
    const { attribute = "", type = null, sub = "", value = "" } = found.groups;
    terms.push({ attribute: attribute + sub, type, value: String(literal(value)) });
    rest = rest.slice(found[0].length);
  }
  return terms;
}

function literal(text: string): unknown {
  return text.startsWith('"') ? JSON.parse(text) : text;
}

function refusalOf(quirks: Quirks, { attribute, type, value }: Term): number | "miss" | null {
  if (quirks.blindTo?.includes(attribute) === true) return "miss";
  if (quirks.refusesUrnNames === true && attribute.startsWith("urn:")) return 400;
  if (type !== null && quirks.elementFilters !== undefined) return quirks.elementFilters;
  if (/["\\+]/.test(value) && quirks.oddCharacters !== undefined) return quirks.oddCharacters;
  return null;
}

function holds(quirks: Quirks, row: Row, { attribute, type, value }: Term): boolean {
  const byCase = quirks.filtersByCase === true || attribute === "externalId" || attribute === "id";
  const found = valuesAt(row, { attribute, type });
  const firstEmail = quirks.userNameIsEmail === true && attribute === "userName";
  const compared = firstEmail ? valuesAt(row, { attribute: "emails.value", type }).slice(0, 1) : found;
  return compared.some((text) => (byCase ? text === value : text.toLowerCase() === value.toLowerCase()));
}

function valuesAt(row: Row, { attribute, type }: Omit<Term, "value">): readonly string[] {
  const extension = /^(urn:.+):([^:]+)$/.exec(attribute);
  const names = (extension?.[2] ?? attribute).split(".");
  let found: readonly unknown[] = [extension === null ? row : row[extension[1] ?? ""]];
  for (const name of names) {
    found = found.flatMap((item) => (isObject(item) ? item[name] : []));
    if (type !== null) found = found.filter((item) => !isObject(item) || item["type"] === type);
  }
  return found
    .map((item) => (isObject(item) ? item["value"] : item))
    .filter((item) => item !== undefined && item !== null)
    .map(String);
}

function isObject(item: unknown): item is Record<string, unknown> {
  return typeof item === "object" && item !== null;
}
