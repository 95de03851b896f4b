import { type Context, GraphClientError, type Middleware } from "@microsoft/microsoft-graph-client";
import type { HttpClient } from "../../http/client.ts";
import { foreignLink } from "./graph-fault.ts";
import { persist, type Pressure, TransientAnswer, transientAnswer } from "./patience.ts";
import type { Tokens } from "./tokens.ts";

const timeoutMs = 100_000;

/**
 * Repeats a request until it gets an answer worth reading, or hands on the last one. This client only reads,
 * `$batch` included, so that every request may be repeated; the client's own handler leaves out 500, 502, 408
 * and network errors.
 */
export function retryMiddleware(pressure: Pressure): Middleware {
  const { pace } = pressure;
  return link(async (context, next) => {
    const signal = signalOf(context);
    async function attempt(): Promise<void> {
      await pace.take(signal);
      await next();
      const answer = answerOf(context);
      pace.heed(answer.headers);
      const transient = transientAnswer(answer);
      if (transient !== null) throw transient;
    }
    try {
      await persist(attempt, pressure, { signal });
    } catch (error) {
      if (!(error instanceof TransientAnswer)) throw carried(error);
    }
  });
}

/**
 * Puts the token on requests to `origin`, port included, and refuses all others: a link must not lead it
 * away.
 */
export function bearerMiddleware({ origin, tokens }: { origin: string; tokens: Tokens }): Middleware {
  return link(async (context, next) => {
    const url = urlOf(context);
    if (URL.parse(url)?.origin !== origin) throw foreignLink(url, origin);
    await authorize(context, tokens);
    await next();
    if (context.response?.status !== 401) return;
    // Revoked before its time, or this machine's clock is wrong about it.
    tokens.forget();
    await authorize(context, tokens);
    await next();
  });
}

/** Ends the chain: sends by the connections, proxy and certificates that are configured. */
export function transportMiddleware(http: HttpClient, { count }: { count: () => void }): Middleware {
  return link(async (context) => {
    count();
    const { options = {} } = context;
    const { status, headers, body } = await http.request({
      method: options.method ?? "GET",
      url: urlOf(context),
      headers: { accept: "application/json", ...headersOf(context), "x-ms-throttle-priority": "low" },
      ...(typeof options.body === "string" ? { body: options.body } : {}),
      signal: signalOf(context),
      timeoutMs,
    });
    context.response = new Response(body === "" ? null : body, { status, headers });
  });
}

/** What a middleware threw: the client would replace any error of another class by its own. */
export function uncarried(error: unknown): unknown {
  return error instanceof GraphClientError && error.cause !== undefined ? error.cause : error;
}

function carried(cause: unknown): GraphClientError {
  const error = new GraphClientError("Cannot send the request");
  error.cause = cause;
  return error;
}

function link(step: (context: Context, next: () => Promise<void>) => Promise<void>): Middleware {
  let following: Middleware | null = null;
  return {
    execute: async (context) => await step(context, async () => await following?.execute(context)),
    setNext: (next) => {
      following = next;
    },
  };
}

async function authorize(context: Context, tokens: Tokens): Promise<void> {
  const token = await tokens.get({ signal: signalOf(context) });
  context.options = {
    ...context.options,
    headers: { ...headersOf(context), authorization: `Bearer ${token}` },
  };
}

function urlOf({ request }: Context): string {
  if (typeof request === "string") return request;
  throw new TypeError("Cannot send a request that is not a URL");
}

function signalOf({ options }: Context): AbortSignal {
  if (options?.signal instanceof AbortSignal) return options.signal;
  throw new TypeError("Cannot send a request without a signal");
}

function headersOf({ options }: Context): Record<string, string> {
  return Object.fromEntries(new Headers(options?.headers).entries());
}

function answerOf({ response }: Context): { status: number; headers: Record<string, string> } {
  if (response === undefined) throw new TypeError("Cannot read an answer that is not there");
  return { status: response.status, headers: Object.fromEntries(response.headers.entries()) };
}
