import { Agent, request } from "undici";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Json;
};

/** JSON whose shape the test knows. */
export type Json = { readonly [name: string]: Json };

/** What is known to be text, or a number that goes into a text. */
export function text(value: Json | undefined): string {
  const known: unknown = value;
  if (typeof known === "string") return known;
  throw new TypeError(`Cannot read text: it is ${JSON.stringify(known)}`);
}

/** What is known to be a list. */
export function list(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value as Json[];
  throw new TypeError(`Cannot read a list: it is ${JSON.stringify(value)}`);
}

/** A sandbox in this process with a client for each of its servers. */
export type Connection = AsyncDisposable & {
  readonly sandbox: Sandbox;
  token(form?: Record<string, string>, tenantId?: string): Promise<Answer>;
  graph(path: string, options?: GraphOptions): Promise<Answer>;
  scim(method: string, path: string, body?: unknown): Promise<Answer>;
  control(path: string, body?: unknown): Promise<Json>;
  send(method: string, url: string, options?: SendOptions): Promise<Answer>;
};

export type GraphOptions = {
  /** GET without a body and POST with one, if left out. */
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
};

export type SendOptions = { readonly headers?: Record<string, string>; readonly body?: string };

export async function connect(options?: SandboxOptions): Promise<Connection> {
  const sandbox = await startSandbox(options);
  const dispatcher = new Agent({ connect: { ca: sandbox.caPem } });
  let bearer: string | null = null;

  async function send(
    method: string,
    url: string,
    { headers = {}, body }: SendOptions = {},
  ): Promise<Answer> {
    const answer = await request(url, {
      dispatcher,
      method: method as "GET",
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const { statusCode: status } = answer;
    return { status, headers: answer.headers, body: parsed(await answer.body.text()) };
  }

  async function token(form: Record<string, string> = {}, tenantId = sandbox.tenantId): Promise<Answer> {
    const whole = new URLSearchParams({
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret,
      grant_type: "client_credentials",
      scope: `${sandbox.graphUrl}/.default`,
      ...form,
    });
    return await send("POST", `${sandbox.authorityUrl}/${tenantId}/oauth2/v2.0/token`, {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: whole.toString(),
    });
  }

  return {
    sandbox,
    send,
    token,
    async graph(path, { body, method = body === undefined ? "GET" : "POST", headers = {} } = {}) {
      bearer ??= text((await token()).body["access_token"]);
      const url = path.startsWith("https:") ? path : `${sandbox.graphUrl}/v1.0${path}`;
      return await send(method, url.replaceAll(" ", "%20"), {
        headers: { authorization: `Bearer ${bearer}`, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    async scim(method, path, body) {
      return await send(
        method,
        `${sandbox.dialpadUrl}${path}`.replaceAll(" ", "%20").replaceAll('"', "%22"),
        {
          headers: {
            authorization: `Bearer ${sandbox.dialpadApiKey}`,
            "content-type": "application/scim+json",
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
      );
    },
    async control(path, body) {
      const answer = await send(
        body === undefined ? "GET" : "POST",
        `${sandbox.controlUrl}/${path}`,
        body === undefined ? {} : { body: JSON.stringify(body) },
      );
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      // A token of an earlier time may have expired.
      if (path === "clock") bearer = null;
      return answer.body;
    },
    async [Symbol.asyncDispose]() {
      await dispatcher.destroy();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

function parsed(answer: string): Json {
  try {
    return JSON.parse(answer) as Json;
  } catch {
    return answer as unknown as Json;
  }
}
