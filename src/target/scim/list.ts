import type { ObjectType } from "../../rules/directory.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import type { ListPage } from "../target.ts";
import type { ListResponse } from "./answer.ts";
import type { Line } from "./line.ts";
import { type Position, readFirstPage, readNextPage } from "./page.ts";

/** A server that says no end and shows some again and again would be listed for ever. */
const mostRepeats = 20;

/**
 * Every resource, page by page, on servers that cap pages, that report the page's rows as `totalResults`,
 * that begin again after the last page, that hand out cursors, or that know no paging at all. Where the first
 * page says that there is more than it holds, its total is trusted and nothing is asked past it; else pages
 * are asked for until one brings nothing new. Returns false where fewer resources came than the target says
 * it has, and where some came twice: an order that changes between pages hides others. Memory: the ids of two
 * pages.
 */
export async function* listObjects(
  line: Line,
  type: ObjectType,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<ListPage, boolean, undefined> {
  const first = await readFirstPage(line, type, { signal });
  const firstIds = idsOf(first.page);
  let { page } = first;
  let total = page.total ?? page.rows;
  /** Where the last page said that the list ends. */
  let end = total;
  const isTrusted = total > page.rows;
  let received = page.rows;
  let distinct = firstIds.size;
  let nameless = page.rows - page.objects.length;
  let lastIds = firstIds;
  let repeats = 0;
  yield { objects: page.objects, total };

  while (lastIds.size > 0) {
    const at = positionAfter(first.at, { page, received, end: isTrusted ? end : Infinity });
    if (at === null) break;
    const count = line.pageSize;
    const next = await readNextPage(line, type, { at, received, sure: isTrusted, signal });
    if (next === null) return isShort(page, { first: first.page, count: line.pageSize });
    const fresh = next.objects.filter(({ id }) => !firstIds.has(id) && !lastIds.has(id));
    if (fresh.length === 0) break;
    if (fresh.length < next.objects.length) repeats += 1;
    if (!isTrusted && repeats > mostRepeats) return false;
    learn(line, { at, count, rows: [page.rows, next.rows] });
    if (isTrusted) {
      end = next.total ?? end;
      // Whoever is deleted meanwhile moves up those behind, and one of them past the page that comes.
      total = Math.max(total, end);
    }
    received += next.rows;
    distinct += fresh.length;
    nameless += next.rows - next.objects.length;
    lastIds = idsOf(next);
    page = next;
    yield { objects: fresh, total: Math.max(total, distinct) };
  }
  return distinct + nameless >= total && repeats === 0;
}

type Reached = { readonly page: ListResponse; readonly received: number; readonly end: number };

/** Where the next page begins; null where there is none. */
function positionAfter(first: Position, { page, received, end }: Reached): Position | null {
  if (page.nextCursor !== null) return { cursor: page.nextCursor };
  if ("cursor" in first || received >= end) return null;
  return { startIndex: received + 1 };
}

/** What one page tells, the next may still deny: only two alike show how many rows a page has. */
function learn(
  { capabilities }: Line,
  { at, count, rows }: { at: Position; count: number; rows: readonly [number, number] },
): void {
  if ("cursor" in at && !capabilities.now.cursor) capabilities.learn({ cursor: true });
  const [before, now] = rows;
  if (now < count && now === before) capabilities.learn({ pageSize: now });
}

/** A page that has room left is the last one. */
function isShort(last: ListResponse, { first, count }: { first: ListResponse; count: number }): boolean {
  return last === first ? last.rows < count : last.rows < first.rows;
}

function idsOf({ objects }: { objects: readonly TargetObject[] }): ReadonlySet<string> {
  return new Set(objects.map(({ id }) => id));
}
