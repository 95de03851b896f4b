import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { isBatchItem } from "./batch-item.ts";
import type { Fault } from "./fault.ts";

type Struck = {
  readonly context: Context<{ Bindings: HttpBindings }>;
  readonly next: () => Promise<void>;
  readonly refuse: (status: number) => Response;
};

/** Lets the fault happen to a request. */
export async function strike(fault: Fault, { context, next, refuse }: Struck): Promise<Response | undefined> {
  const { outgoing } = context.env;
  switch (fault.kind) {
    case "status":
      return withRetryAfter(refuse(fault.status), fault);
    case "html":
      return withRetryAfter(errorPage(fault.status), fault);
    case "rubbish":
      return Response.json({ hello: "world" });
    case "omitted":
      return RESPONSE_ALREADY_SENT;
    case "hang":
      if (!outgoing.closed) await once(outgoing, "close");
      return RESPONSE_ALREADY_SENT;
    case "resetBefore":
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    case "resetAfter":
      await next();
      cutAfterHead(context);
      replaceResponse(context, RESPONSE_ALREADY_SENT);
      return undefined;
    case "truncated": {
      await next();
      const text = await context.res.text();
      const { status, headers } = context.res;
      replaceResponse(context, new Response(text.slice(0, text.length / 2), { status, headers }));
      return undefined;
    }
    case "slow": {
      await next();
      const bytes = new Uint8Array(await context.res.arrayBuffer());
      const { status, headers } = context.res;
      const body = ReadableStream.from(inPieces(bytes, fault.pauseMs));
      replaceResponse(context, new Response(body, { status, headers }));
      return undefined;
    }
  }
}

function cutAfterHead(context: Struck["context"]): void {
  const { outgoing } = context.env;
  if (isBatchItem(context)) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(context.res.status, { "content-type": "application/json", "content-length": 1_000 });
  outgoing.flushHeaders();
  setImmediate(() => outgoing.destroy());
}

async function* inPieces(bytes: Uint8Array, pauseMs: number): AsyncGenerator<Uint8Array> {
  const size = Math.ceil(bytes.length / 10);
  for (let start = 0; start < bytes.length; start += size) {
    // A sandbox that ends does not wait for those who still listen.
    await pause(pauseMs, undefined, { ref: false });
    yield bytes.subarray(start, start + size);
  }
}

/** Assigning alone would merge the headers of both answers. */
function replaceResponse(context: Context, response: Response): void {
  context.res = undefined;
  context.res = response;
}

function withRetryAfter(response: Response, { retryAfter }: Fault): Response {
  if (retryAfter !== null) response.headers.set("Retry-After", retryAfter);
  return response;
}

function errorPage(status: number): Response {
  const html = `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>proxy</body></html>`;
  return new Response(html, { status, headers: { "content-type": "text/html" } });
}
