import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { ServerCertificate } from "./certificate.ts";

export type Listener = AsyncDisposable & {
  /** `https://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
};

/** Serves `app` over HTTPS on a free port of the loopback address. */
export async function listen(app: Hono, { keyPem, certPem }: ServerCertificate): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: { key: keyPem, cert: certPem },
  }) as Server;
  // Longer than any client keeps an idle connection: a reset then is a fault that was asked for.
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return { url: `https://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}
