import type { HttpClient } from "../../http/client.ts";
import type { HttpResponse } from "../../http/message.ts";
import type { RateLimiter } from "../../http/rate-limiter.ts";
import { retry, retryAfterMs } from "../../http/retry.ts";
import { TransportError, type TransportFault } from "../../http/transport-error.ts";
import { StopError } from "../../rules/stop-error.ts";
import { notScim } from "./answer.ts";
import type { Authorization } from "./authorization.ts";
import { describe, readError } from "./failure.ts";

export type ScimRequest = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
};

/** What became of a request. `lost`: it may have been carried out, and nobody said so. */
export type Sent =
  | { readonly kind: "answer"; readonly response: HttpResponse }
  | { readonly kind: "lost"; readonly message: string };

export type Connection = {
  /** Requests sent so far, retries included. */
  readonly requests: number;
  /**
   * Sends with the rate limit, the right to speak, and as many tries as are safe. Returns any answer that is
   * not about all requests alike; a rejected token, a redirect and silence are a `StopError`.
   */
  send(request: ScimRequest): Promise<Sent>;
};

/** What one connection is made of. */
export type ConnectionParts = {
  readonly http: HttpClient;
  readonly limiter: RateLimiter;
  readonly authorization: Authorization;
};

export function createConnection({ http, limiter, authorization }: ConnectionParts): Connection {
  let requests = 0;

  async function send(request: ScimRequest): Promise<Sent> {
    const { signal } = request;
    try {
      const response = await retry((tries) => attempt(request, tries), {
        signal,
        retries: patientTries,
        delayOf: (error, tries) => delayOf(request, error, tries),
      });
      return sent(request, response);
    } catch (error) {
      if (error instanceof TryAgain) return sent(request, error.response);
      if (!(error instanceof TransportError)) throw error;
      if (error.sent && !isRepeatable(request)) return { kind: "lost", message: error.message };
      throw unreachable(error);
    }
  }

  async function attempt(request: ScimRequest, tries: number): Promise<HttpResponse> {
    const response = await authorized(request);
    const { status } = response;
    if (status >= 300 && status < 400) throw notScim("an answer", response);
    const asked = retryAfterMs(response.headers, new Date());
    if (status === 429 || (status === 503 && asked !== null)) {
      const waitMs = asked ?? Math.min(30_000, 1000 * 2 ** (tries - 1));
      if (waitMs > maxDelayMs) throw askedForQuiet(waitMs);
      // All traffic to the target rests, not only this request.
      limiter.pause(waitMs);
      throw new TryAgain(response, "rested");
    }
    if (status >= 500 && status !== 501 && isRepeatable(request)) throw new TryAgain(response, "failed");
    return response;
  }

  /** Sends once, or twice where a refused token could be replaced. */
  async function authorized(request: ScimRequest): Promise<HttpResponse> {
    const { signal } = request;
    for (let renewed = false; ; renewed = true) {
      await limiter.take(signal);
      const token = await authorization.token(signal);
      requests++;
      const response = await http.request(httpRequest(request, token));
      if (response.status < 400) return response;
      const body = authorization
        .secrets()
        .reduce((text, secret) => text.replaceAll(secret, "***"), response.body);
      if (response.status !== 401) return { ...response, body };
      if (authorization.refused(token) && !renewed) continue;
      const said = describe(readError({ ...response, body }));
      throw new StopError("credentials", `The target rejects our credentials: ${said}`, {
        cure: authorization.cure,
      });
    }
  }

  return {
    get requests() {
      return requests;
    },
    send,
  };
}

/** A target that asks for more patience than this gets it by the next cycle. */
const maxDelayMs = 5 * 60_000;
/** Tries after the first where the target asks for patience, and where something failed. */
const patientTries = 8;
const faultTries = 3;

/** An answer that another try can better. `rested`: the pause it asked for is kept already. */
class TryAgain extends Error {
  override readonly name = "TryAgain";
  readonly response: HttpResponse;
  readonly why: "rested" | "failed";

  constructor(response: HttpResponse, why: "rested" | "failed") {
    super(`The target answered ${String(response.status)}`);
    this.response = response;
    this.why = why;
  }
}

/** RFC 9110 section 9.2.2: sent twice has the same effect as sent once. */
function isRepeatable({ method }: ScimRequest): boolean {
  return method === "GET" || method === "DELETE";
}

function delayOf(request: ScimRequest, error: Error, tries: number): number | "backoff" | null {
  if (error instanceof TryAgain && error.why === "rested") return 0;
  if (tries > faultTries) return null;
  if (error instanceof TryAgain) return "backoff";
  if (!(error instanceof TransportError) || error.fault === "certificate") return null;
  return error.sent && !isRepeatable(request) ? null : "backoff";
}

/** A gateway's error says nothing about what the server behind it has done with a write. */
function sent(request: ScimRequest, response: HttpResponse): Sent {
  const byGateway = response.status === 502 || response.status === 503 || response.status === 504;
  const refused = response.headers["retry-after"] !== undefined;
  if (!byGateway || refused || isRepeatable(request)) return { kind: "answer", response };
  return { kind: "lost", message: `No answer of the target itself: ${describe(readError(response))}` };
}

function httpRequest(request: ScimRequest, token: string): Parameters<HttpClient["request"]>[0] {
  const { method, url, body, signal, timeoutMs } = request;
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    accept: "application/scim+json, application/json",
    "user-agent": "Lockstep",
  };
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  if (body === undefined) return { method, url, headers, signal, ...limit };
  // Exactly this type: some servers refuse any other.
  headers["content-type"] = "application/scim+json";
  return { method, url, headers, body: JSON.stringify(body), signal, ...limit };
}

function unreachable(error: TransportError): StopError {
  return new StopError("unreachable", `Cannot reach the target: ${error.reason}`, {
    cure: cures[error.fault],
    cause: error,
  });
}

/** What a person can do about each way of not being answered. */
const cures: Readonly<Record<TransportFault, string>> = {
  unreachable: "Check `target.url`, the network, the firewall and `http.proxy`",
  certificate:
    "Add the certificate authority that signed it to `http.ca`, or correct the application's certificate",
  timeout: "Look whether the application is up; lower `target.concurrency` if it is slow",
  broken: "Look whether the application is up, and whether a proxy or firewall cuts connections",
};

function askedForQuiet(waitMs: number): StopError {
  const minutes = String(Math.ceil(waitMs / 60_000));
  return new StopError("unreachable", `The target asks us to stay away for ${minutes} minutes`, {
    cure: "Nothing is lost: a later cycle goes on. Lower `target.rateLimit` if it happens again",
  });
}
