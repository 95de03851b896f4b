import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import type { ServerCertificate } from "../../src/sandbox/certificate.ts";

/** What the endpoint says to the proof that is asked of it; undefined is the right answer. */
export type Proof = { readonly status?: number; readonly type?: string; readonly text?: string } | "silence";

/** Somewhere notifications go to. */
export type Endpoint = AsyncDisposable & {
  readonly url: string;
  /** Bodies of the notifications so far; those that were refused as well. */
  readonly notes: readonly unknown[];
  /** Paths of the proofs that were asked for, with their query. */
  readonly proofs: readonly string[];
  proof: Proof | undefined;
  /** Statuses of the next notifications; 202 after that. */
  statuses: (number | "silence")[];
  /** Waits until so many notifications have come. */
  until(count: number): Promise<void>;
};

/** Over HTTPS with a certificate, else over HTTP. */
export async function listenForNotes(certificate?: ServerCertificate): Promise<Endpoint> {
  const came = new EventEmitter();
  const notes: unknown[] = [];
  const proofs: string[] = [];
  const { certPem: cert, keyPem: key } = certificate ?? {};
  const server = certificate === undefined ? createServer(take) : createSecureServer({ cert, key }, take);

  function take(request: IncomingMessage, response: ServerResponse): void {
    void answer(request, response);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readText(request);
    const path = request.url ?? "";
    const token = new URL(path, "http://here").searchParams.get("validationToken");
    if (token === null) {
      notes.push(JSON.parse(body));
      const status = endpoint.statuses.shift() ?? 202;
      came.emit("note");
      if (status !== "silence") response.writeHead(status).end();
    } else {
      proofs.push(path);
      if (endpoint.proof === "silence") return;
      const { status, type, text } = { status: 200, type: "text/plain", text: token, ...endpoint.proof };
      response.writeHead(status, { "content-type": type }).end(text);
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const endpoint: Endpoint = {
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}/notes`,
    notes,
    proofs,
    proof: undefined,
    statuses: [],
    async until(count) {
      while (notes.length < count) await once(came, "note");
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return endpoint;
}
