import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Agent, request } from "undici";

/** A request as it went over the wire, and what was answered. */
export type Exchange = {
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly ifMatch: string | null;
  /** JSON; null where there was none. */
  readonly body: unknown;
  readonly status: number;
  /** JSON; null where there was none. */
  readonly answer: unknown;
};

/** Stands between a client and a SCIM server, passes everything on as it is, and keeps it. */
export type Recorder = AsyncDisposable & {
  readonly url: string;
  /** What went by since the last time. */
  readonly take: () => readonly Exchange[];
};

export async function startRecorder(baseUrl: string): Promise<Recorder> {
  const dispatcher = new Agent();
  let kept: Exchange[] = [];
  const server = createServer((asked, response) => void pass(asked, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  async function pass(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "" } = asked;
    const body = await text(asked);
    const { host: _host, connection: _connection, ...headers } = asked.headers;
    const answer = await request(baseUrl + path, {
      dispatcher,
      method: method as "GET",
      headers,
      body: body === "" ? null : body,
    });
    const answered = await answer.body.text();
    kept.push({
      method,
      path,
      ifMatch: asked.headers["if-match"] ?? null,
      body: parsed(body),
      status: answer.statusCode,
      answer: parsed(answered),
    });
    const {
      connection: _own,
      "transfer-encoding": _chunks,
      "content-length": _length,
      ...about
    } = answer.headers;
    response.writeHead(answer.statusCode, about).end(answered);
  }

  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    take() {
      const taken = kept;
      kept = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await dispatcher.close();
    },
  };
}

function parsed(body: string): unknown {
  return body === "" ? null : JSON.parse(body);
}
