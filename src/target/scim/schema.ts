import { StopError } from "../../rules/stop-error.ts";
import type { TargetSchema } from "../../rules/target-schema.ts";
import { parseJson } from "./answer.ts";
import type { Line } from "./line.ts";
import { readSchemas, schemaId, schemaPage, type SchemaPage } from "./schema-document.ts";

/** A server that goes on after so many pages goes on for ever. */
const mostPages = 20;

/**
 * What the server's `/Schemas` says (RFC 7644 section 4), in one page or in several; null where there is
 * nothing to be read. No answer here stops anything: no target has to describe itself, and some refuse to.
 * What is wrong with credentials or network the next request says.
 */
export async function readSchema(line: Line, options: { signal: AbortSignal }): Promise<TargetSchema | null> {
  const schemas = new Map<string, unknown>();
  let received = 0;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await schemaPageAt(line, received, options);
    if (page === null) break;
    const before = schemas.size;
    for (const row of page.rows) {
      const id = schemaId(row);
      if (id !== null) schemas.set(id, row);
    }
    received += page.rows.length;
    if (schemas.size === before || received >= page.total) break;
  }
  return schemas.size === 0 ? null : readSchemas([...schemas.values()]);
}

async function schemaPageAt(
  line: Line,
  received: number,
  { signal }: { signal: AbortSignal },
): Promise<SchemaPage | null> {
  const url = line.endpoint.schemas(received === 0 ? {} : { startIndex: String(received + 1) });
  try {
    const sent = await line.connection.send({ method: "GET", url, signal });
    if (sent.kind === "lost" || sent.response.status < 200 || sent.response.status >= 300) return null;
    return schemaPage(parseJson(sent.response.body));
  } catch (error) {
    if (error instanceof StopError) return null;
    throw error;
  }
}
