import type { ObjectType } from "../../rules/directory.ts";
import { StopError } from "../../rules/stop-error.ts";
import { TargetError } from "../target.ts";
import { askCollection } from "./ask.ts";
import { type ListResponse, readList } from "./answer.ts";
import { type Line, withoutMembers } from "./line.ts";

const timeoutMs = 60_000;

/** Where a page begins: by the rows before it (RFC 7644 section 3.4.2.4), or by a cursor (RFC 9865). */
export type Position = { readonly startIndex: number } | { readonly cursor: string };

type PageOptions = { readonly at: Position; readonly signal: AbortSignal };

/**
 * One page, of as many rows as the target is known to take. Where it refuses the number, it is left to give
 * what it likes, which is what it is asked for from then on.
 */
async function readPage(line: Line, type: ObjectType, options: PageOptions): Promise<ListResponse> {
  const page = await unlessRefused(() => request(line, type, { ...options, count: line.pageSize }));
  if (page !== null) return page;
  const given = await request(line, type, { ...options, count: null });
  const isCut = given.nextCursor !== null || (given.total ?? 0) > given.rows;
  if (isCut && given.rows > 0 && given.rows < line.pageSize)
    line.capabilities.learn({ pageSize: given.rows });
  return given;
}

type NextOptions = PageOptions & {
  /** Rows of the pages before. */
  readonly received: number;
  /** The target says that there is more. */
  readonly sure: boolean;
};

/** A page after others; null where there is none: some refuse the page after the last, or drop the line. */
export async function readNextPage(
  line: Line,
  type: ObjectType,
  { at, received, sure, signal }: NextOptions,
): Promise<ListResponse | null> {
  if ("startIndex" in at && sure) return readPage(line, type, { at, signal });
  const page = "cursor" in at ? await unlessRefused(() => readPage(line, type, { at, signal })) : null;
  if (page !== null) return page;
  // A cursor that has expired: what is left can still be counted off.
  try {
    return await readPage(line, type, { at: { startIndex: received + 1 }, signal });
  } catch (error) {
    if (error instanceof TargetError) return null;
    if (error instanceof StopError && error.code === "unreachable") return null;
    throw error;
  }
}

/** The first page in the way the target takes: by cursor where it is known to hand them out. */
export async function readFirstPage(
  line: Line,
  type: ObjectType,
  { signal }: { signal: AbortSignal },
): Promise<{ readonly page: ListResponse; readonly at: Position }> {
  if (line.capabilities.now.cursor) {
    const at = { cursor: "" };
    const page = await unlessRefused(() => readPage(line, type, { at, signal }));
    const isWhole = page !== null && (page.total ?? 0) <= page.rows;
    if (page !== null && (isWhole || page.nextCursor !== null)) return { page, at };
    line.capabilities.learn({ cursor: false });
  }
  const at = { startIndex: 1 };
  return { page: await readPage(line, type, { at, signal }), at };
}

async function request(
  line: Line,
  type: ObjectType,
  { at, count, signal }: PageOptions & { readonly count: number | null },
): Promise<ListResponse> {
  const url = line.endpoint.collection(type, {
    ...("cursor" in at ? { cursor: at.cursor } : { startIndex: String(at.startIndex) }),
    ...(count === null ? {} : { count: String(count) }),
    ...withoutMembers(type),
  });
  return readList(
    await askCollection(line.connection, { action: `list the ${type}s`, url, signal, timeoutMs }),
  );
}

async function unlessRefused(reading: () => Promise<ListResponse>): Promise<ListResponse | null> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof TargetError && !error.failure.transient) return null;
    throw error;
  }
}
