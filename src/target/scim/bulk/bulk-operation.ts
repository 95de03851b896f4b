import type { Write } from "../../target.ts";
import type { Line } from "../line.ts";
import { createBody, membersBody, updateBody } from "../single-body.ts";

/** One operation of a bulk request (RFC 7644 section 3.7), before it has its `bulkId`. */
export type BulkOperation = {
  readonly method: "POST" | "PATCH" | "DELETE";
  /** Below the base URL: `/Users/1`. */
  readonly path: string;
  readonly data?: unknown;
};

/** A write in the form it is sent in; `bytes` with the room that a `bulkId` and a comma take. */
export type SizedOperation = { readonly operation: BulkOperation; readonly bytes: number };

/** Null for what takes more than one request, or cannot be said among others. */
export function bulkOperation(line: Line, write: Write): SizedOperation | null {
  // Some servers compare the path as it stands, and others decode it first.
  if (write.kind !== "create" && encodeURIComponent(write.id) !== write.id) return null;
  const operation = operationOf(line, write);
  if (operation === null) return null;
  const text = JSON.stringify(operation);
  // A value that begins like this is taken for a reference to another operation (RFC 7644 section 3.7.2).
  if (text.includes('"bulkId:')) return null;
  return { operation, bytes: Buffer.byteLength(text) + bulkIdBytes };
}

const bulkIdBytes = 32;

function operationOf(line: Line, write: Write): BulkOperation | null {
  const { endpoint } = line;
  switch (write.kind) {
    case "create":
      return { method: "POST", path: endpoint.path(write.type), data: createBody(line, write) };
    case "update":
      return patched(endpoint.path(write.type, write.id), updateBody(line, write));
    case "members":
      return patched(endpoint.path("group", write.id), membersBody(line, write));
    case "delete":
      return { method: "DELETE", path: endpoint.path(write.type, write.id) };
  }
}

function patched(path: string, data: unknown): BulkOperation | null {
  return data === null ? null : { method: "PATCH", path, data };
}
