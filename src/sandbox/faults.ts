import { once } from "node:events";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";

/**
 * Something that goes wrong on purpose, for the requests it matches.
 *
 * - `status`: nothing is done, `status` is answered in the server's own error format
 * - `html`: nothing is done, an error page of a proxy is answered with `status`
 * - `hang`: nothing is done and nothing is answered
 * - `resetBefore`: nothing is done and the connection is cut
 * - `resetAfter`: the request is carried out, the head of the answer is sent and the connection is cut
 * - `truncated`: the request is carried out and half of the answer's JSON is sent as if it were whole
 * - `rubbish`: nothing is done, 200 with JSON of another kind is answered
 */
export const faultSchema = z.strictObject({
  kind: z.enum(["status", "html", "hang", "resetBefore", "resetAfter", "truncated", "rubbish"]),
  status: z.number().int().min(400).max(599).default(503),
  /** Value of `Retry-After`, as it is sent; none if left out. */
  retryAfter: z.string().nullable().default(null),
  /** Null: every method. */
  method: z.string().nullable().default(null),
  /** A part of the path with its query; empty: every path. */
  path: z.string().default(""),
  /** Matching requests that pass before the first one is hit. */
  after: z.number().int().default(0),
  /** How many requests are hit; null: all until the faults are replaced. */
  times: z.number().int().nullable().default(null),
});

type Fault = z.infer<typeof faultSchema>;

export type Faults = {
  /** Replaces all faults; an empty list ends them. */
  set(faults: readonly Fault[]): void;
  /** `refuse` makes the server's own answer for a status. */
  inject(refuse: (status: number) => Response): MiddlewareHandler;
};

export function createFaults(): Faults {
  let armed: { fault: Fault; seen: number }[] = [];

  function hit(context: Context): Fault | null {
    const { pathname, search } = new URL(context.req.url);
    const path = decodeURIComponent(`${pathname}${search}`);
    for (const entry of armed) {
      const { method, path: part, after, times } = entry.fault;
      if ((method !== null && method !== context.req.method) || !path.includes(part)) continue;
      entry.seen += 1;
      if (entry.seen > after && (times === null || entry.seen <= after + times)) return entry.fault;
    }
    return null;
  }

  return {
    set(faults) {
      armed = faults.map((fault) => ({ fault, seen: 0 }));
    },
    inject: (refuse) => async (context, next) => {
      const fault = hit(context);
      if (fault === null) return await next();
      return await strike(fault, { context, next, refuse });
    },
  };
}

type Struck = {
  readonly context: Context<{ Bindings: HttpBindings }>;
  readonly next: () => Promise<void>;
  readonly refuse: (status: number) => Response;
};

async function strike(fault: Fault, { context, next, refuse }: Struck): Promise<Response | undefined> {
  const { outgoing } = context.env;
  switch (fault.kind) {
    case "status":
      return withRetryAfter(refuse(fault.status), fault);
    case "html":
      return withRetryAfter(errorPage(fault.status), fault);
    case "rubbish":
      return Response.json({ hello: "world" });
    case "hang":
      if (!outgoing.closed) await once(outgoing, "close");
      return RESPONSE_ALREADY_SENT;
    case "resetBefore":
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    case "resetAfter":
      await next();
      outgoing.writeHead(context.res.status, { "content-type": "application/json", "content-length": 1_000 });
      outgoing.flushHeaders();
      setImmediate(() => outgoing.destroy());
      replaceResponse(context, RESPONSE_ALREADY_SENT);
      return undefined;
    case "truncated": {
      await next();
      const text = await context.res.text();
      const { status, headers } = context.res;
      replaceResponse(context, new Response(text.slice(0, text.length / 2), { status, headers }));
      return undefined;
    }
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
