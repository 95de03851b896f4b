import type { Graph } from "./client.ts";
import { graphFault, type Purpose, unexpectedBody } from "./graph-fault.ts";
import { isRow, type Row } from "./row.ts";

export type Page = { readonly rows: readonly Row[]; readonly next: string | null };

/** What every request of one read shares. */
export type Asking = { readonly signal: AbortSignal; readonly purpose: Purpose };

/** Rows of the largest page Graph gives. Always asked for: lists without it have been known to end early. */
export const pageTop = "$top=999";

/**
 * All pages of a list. A page that cannot be read stops it: a partial list must never look like a short one.
 */
export async function* pages(
  graph: Graph,
  url: string,
  asking: Asking,
): AsyncGenerator<readonly Row[], void, undefined> {
  yield* pagesFrom(graph, await page(graph, url, asking), asking);
}

/** A page and those after it. The next one is under way while one is worked on: links to pages expire. */
export async function* pagesFrom(
  graph: Graph,
  first: Page,
  asking: Asking,
): AsyncGenerator<readonly Row[], void, undefined> {
  let { rows, next } = first;
  while (next !== null) {
    asking.signal.throwIfAborted();
    const following = page(graph, next, asking);
    // Whoever stops reading leaves it behind.
    following.catch(() => null);
    yield rows;
    ({ rows, next } = await following);
  }
  yield rows;
}

/** One page. It may be empty and still have a next one. */
export async function page(graph: Graph, url: string, { signal, purpose }: Asking): Promise<Page> {
  const answer = await graph.get(url, { signal });
  const { status, body } = answer;
  if (status !== 200) throw graphFault(answer, purpose);
  const rows: unknown = isRow(body) ? body["value"] : null;
  const next: unknown = isRow(body) ? (body["@odata.nextLink"] ?? null) : null;
  const sound = Array.isArray(rows) && rows.every(isRow) && (next === null || typeof next === "string");
  if (!sound || next === url) throw unexpectedBody(body, purpose, "a page of a list");
  return { rows, next };
}

/** `$select` of a list of properties, encoded. */
export function selecting(properties: readonly string[]): string {
  return `$select=${properties.map(encodeURIComponent).join(",")}`;
}
