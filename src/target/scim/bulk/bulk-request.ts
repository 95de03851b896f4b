import type { HttpResponse } from "../../../http/message.ts";
import { StopError } from "../../../rules/stop-error.ts";
import { describe, readError } from "../failure.ts";
import type { Line } from "../line.ts";
import type { BulkOperation } from "./bulk-operation.ts";
import { bulkIdAt, type OperationAnswer, readBulkResponse } from "./bulk-response.ts";

/** RFC 7644 section 3.7. */
const bulkSchema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/** What came of a bulk request as a whole. */
export type BulkAnswer =
  | { readonly kind: "answered"; readonly answers: readonly (OperationAnswer | null)[] }
  /** Nothing was carried out: there is too much in it (413), or something that is not understood (400). */
  | { readonly kind: "refused"; readonly tooLarge: boolean }
  /** Nothing was carried out: there is no bulk here, or not for us. */
  | { readonly kind: "notOffered" }
  /** Any of it may have been carried out. */
  | { readonly kind: "unknown"; readonly why: string; readonly lost: boolean };

/** `failOnErrors` is left out: one operation that fails keeps no other one out. */
export async function sendBulk(
  line: Line,
  operations: readonly BulkOperation[],
  { signal }: { signal: AbortSignal },
): Promise<BulkAnswer> {
  const body = {
    schemas: [bulkSchema],
    Operations: operations.map(({ method, path, data }, position) => ({
      method,
      path,
      bulkId: bulkIdAt(position),
      ...(data === undefined ? {} : { data }),
    })),
  };
  const url = line.endpoint.service("/Bulk");
  const timeoutMs = Math.min(longestMs, baseMs + operationMs * operations.length);
  try {
    const sent = await line.connection.send({ method: "POST", url, body, signal, timeoutMs });
    if (sent.kind === "lost") {
      const { message: why, response } = sent;
      return { kind: "unknown", why, lost: response === undefined || isImpatience(response) };
    }
    return readAnswer(sent.response, operations);
  } catch (error) {
    // A redirect is an answer, too: of somebody who does not serve this path.
    if (error instanceof StopError && error.code === "notScim") return { kind: "notOffered" };
    throw error;
  }
}

/** The slowest servers known take 20 ms for a write; one that is busy besides is given much more. */
const baseMs = 60_000;
const operationMs = 500;
const longestMs = 600_000;

function readAnswer(response: HttpResponse, operations: readonly BulkOperation[]): BulkAnswer {
  const { status } = response;
  if (status >= 200 && status < 300) {
    const answers = readBulkResponse(response.body, operations);
    if (answers !== null) return { kind: "answered", answers };
    return { kind: "unknown", why: "the answer is no bulk response", lost: false };
  }
  if (status === 413) return { kind: "refused", tooLarge: true };
  if (status === 400 || status === 422) return { kind: "refused", tooLarge: false };
  if (status < 500 || status === 501) return { kind: "notOffered" };
  return { kind: "unknown", why: describe(readError(response)), lost: false };
}

/** A smaller request can be in time. */
function isImpatience({ status }: HttpResponse): boolean {
  return status === 408 || status === 524;
}
