import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttpClient, type HttpClient } from "../../../src/http/client.ts";
import type { HttpRequest, HttpResponse } from "../../../src/http/message.ts";
import { TransportError } from "../../../src/http/transport-error.ts";
import type { Answer } from "../../servers/quirky/answer.ts";
import { createRows, type Kind, type Rows } from "../../servers/quirky/rows.ts";
import { carryOut, type Memory } from "../../servers/quirky/scim.ts";
import type { Effect } from "./faults.ts";

/** Which requests meet trouble, counted from 0. */
export type Trouble = { readonly effect: Effect; readonly from: number; readonly until: number };

/** A sound SCIM server over HTTP, and the way to it, on which single requests meet trouble. */
export type FaultyServer = AsyncDisposable & {
  readonly url: string;
  readonly http: HttpClient;
  rows: Rows;
  /** Null: all is well. */
  trouble: Trouble | null;
  /** Methods of the requests since they were last forgotten. */
  requests: string[];
};

const header = "x-trouble";

export async function openFaultyServer(): Promise<FaultyServer> {
  /** How to give up each of the requests under way that meet trouble. */
  const hanging = new Map<string, () => void>();
  const memory: Memory = { quirks: {}, rows: createRows(), raced: false, number: 0 };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const effect = request.headers[header] === undefined ? null : state.trouble?.effect;
    if (effect?.kind === "answer") return answer(response, effect.status, effect);
    if (effect?.kind === "resetBefore") return void request.socket.destroy();
    if (effect?.kind === "hungBefore") return hang(request);
    const { status, body = "" } = await answerTo(memory, { request, text });
    const json = body === "" ? "" : JSON.stringify(body);
    if (effect?.kind === "resetAfter") return void request.socket.destroy();
    if (effect?.kind === "hungAfter") {
      response.writeHead(status, { "content-length": "100000" }).write(json.slice(0, 10));
      return hang(request);
    }
    if (effect?.kind === "cutOff") return answer(response, status, { body: json.slice(0, json.length / 2) });
    answer(response, status, { body: effect?.kind === "emptied" ? "" : json });
  }

  function hang({ headers }: IncomingMessage): void {
    hanging.get(String(headers[header]))?.();
  }

  async function meetTrouble(request: HttpRequest, { kind }: Effect, number: number): Promise<HttpResponse> {
    // The port of discard, where nobody listens.
    if (kind === "refused")
      return await direct.request({ ...request, url: request.url.replace(/:\d+/, ":9") });
    const giveUp = new AbortController();
    // The time in which nothing happens need not pass: it is over when the server does nothing.
    hanging.set(String(number), () => giveUp.abort(silence(kind === "hungAfter")));
    const signal = AbortSignal.any([request.signal, giveUp.signal]);
    const headers = { ...request.headers, [header]: String(number) };
    return await direct
      .request({ ...request, headers, signal })
      .finally(() => hanging.delete(String(number)));
  }

  const server = createServer(
    (request, response) => void serve(request, response).catch(() => request.destroy()),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const direct = createHttpClient({ proxy: null, ca: null, connections: 8 });

  const state: FaultyServer = {
    url: `http://127.0.0.1:${String(port)}/scim`,
    http: {
      request(request) {
        const number = state.requests.push(request.method) - 1;
        const { trouble } = state;
        const isHit = trouble !== null && number >= trouble.from && number < trouble.until;
        return isHit ? meetTrouble(request, trouble.effect, number) : direct.request(request);
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    get rows() {
      return memory.rows;
    },
    set rows(rows) {
      Object.assign(memory, { rows });
    },
    trouble: null,
    requests: [],
    async [Symbol.asyncDispose]() {
      await direct[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return state;
}

/** As the client has it when its time is over. */
function silence(begun: boolean): TransportError {
  const reason = begun ? "the answer stopped half-way for 30 s" : "no answer within 30 s";
  return new TransportError("the server", { fault: "timeout", sent: true, reason, cause: null });
}

function answer(
  response: ServerResponse,
  status: number,
  { headers = {}, body = "" }: Pick<Effect & { kind: "answer" }, "headers" | "body">,
): void {
  response.writeHead(status, headers).end(body);
}

async function answerTo(
  memory: Memory,
  { request, text }: { request: IncomingMessage; text: string },
): Promise<Answer> {
  const url = new URL(request.url ?? "", "http://localhost");
  const [, , kind = "", id] = url.pathname.split("/");
  if (!isKind(kind)) return { status: 404 };
  const carriedOut = await carryOut(memory, {
    method: request.method ?? "",
    kind,
    id: id === undefined ? null : decodeURIComponent(id),
    query: url.searchParams,
    body: text === "" ? null : (JSON.parse(text) as unknown),
    base: "/scim",
    turn: () => Promise.resolve(),
  });
  if (carriedOut === "drop") throw new Error("A sound server answers");
  return carriedOut;
}

function isKind(text: string): text is Kind {
  return text === "Users" || text === "Groups";
}
