import { property } from "../../../rules/attribute-path.ts";
import { StopError } from "../../../rules/stop-error.ts";
import { parseJson } from "../answer.ts";
import type { Line } from "../line.ts";

/** A server that goes on after so many pages goes on for ever. */
const mostPages = 20;

/** `keyOf` tells one document from another; null for what is none. */
export type DocumentQuery = {
  readonly path: string;
  readonly keyOf: (row: unknown) => string | null;
  /** What is worth only one try: a server that fails at what it does not have fails at it again. */
  readonly once?: true;
  readonly signal: AbortSignal;
};

/**
 * What a discovery endpoint (RFC 7644 section 4) hands out, in one page or in several, in a list, a bare
 * array or alone; empty where there is nothing to be read. No answer here stops anything: no target has to
 * describe itself, and some refuse to. What is wrong with credentials or network the next request says.
 */
export async function readDocuments(line: Line, query: DocumentQuery): Promise<readonly unknown[]> {
  const documents = new Map<string, unknown>();
  let received = 0;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await pageAt(line, received, query);
    if (page === null) break;
    const before = documents.size;
    for (const row of page.rows) {
      const key = query.keyOf(row);
      if (key !== null) documents.set(key, row);
    }
    received += page.rows.length;
    if (documents.size === before || received >= page.total) break;
  }
  return [...documents.values()];
}

type Page = { readonly rows: readonly unknown[]; readonly total: number };

async function pageAt(
  line: Line,
  received: number,
  { path, once, signal }: DocumentQuery,
): Promise<Page | null> {
  const url = line.endpoint.service(path, received === 0 ? {} : { startIndex: String(received + 1) });
  try {
    const sent = await line.connection.send({
      method: "GET",
      url,
      signal,
      ...(once === true ? { once } : {}),
    });
    if (sent.kind === "lost" || sent.response.status < 200 || sent.response.status >= 300) return null;
    return pageOf(parseJson(sent.response.body));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StopError) return null;
    throw error;
  }
}

function pageOf(json: unknown): Page {
  if (Array.isArray(json)) return { rows: json, total: json.length };
  const resources = property(json, "Resources");
  if (!Array.isArray(resources)) return { rows: [json], total: 1 };
  const total = property(json, "totalResults");
  return { rows: resources, total: typeof total === "number" ? total : resources.length };
}
