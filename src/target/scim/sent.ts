import type { HttpResponse } from "../../http/message.ts";
import { TransportError } from "../../http/transport-error.ts";
import { notScim } from "./answer.ts";
import { bodyOf } from "./body.ts";
import { describe, isConflict, isGateway, readError } from "./failure.ts";
import { brokenOff } from "./no-answer.ts";
import { TryAgain } from "./patience.ts";
import { isRepeatable, type ScimRequest } from "./scim-request.ts";

/** What became of a request. `lost`: it may have been carried out, and nobody said so. */
export type Sent =
  | { readonly kind: "answer"; readonly response: HttpResponse }
  | {
      readonly kind: "lost";
      readonly message: string;
      /** What the target itself said of its failure. */
      readonly response?: HttpResponse;
    };

/** Whether a try that failed may have been carried out. */
export function isUnsure(error: Error): boolean {
  if (error instanceof TryAgain) return isByGateway(error.response);
  return error instanceof TransportError && error.sent;
}

/** A gateway's error says nothing about what the server behind it has done. */
function isByGateway({ status, headers }: HttpResponse): boolean {
  return isGateway(status) && (status !== 503 || headers["retry-after"] === undefined);
}

/**
 * Whether a write may have been carried out although this is the answer. A create that failed can have made
 * its account before: mailing the invitation failed, or a proxy grew impatient (408, 524).
 */
export function mayBeDone({ method }: Pick<ScimRequest, "method">, response: HttpResponse): boolean {
  if (isByGateway(response)) return true;
  const { status } = response;
  if (method !== "POST" || status === 501 || status === 503) return false;
  return (status >= 500 || status === 408) && !isConflict(readError(response));
}

/** What the last answer means. `unsure`: an earlier try may have been carried out. */
export function sentOf(
  request: ScimRequest,
  { response, unsure }: { response: HttpResponse; unsure: boolean },
): Sent {
  const { method } = request;
  const { status } = response;
  if (!isRepeatable(request) && mayBeDone(request, response)) {
    const said = describe(readError(response));
    if (!isByGateway(response)) return { kind: "lost", message: said, response };
    return { kind: "lost", message: `No answer of the target itself: ${said}` };
  }
  if (method === "DELETE" && unsure && (status === 404 || status === 410)) {
    // The earlier try has deleted it.
    return { kind: "answer", response: { ...response, status: 204, body: "" } };
  }
  if (status >= 300) return { kind: "answer", response };
  const shape = bodyOf(response.body);
  if (method === "GET" && shape === "half") throw brokenOff();
  if (method === "POST" && shape === "half") {
    return { kind: "lost", message: "The target's answer breaks off half-way" };
  }
  // Whoever has carried out a write shows no web page, but who has sent us to a sign-in does.
  if (method !== "GET" && shape === "page") throw notScim("the answer to a write", response);
  return { kind: "answer", response };
}
