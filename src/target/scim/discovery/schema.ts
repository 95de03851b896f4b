import type { TargetSchema } from "../../../rules/target-schema.ts";
import type { Line } from "../line.ts";
import { readDocuments } from "./documents.ts";
import { readSchemas, schemaId } from "./schema-document.ts";

/** What the server's `/Schemas` says (RFC 7643 section 7); null where there is nothing to be read. */
export async function readSchema(
  line: Line,
  { signal }: { signal: AbortSignal },
): Promise<TargetSchema | null> {
  const schemas = await readDocuments(line, { path: "/Schemas", keyOf: schemaId, signal });
  return schemas.length === 0 ? null : readSchemas(schemas);
}
