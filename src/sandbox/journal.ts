import type { MiddlewareHandler } from "hono";

/** Which of the sandbox's servers was asked. */
type Side = "login" | "graph" | "dialpad";

type JournalEntry = {
  /** Counts up over all sides. */
  readonly seq: number;
  /** Milliseconds since the epoch, by the machine's clock, when the request came. */
  readonly at: number;
  readonly side: Side;
  /** True: an item of a `$batch`, recorded besides the request it came in. */
  readonly batched: boolean;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The JSON that was sent; null without one, and at the token endpoint, whose requests carry secrets. */
  readonly body: unknown;
  /** Null as long as there is no answer, and for ever where the connection was cut. */
  readonly status: number | null;
};

export type Journal = {
  record(side: Side): MiddlewareHandler;
  entries(options: { since: number; side: Side | null }): readonly JournalEntry[];
};

const capacity = 100_000;

/** Every request the sandbox was sent, in order; the oldest are forgotten past 100,000. */
export function createJournal(): Journal {
  const kept: JournalEntry[] = [];
  let seq = 0;

  function record(side: Side): MiddlewareHandler {
    return async (context, next) => {
      const { method, url } = context.req;
      const { pathname, search } = new URL(url);
      const text = side === "login" || method === "GET" ? "" : await context.req.text();
      seq += 1;
      const entry = {
        seq,
        at: Date.now(),
        side,
        batched: (context.env as { batched?: boolean }).batched === true,
        method,
        path: `${pathname}${search}`,
        body: parsed(text),
        status: null as number | null,
      };
      kept.push(entry);
      if (kept.length > capacity) kept.shift();
      await next();
      entry.status = context.res.headers.has("x-hono-already-sent") ? null : context.res.status;
    };
  }

  function entries({ since, side }: { since: number; side: Side | null }): readonly JournalEntry[] {
    return kept.filter((entry) => entry.seq > since && (side === null || entry.side === side));
  }

  return { record, entries };
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
