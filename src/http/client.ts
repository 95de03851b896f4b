import { createSecureContext, getCACertificates } from "node:tls";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { exchange } from "./exchange.ts";
import { isLoopback } from "./loopback.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";

/**
 * Sends a request and returns whatever answer comes, redirects included; throws `TransportError` when none
 * does.
 */
export type HttpClient = AsyncDisposable & { request(request: HttpRequest): Promise<HttpResponse> };

export type HttpClientOptions = {
  /** URL of a proxy for everything but this machine. */
  readonly proxy: string | null;
  /** PEM certificates to trust besides those that Node trusts. */
  readonly ca: string | null;
  /** Connections to one origin. */
  readonly connections: number;
};

const connectTimeoutMs = 10_000;
const defaultTimeoutMs = 30_000;
const maxResponseSize = 64 * 1024 * 1024;

/** One pool of kept-alive connections per origin. */
export function createHttpClient({ proxy, ca, connections }: HttpClientOptions): HttpClient {
  // HTTP/1.1 only: one request at a time on a connection is what makes a lost answer attributable.
  const pool = { connections, allowH2: false, maxResponseSize };
  const tls = ca === null ? {} : { secureContext: trusting(ca) };
  const direct = new Agent({ ...pool, connect: { ...tls, allowH2: false, timeout: connectTimeoutMs } });
  const proxied =
    proxy === null
      ? null
      : new ProxyAgent({
          ...pool,
          uri: proxy,
          requestTls: { ...tls, allowH2: false, timeout: connectTimeoutMs },
          proxyTls: { ...tls, allowH2: false, timeout: connectTimeoutMs },
        });

  async function request({ url, timeoutMs = defaultTimeoutMs, ...rest }: HttpRequest): Promise<HttpResponse> {
    const to = new URL(url);
    const dispatcher: Dispatcher = proxied === null || isLoopback(to.hostname) ? direct : proxied;
    return await exchange(dispatcher, { ...rest, to, limits: { connectTimeoutMs, timeoutMs } });
  }

  async function close(): Promise<void> {
    await Promise.all([direct.destroy(), proxied?.destroy()]);
  }

  return { request, [Symbol.asyncDispose]: close };
}

/** Made once: reading a few hundred certificates for every connection would cost more than the connection. */
function trusting(ca: string): ReturnType<typeof createSecureContext> {
  return createSecureContext({ ca: [...getCACertificates("default"), ca] });
}
