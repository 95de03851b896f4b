import type { Context, MiddlewareHandler } from "hono";
import { isBatchItem } from "./batch-item.ts";

/** Which of the sandbox's servers was asked. */
type Side = "login" | "graph" | "dialpad";

export type JournalEntry = {
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
  /** Those that say how the request wants to be treated; names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON that was sent; null without one, and at the token endpoint, whose requests carry secrets. */
  readonly body: unknown;
  /** Resource units that the request takes, answered or not; 0 where there are none. */
  readonly units: number;
  /** Null as long as there is no answer, and for ever where the connection was cut. */
  readonly status: number | null;
};

type JournalQuery = { readonly since: number; readonly side: Side | null };

export type Journal = {
  /** `unitsOf` says what a request costs; nothing if it is left out. */
  record(side: Side, unitsOf?: (request: Request) => number): MiddlewareHandler;
  entries(query: JournalQuery): readonly JournalEntry[];
  /** Forgets what was asked of these sides; numbers go on from where they are. */
  forget(sides: readonly Side[]): void;
};

const capacity = 100_000;
const recordedHeaders = ["consistencylevel", "prefer", "x-ms-throttle-priority"];

/** Every request the sandbox was sent, in order; the oldest are forgotten past 100,000. */
export function createJournal(): Journal {
  let kept: JournalEntry[] = [];
  let seq = 0;

  function record(side: Side, unitsOf: (request: Request) => number = () => 0): MiddlewareHandler {
    return async (context, next) => {
      const { method, url, raw } = context.req;
      const { pathname, search } = new URL(url);
      const text = side === "login" || method === "GET" ? "" : await context.req.text();
      seq += 1;
      const entry = {
        seq,
        at: Date.now(),
        side,
        batched: isBatchItem(context),
        method,
        path: `${pathname}${search}`,
        headers: headersOf(context),
        body: parsed(text),
        units: unitsOf(raw),
        status: null as number | null,
      };
      kept.push(entry);
      if (kept.length > capacity) kept.shift();
      await next();
      entry.status = context.res.headers.has("x-hono-already-sent") ? null : context.res.status;
    };
  }

  function entries({ since, side }: JournalQuery): readonly JournalEntry[] {
    return kept.filter((entry) => entry.seq > since && (side === null || entry.side === side));
  }

  function forget(sides: readonly Side[]): void {
    kept = kept.filter((entry) => !sides.includes(entry.side));
  }

  return { record, entries, forget };
}

function headersOf(context: Context): Record<string, string> {
  return Object.fromEntries(
    recordedHeaders.flatMap((name) => {
      const value = context.req.header(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function parsed(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
