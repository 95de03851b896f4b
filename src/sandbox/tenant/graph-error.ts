import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** A refusal that Graph answers with its own error envelope. */
export class GraphError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;

  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function notFound(id: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function unsupportedQuery(message: string): GraphError {
  return new GraphError(400, "Request_UnsupportedQuery", message);
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, "Request_BadRequest", message);
}

/** What Graph says when it answers a status of its own accord. */
export function moodOf(status: number): GraphError {
  const codes: Record<number, string> = {
    401: "InvalidAuthenticationToken",
    403: "Authorization_RequestDenied",
    404: "Request_ResourceNotFound",
    410: "resyncRequired",
    429: "TooManyRequests",
    500: "InternalServerError",
    501: "NotImplemented",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
  };
  const code = codes[status] ?? "UnknownError";
  return new GraphError(status as ContentfulStatusCode, code, `${code}: the request was not carried out.`);
}

/** The answer that says it; `context` is of the request, where it is known. */
export function envelope({ status, code, message }: GraphError, context: Context | null): Response {
  const id = randomUUID();
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    "request-id": id,
    "client-request-id": context?.req.header("client-request-id") ?? id,
  };
  const challenge: Record<string, string> = status === 401 ? { "WWW-Authenticate": 'Bearer realm=""' } : {};
  return Response.json(
    { error: { code, message, innerError } },
    { status, headers: { "request-id": id, ...challenge } },
  );
}
