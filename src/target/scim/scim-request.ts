import type { HttpRequest } from "../../http/message.ts";

export type ScimRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly body?: unknown;
  /** The version to write to (RFC 7644 section 3.14). */
  readonly ifMatch?: string;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** The answer hardly matters: a failure is not waited out. */
  readonly once?: true;
};

/** RFC 9110 section 9.2.2: sent twice has the same effect as sent once. A PUT undoes what came in between. */
export function isRepeatable({ method }: ScimRequest): boolean {
  return method === "GET" || method === "DELETE";
}

/** What tells requests apart that take different times. */
export function kindOf({ method, url }: ScimRequest): string {
  const special = /\/(?:Groups|Bulk)\b|[?&](?:startIndex|cursor)=/.exec(url)?.[0];
  return special === undefined ? method : method + special;
}

export function httpRequest(request: ScimRequest, token: string): HttpRequest {
  const { method, url, body, ifMatch, signal, timeoutMs } = request;
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    accept: "application/scim+json, application/json",
    "user-agent": "Lockstep",
  };
  if (ifMatch !== undefined) headers["if-match"] = ifMatch;
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  if (body === undefined) return { method, url, headers, signal, ...limit };
  // Exactly this type: some servers refuse any other.
  headers["content-type"] = "application/scim+json";
  return { method, url, headers, body: JSON.stringify(body), signal, ...limit };
}
