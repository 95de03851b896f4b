import type { ScimTargetConfig, TargetAuth } from "../../../src/config/config.ts";
import type { Clock } from "../../../src/http/clock.ts";
import type { Target } from "../../../src/target/target.ts";
import { serve } from "../../http/serve.ts";
import { openTarget } from "./open-scimmy.ts";

export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly ifMatch: string | undefined;
};

export type Answer =
  | "hangUp"
  | {
      readonly status: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export type Scripted = AsyncDisposable & { readonly target: Target; readonly seen: readonly Seen[] };

/** The SCIM target before a server that answers as the test says: for what no well-behaved server does. */
export async function scripted(
  answer: (request: Seen, number: number) => Answer,
  settings: Partial<Pick<ScimTargetConfig, "auth" | "patch" | "capabilities">> & {
    query?: string;
    pageSize?: number;
    serverAssigned?: readonly string[];
    clock?: Clock;
  } = {},
): Promise<Scripted> {
  const seen: Seen[] = [];
  const server = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
    const url = new URL(request.url ?? "", "http://localhost");
    const { authorization, "if-match": ifMatch } = request.headers;
    const json: unknown = body.startsWith("{") ? JSON.parse(body) : body;
    seen.push({
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      body: json,
      authorization,
      ifMatch,
    });
    const said = answer(seen.at(-1) as Seen, seen.length);
    if (said === "hangUp") return void request.socket.destroy();
    response.writeHead(said.status, said.headers);
    response.end(said.text ?? (said.json === undefined ? "" : JSON.stringify(said.json)));
  });
  const fixed: TargetAuth = { kind: "token", token: "s3cret", expires: null };
  const { query = "", auth = fixed, ...others } = settings;
  const { target, close } = openTarget({
    url: `${server.url}/scim${query}`,
    auth: auth.kind === "token" ? auth : { ...auth, tokenUrl: `${server.url}/token` },
    ...others,
  });
  return {
    target,
    seen,
    async [Symbol.asyncDispose]() {
      await close();
      await server[Symbol.asyncDispose]();
    },
  };
}

export function ok(json: unknown): Answer {
  return { status: 200, json };
}

/** A list as RFC 7644 section 3.4.2 has it. */
export function listOf(resources: readonly unknown[], total = resources.length): Answer {
  return ok({ totalResults: total, Resources: resources });
}
