import { Client, ResponseType } from "@microsoft/microsoft-graph-client";
import type { HttpClient } from "../../http/client.ts";
import { createRateLimiter, type RateLimiter } from "../../http/rate-limiter.ts";
import { asStopError, foreignLink } from "./graph-fault.ts";
import { bearerMiddleware, retryMiddleware, transportMiddleware, uncarried } from "./middleware.ts";
import type { Tokens } from "./tokens.ts";

/** An answer of any status; `body` is undefined where it is not JSON. */
export type GraphAnswer = { readonly status: number; readonly body: unknown };

/** Microsoft Graph, for reading. Throws `StopError` when no answer can be had. */
export type Graph = {
  /** Requests sent so far, repeated ones included. */
  readonly requests: number;
  /** Shared by everything that is sent: holds all of it up when Graph asks for quiet. */
  readonly pace: RateLimiter;
  /** `url` is a path below the version, with every value in it encoded, or a link that Graph gave. */
  get(url: string, options: { signal: AbortSignal }): Promise<GraphAnswer>;
  post(url: string, body: object, options: { signal: AbortSignal }): Promise<GraphAnswer>;
};

/** Far below what a tenant is allowed: it only keeps a burst from hitting the limit at once. */
const requestsPerSecond = 5000;

export function createGraph(options: { graphUrl: string; http: HttpClient; tokens: Tokens }): Graph {
  const { graphUrl, http, tokens } = options;
  const { origin } = new URL(graphUrl);
  const pace = createRateLimiter({ perSecond: requestsPerSecond });
  let requests = 0;
  const client = Client.initWithMiddleware({
    baseUrl: graphUrl,
    middleware: [
      retryMiddleware(pace),
      bearerMiddleware({ origin, tokens }),
      transportMiddleware(http, { count: () => (requests += 1) }),
    ],
  });

  async function send(
    url: string,
    { signal, body }: { signal: AbortSignal; body?: object },
  ): Promise<GraphAnswer> {
    // The client takes what does not begin with https:// for a path.
    if (!url.startsWith("/") && URL.parse(url)?.origin !== origin) throw foreignLink(url, origin);
    const request = client.api(url).option("signal", signal).responseType(ResponseType.RAW);
    try {
      const response: unknown = await (body === undefined ? request.get() : request.post(body));
      if (!(response instanceof Response)) throw new TypeError("Cannot read an answer that is no response");
      return { status: response.status, body: parse(await response.text()) };
    } catch (error) {
      throw asStopError(uncarried(error));
    }
  }

  return {
    get requests() {
      return requests;
    },
    pace,
    get: async (url, { signal }) => await send(url, { signal }),
    post: async (url, body, { signal }) => await send(url, { signal, body }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
