import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Answer, failure } from "./answer.ts";
import { discoveryOf } from "./discovery.ts";
import type { Quirks } from "./quirks.ts";
import { createRows, type Kind, type Rows } from "./rows.ts";
import { carryOut, type Memory } from "./scim.ts";

export type Seen = {
  readonly method: string;
  /** As it came, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** What it was answered with; 0 for no answer. */
  status: number;
};

/** A small SCIM server in this process, sound but for the quirks it is given. */
export type Quirky = AsyncDisposable & {
  readonly url: string;
  readonly token: string;
  /** May be changed at any time. */
  quirks: Quirks;
  readonly rows: Rows;
  /** Every request so far. */
  readonly seen: readonly Seen[];
  readonly writes: readonly Seen[];
  /** Writes to one resource that came while another was under way there. */
  readonly overlaps: readonly string[];
};

const token = "quirky-token";
const prefix = "/scim";

export async function openQuirky(quirks: Quirks): Promise<Quirky> {
  const seen: Seen[] = [];
  const overlaps: string[] = [];
  const busy = new Set<string>();
  const doomed = new WeakSet<Socket>();
  const failed = new Map<string, number>();
  const memory: Memory = { quirks, rows: createRows(), raced: false, number: 0 };
  let lostAnswers = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    if (doomed.has(socket)) return void socket.resetAndDestroy();
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const url = new URL(request.url ?? "", "http://localhost");
    const record: Seen = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      body: text === "" ? null : (JSON.parse(text) as unknown),
      status: 0,
    };
    seen.push(record);
    memory.number = seen.length;
    const isWrite = record.method !== "GET";
    const resource = `${record.method === "POST" ? "POST of " : ""}${JSON.stringify(record.method === "POST" ? record.body : url.pathname)}`;
    if (isWrite && busy.has(resource)) overlaps.push(resource);
    busy.add(resource);
    // Long enough for a careless second writer to be seen.
    if (isWrite) await turns(3);
    const answer = await answerOf(request, { ...record, size: Buffer.byteLength(text) });
    busy.delete(resource);
    if (answer === "drop") return void socket.destroy();
    record.status = answer.status;
    send(response, answer);
  }

  async function answerOf(
    { headers }: IncomingMessage,
    { method, path, query, body, size }: Seen & { size: number },
  ): Promise<Answer | "drop"> {
    const { quirks: now } = memory;
    const [, , kind = "", id] = path.split("/");
    const isDiscovery = ["ServiceProviderConfig", "ResourceTypes", "Schemas"].includes(kind);
    if (now.query !== undefined && !query.has(now.query))
      return failure(now, 404, { detail: "No such tenant" });
    if (isDiscovery && now.openDiscovery === true) return discoveryOf(now, kind);
    if (headers.authorization !== `Bearer ${token}`) return failure(now, 401, { detail: "Who are you?" });
    if (isDiscovery) return discoveryOf(now, kind);
    if (!isKind(kind)) return failure(now, 404, { detail: `No ${path}` });
    if (size > (now.maxBody ?? Infinity)) return failure(now, 413, { detail: "request entity too large" });
    const type = headers["content-type"];
    if (now.strictContentType === true && body !== null && type !== "application/scim+json") {
      return failure(now, 400, { detail: `Content type ${String(type)}` });
    }
    const failures = failed.get(method) ?? 0;
    if (failures < (now.fails?.[method] ?? 0)) {
      failed.set(method, failures + 1);
      return failure(now, 500, { detail: "Something broke" });
    }
    const request = { method, kind, query, body, base: prefix, turn };
    const answer = await carryOut(memory, {
      ...request,
      id: id === undefined ? null : decodeURIComponent(id),
    });
    return losesAnswer(method, body) ? "drop" : answer;
  }

  /** Carried out, and nobody is told. */
  function losesAnswer(method: string, body: unknown): boolean {
    const { losesCreateAnswers = 0, losesMemberAnswers = 0 } = memory.quirks;
    const isOfMembers = method === "PATCH" && JSON.stringify(body).includes('"members');
    const most = method === "POST" ? losesCreateAnswers : isOfMembers ? losesMemberAnswers : 0;
    if (lostAnswers >= most) return false;
    lostAnswers += 1;
    return true;
  }

  function send(response: ServerResponse, { status, body, headers }: Answer): void {
    const { contentType = "application/scim+json", closes, resetsAfter500 } = memory.quirks;
    const { socket } = response;
    if (socket !== null && resetsAfter500 === true && status === 500) doomed.add(socket);
    if (closes === "politely") response.setHeader("connection", "close");
    if (closes === "rudely") response.on("finish", () => socket?.destroySoon());
    const type = status >= 400 ? "application/scim+json" : contentType;
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body));
  }

  const server = createServer(
    (request, response) => void serve(request, response).catch(() => request.destroy()),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    get url() {
      const query = memory.quirks.query === undefined ? "" : `?${memory.quirks.query}`;
      return `http://127.0.0.1:${String(port)}${prefix}${query}`;
    },
    token,
    get quirks() {
      return memory.quirks;
    },
    set quirks(now) {
      Object.assign(memory, { quirks: now });
    },
    rows: memory.rows,
    seen,
    get writes() {
      return seen.filter(({ method }) => method !== "GET");
    },
    overlaps,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function isKind(text: string): text is Kind {
  return text === "Users" || text === "Groups";
}

async function turns(count: number): Promise<void> {
  for (let turned = 0; turned < count; turned += 1) await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
