import { Client, ResponseType } from "@microsoft/microsoft-graph-client";
import type { HttpClient } from "../../http/client.ts";
import type { Wait } from "../source.ts";
import { asStopError, foreignLink } from "./graph-fault.ts";
import { bearerMiddleware, retryMiddleware, transportMiddleware, uncarried } from "./middleware.ts";
import { createPace } from "./pace.ts";
import { type Patience, type Pressure, tellWaits } from "./patience.ts";
import type { Tokens } from "./tokens.ts";

/** An answer of any status; header names are lower-case, `body` is undefined where it is not JSON. */
export type GraphAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type GetOptions = {
  readonly signal: AbortSignal;
  /** `Prefer`, `ConsistencyLevel` and the like; links that Graph gives do not carry them on. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Microsoft Graph. Throws `StopError` when no answer can be had. */
export type Graph = {
  /** Requests sent so far, repeated ones included. */
  readonly requests: number;
  /** Shared by everything that is sent. */
  readonly pressure: Pressure;
  /** `url` is a path below the version, with every value in it encoded, or a link that Graph gave. */
  get(url: string, options: GetOptions): Promise<GraphAnswer>;
  post(url: string, body: object, options: { signal: AbortSignal }): Promise<GraphAnswer>;
  patch(url: string, body: object, options: { signal: AbortSignal }): Promise<GraphAnswer>;
  delete(url: string, options: { signal: AbortSignal }): Promise<GraphAnswer>;
};

export type GraphOptions = {
  readonly graphUrl: string;
  readonly http: HttpClient;
  readonly tokens: Tokens;
  readonly patience: Patience;
  /** Hears of waits that last. */
  readonly onWait?: (wait: Wait) => void;
};

type Method = "get" | "post" | "patch" | "delete";

export function createGraph({ graphUrl, http, tokens, ...options }: GraphOptions): Graph {
  const { origin } = new URL(graphUrl);
  let answered = false;
  const pressure: Pressure = {
    pace: createPace(),
    patience: options.patience,
    onWait: tellWaits(options.onWait ?? (() => undefined), () => performance.now()),
    get answered() {
      return answered;
    },
  };
  let requests = 0;
  const client = Client.initWithMiddleware({
    baseUrl: graphUrl,
    middleware: [
      retryMiddleware(pressure),
      bearerMiddleware({ origin, tokens }),
      transportMiddleware(http, { count: () => (requests += 1) }),
    ],
  });

  async function send(
    url: string,
    { signal, headers = {}, method = "get", body }: GetOptions & { method?: Method; body?: object },
  ): Promise<GraphAnswer> {
    // The client takes what does not begin with https:// for a path.
    if (!url.startsWith("/") && URL.parse(url)?.origin !== origin) throw foreignLink(url, origin);
    const request = client.api(url).headers(headers).option("signal", signal).responseType(ResponseType.RAW);
    try {
      const response: unknown = await request[method](body);
      if (!(response instanceof Response)) throw new TypeError("Cannot read an answer that is no response");
      answered = true;
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers.entries()),
        body: parse(await response.text()),
      };
    } catch (error) {
      throw asStopError(uncarried(error));
    }
  }

  return {
    get requests() {
      return requests;
    },
    pressure,
    get: send,
    post: async (url, body, { signal }) => await send(url, { signal, method: "post", body }),
    patch: async (url, body, { signal }) => await send(url, { signal, method: "patch", body }),
    delete: async (url, { signal }) => await send(url, { signal, method: "delete" }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
