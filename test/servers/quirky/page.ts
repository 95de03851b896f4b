import type { Answer } from "./answer.ts";
import type { Quirks } from "./quirks.ts";
import type { Row } from "./rows.ts";

/** What a list is asked for. */
export type Asked = { readonly query: URLSearchParams; readonly number: number };

/** One page of the rows as RFC 7644 section 3.4.2.4 or RFC 9865 has it; `drop` for no answer at all. */
export function pageOf(
  quirks: Quirks,
  rows: readonly Row[],
  { query, number }: Asked,
): Answer | "drop" | "tooMany" | CursorFault {
  const count = Number(query.get("count") ?? quirks.refusesPagesOver ?? 100);
  if (count > (quirks.refusesPagesOver ?? Infinity)) return "tooMany";
  const size = Math.min(count, quirks.capsPageAt ?? Infinity);
  const start = startOf(quirks, { query, number });
  if (typeof start === "string") return start;
  const ordered = quirks.shufflesPages === true ? rotated(rows, number) : rows;
  if (start > 0 && start >= ordered.length && quirks.dropsAfterLastPage === true) return "drop";
  const after = ordered.slice(start, start + size);
  const shown = after.length === 0 && quirks.repeatsFirstPage === true ? ordered.slice(0, size) : after;
  const cursors = quirks.cursors === "only" || (quirks.cursors === "offered" && query.has("cursor"));
  const isMore = start + shown.length < ordered.length;
  return {
    status: 200,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: totalOf(quirks, { rows: ordered.length, shown: shown.length }),
      itemsPerPage: shown.length,
      ...(cursors ? {} : { startIndex: start + 1 }),
      ...(cursors && isMore ? { nextCursor: cursorText(start + shown.length, number) } : {}),
      Resources: shown,
    },
  };
}

type CursorFault = "invalidCursor" | "expiredCursor";

function startOf(quirks: Quirks, { query, number }: Asked): number | CursorFault {
  const cursor = query.get("cursor") ?? "";
  if (quirks.cursors === undefined || cursor === "") {
    return quirks.cursors === "only" ? 0 : Math.max(1, Number(query.get("startIndex") ?? 1)) - 1;
  }
  const [, start, issued] = /^(\d+)\/(\d+)\+=$/.exec(cursor) ?? [];
  if (start === undefined) return "invalidCursor";
  return number - Number(issued) > (quirks.cursorLife ?? Infinity) ? "expiredCursor" : Number(start);
}

/** With characters that have to be encoded in a query. */
function cursorText(start: number, number: number): string {
  return `${String(start)}/${String(number)}+=`;
}

function totalOf(
  { total, totalIsMore = 0 }: Quirks,
  { rows, shown }: { rows: number; shown: number },
): number {
  if (total === "page") return shown;
  return total === undefined ? rows + totalIsMore : Math.min(total, rows);
}

/** Another order for each request, the same in each run of a test. */
function rotated(rows: readonly Row[], number: number): readonly Row[] {
  const order = rows.map((row, index) => [((index + 1) * 7919 * (number * 2 + 1)) % 104_729, row] as const);
  return order.toSorted(([a], [b]) => a - b).map(([, row]) => row);
}
