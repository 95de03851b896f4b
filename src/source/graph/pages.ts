import type { StopError } from "../../rules/stop-error.ts";
import type { GetOptions, Graph, GraphAnswer } from "./client.ts";
import { graphFault, isExpiredPage, type Purpose, unexpectedBody } from "./graph-fault.ts";
import { isRow, type Row } from "./row.ts";

export type Page = {
  /** Where it was read. */
  readonly url: string;
  readonly rows: readonly Row[];
  readonly next: string | null;
};

/** What every request of one read shares. */
export type Asking = GetOptions & { readonly purpose: Purpose };

/** Rows of the largest page Graph gives. */
export const largestPage = 999;

/** Always asked for: lists without it have been known to end early. */
export const pageTop = `$top=${largestPage}`;

/** A list that cannot be read within the life of its links is given up after so many new beginnings. */
const restarts = 3;

/**
 * All pages of a list. A page that cannot be read stops it: a partial list must never look like a short one.
 * Where a link to a page has expired, the list is read again from its beginning, with rows that came before.
 */
export async function* pages(
  graph: Graph,
  url: string,
  asking: Asking,
): AsyncGenerator<readonly Row[], void, undefined> {
  yield* pagesFrom(graph, await page(graph, url, asking), asking);
}

/**
 * The first page of a list and those after it. The next one is under way while one is worked on: links to
 * pages expire.
 */
export async function* pagesFrom(
  graph: Graph,
  first: Page,
  asking: Asking,
): AsyncGenerator<readonly Row[], void, undefined> {
  let current = first;
  let left = restarts;
  let followed = new Set([first.url]);
  while (current.next !== null) {
    asking.signal.throwIfAborted();
    const url = current.next;
    const following = graph.get(url, asking);
    // Whoever stops reading leaves it behind.
    following.catch(() => null);
    yield current.rows;
    const answer = await following;
    if (isExpiredPage(answer) && left > 0) {
      left -= 1;
      current = await page(graph, first.url, asking);
      followed = new Set([first.url]);
    } else {
      current = pageIn(answer, { url, purpose: asking.purpose });
      followed.add(url);
      if (current.next !== null && followed.has(current.next)) throw leadsBack(answer, asking.purpose);
    }
  }
  yield current.rows;
}

/** One page. It may be empty and still have a next one. */
export async function page(graph: Graph, url: string, asking: Asking): Promise<Page> {
  return pageIn(await graph.get(url, asking), { url, purpose: asking.purpose });
}

/** The page that an answer is to a request of `url`. */
export function pageIn(answer: GraphAnswer, { url, purpose }: { url: string; purpose: Purpose }): Page {
  const { status, body } = answer;
  if (status !== 200) throw graphFault(answer, purpose);
  const rows: unknown = isRow(body) ? body["value"] : null;
  const next: unknown = isRow(body) ? (body["@odata.nextLink"] ?? null) : null;
  const sound = Array.isArray(rows) && rows.every(isRow) && (next === null || typeof next === "string");
  if (!sound || next === url) throw unexpectedBody(body, purpose, "a page of a list");
  return { url, rows, next };
}

/** A list whose links go in a circle has no end. */
export function leadsBack({ body }: GraphAnswer, purpose: Purpose): StopError {
  return unexpectedBody(body, purpose, "a page that does not lead back to an earlier one");
}

/** `$select` of a list of properties, encoded. */
export function selecting(properties: readonly string[]): string {
  return `$select=${properties.map(encodeURIComponent).join(",")}`;
}
