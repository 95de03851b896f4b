import { GraphError, badRequest } from "./graph-error.ts";
import type { Query } from "./query.ts";
import type { Tenant } from "./tenant.ts";

export type Page<Row> = { readonly rows: readonly Row[]; readonly nextLink: string | null };

export type PageRequest = {
  readonly request: Request;
  readonly query: Query;
  /** The largest page of this list. */
  readonly limit: number;
};

/** Where the next page starts: after an id, so that what comes and goes between pages moves nothing else. */
type Cursor = { readonly after: string; readonly issued: number; readonly paused: boolean };

const defaultSize = 100;

/** One page of `all`, in the order of ids. */
export function pageOf<Row extends { readonly id: string }>(
  all: readonly Row[],
  { request, query, limit }: PageRequest,
  { settings, clock }: Tenant,
): Page<Row> {
  const now = clock.now();
  const cursor = readCursor(query.skiptoken, now - settings.pageTokenLifetimeMs);
  const size = Math.min(query.top ?? defaultSize, limit, settings.maxPageSize);
  const rest = all.filter(({ id }) => id > cursor.after).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rows = rest.slice(0, size);
  const last = rows.at(-1);
  if (rest.length > size && last !== undefined) {
    return { rows, nextLink: linkTo(request, { after: last.id, issued: now, paused: false }) };
  }
  if (settings.emptyPages && !cursor.paused) {
    return { rows: [], nextLink: linkTo(request, { after: cursor.after, issued: now, paused: true }) };
  }
  return { rows, nextLink: null };
}

function readCursor(skiptoken: string | null, oldest: number): Cursor {
  if (skiptoken === null) return { after: "", issued: 0, paused: false };
  let cursor: Cursor;
  try {
    cursor = JSON.parse(Buffer.from(skiptoken, "base64url").toString()) as Cursor;
  } catch {
    throw badRequest("Skip token is not valid.");
  }
  if (cursor.issued >= oldest) return cursor;
  const message = "The specified page token value has expired and can no longer be included in your request.";
  throw new GraphError(400, "Directory_ExpiredPageToken", message);
}

function linkTo(request: Request, cursor: Cursor): string {
  const { origin, pathname, search } = new URL(request.url);
  const options = search
    .slice(1)
    .split("&")
    .filter((option) => option !== "" && !/^(\$|%24)skiptoken=/.test(option));
  const skiptoken = Buffer.from(JSON.stringify(cursor)).toString("base64url");
  return `${origin}${pathname}?${[...options, `$skiptoken=${skiptoken}`].join("&")}`;
}
