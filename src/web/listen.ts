import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer as createHttpServer, type Server, type ServerOptions } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { ListenConfig } from "../config/config.ts";
import { StopError } from "../rules/stop-error.ts";

export type Listener = AsyncDisposable & {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
};

const mostConnections = 256;

export type ListenOptions = {
  /** Where the configuration says at which address, for people: `notifications.listen`. */
  readonly setting: string;
  /** A sender that takes longer for one request is a broken one, or wants to keep connections busy. */
  readonly requestTimeoutMs?: number;
};

/**
 * Serves `app`, over TLS where the configuration names certificate and key. Throws `StopError` where it
 * cannot.
 */
export async function listen(
  app: Hono,
  { host, port, tls }: ListenConfig,
  { setting, requestTimeoutMs = 10_000 }: ListenOptions,
): Promise<Listener> {
  const server = await createServer(app, tls, {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    // Node looks for late requests every 30 s by itself.
    connectionsCheckingInterval: requestTimeoutMs / 10,
  });
  server.maxConnections = mostConnections;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StopError("config", `Cannot listen on ${printAddress(host, port)}: ${reason}`, {
      cure: `Set ${setting} to an address of this machine and a port that is free.`,
      cause,
    });
  }
  // A connection that cannot be taken is the sender's trouble, not the end of the process.
  server.on("error", () => undefined);

  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  const address = server.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;
  const scheme = tls === null ? "http" : "https";
  return { url: `${scheme}://${printAddress(host, boundPort)}`, [Symbol.asyncDispose]: close };
}

async function createServer(app: Hono, tls: ListenConfig["tls"], limits: ServerOptions): Promise<Server> {
  const answer = getRequestListener(app.fetch);
  if (tls === null) return createHttpServer(limits, (request, response) => void answer(request, response));
  try {
    const [cert, key] = await Promise.all([readFile(tls.cert), readFile(tls.key)]);
    return createHttpsServer({ ...limits, cert, key }, (request, response) => void answer(request, response));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StopError("config", `Cannot use ${tls.cert} and ${tls.key} for TLS: ${reason}`, {
      cure: "Name PEM files that this user may read: the certificate with those in between, and its key.",
      cause,
    });
  }
}

function printAddress(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
