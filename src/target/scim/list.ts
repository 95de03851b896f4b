import type { ObjectType } from "../../rules/directory.ts";
import { StopError } from "../../rules/stop-error.ts";
import { type ListPage, TargetError } from "../target.ts";
import { askCollection } from "./ask.ts";
import { type ListResponse, readList } from "./answer.ts";
import { type Line, withoutMembers } from "./line.ts";

const timeoutMs = 60_000;

/**
 * Every resource, page by page, on servers that cap pages, that report the page's rows as `totalResults`,
 * that begin again after the last page, or that know no paging at all. Where the first page says that there
 * is more than it holds, its total is trusted and nothing is asked past it; else pages are asked for until
 * one brings nothing new. Returns false where fewer resources came than the target says it has. Memory: the
 * ids of two pages.
 */
export async function* listObjects(
  line: Line,
  type: ObjectType,
  options: { signal: AbortSignal },
): AsyncGenerator<ListPage, boolean, undefined> {
  const first = await page(line, type, { startIndex: 1, signal: options.signal });
  const firstIds = new Set(first.objects.map(({ id }) => id));
  let total = first.total ?? first.objects.length;
  let end = total > first.objects.length ? total : Infinity;
  let received = first.objects.length;
  let distinct = firstIds.size;
  let lastIds = firstIds;
  yield { objects: first.objects, total };

  while (lastIds.size > 0 && received < end) {
    const query = { startIndex: received + 1, signal: options.signal };
    const next = end === Infinity ? await pageIfAny(line, type, query) : await page(line, type, query);
    if (next === null) return first.objects.length < line.pageSize;
    const fresh = next.objects.filter(({ id }) => !firstIds.has(id) && !lastIds.has(id));
    if (fresh.length === 0) break;
    if (end !== Infinity) end = total = next.total ?? total;
    received += next.objects.length;
    distinct += fresh.length;
    lastIds = new Set(next.objects.map(({ id }) => id));
    yield { objects: fresh, total: Math.max(total, distinct) };
  }
  return distinct >= total;
}

type PageQuery = { readonly startIndex: number; readonly signal: AbortSignal };

/** Null where the server fails: on the page after the last one, some do. */
async function pageIfAny(line: Line, type: ObjectType, query: PageQuery): Promise<ListResponse | null> {
  try {
    return await page(line, type, query);
  } catch (error) {
    if (error instanceof TargetError) return null;
    if (error instanceof StopError && error.code === "unreachable") return null;
    throw error;
  }
}

async function page(line: Line, type: ObjectType, { startIndex, signal }: PageQuery): Promise<ListResponse> {
  const url = line.endpoint.collection(type, {
    startIndex: String(startIndex),
    count: String(line.pageSize),
    ...withoutMembers(type),
  });
  return readList(
    await askCollection(line.connection, { action: `list the ${type}s`, url, signal, timeoutMs }),
  );
}
