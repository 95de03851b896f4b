import type { Context, MiddlewareHandler } from "hono";
import { isBatchItem } from "./batch-item.ts";
import type { Fault } from "./fault.ts";
import { createRandom, type Random } from "./random.ts";
import { strike } from "./strike.ts";

export type Faults = {
  /** Replaces all faults; an empty list ends them. */
  set(faults: readonly Fault[]): void;
  /** `refuse` makes the server's own answer for a status. */
  inject(refuse: (status: number) => Response): MiddlewareHandler;
};

/** A fault with the requests it matched and hit so far. */
type Armed = { readonly fault: Fault; readonly random: Random; seen: number; hits: number };

export function createFaults(): Faults {
  let armed: Armed[] = [];
  return {
    set(faults) {
      armed = faults.map((fault) => ({ fault, random: createRandom(fault.seed), seen: 0, hits: 0 }));
    },
    inject: (refuse) => async (context, next) => {
      const hit = armed.find((each) => matches(each.fault, context) && isDue(each));
      if (hit === undefined) return await next();
      return await strike(hit.fault, { context, next, refuse });
    },
  };
}

function matches({ kind, method, path, batched }: Fault, context: Context): boolean {
  const isItem = isBatchItem(context);
  if ((kind === "omitted" && !isItem) || (batched ?? isItem) !== isItem) return false;
  if (method !== null && method !== context.req.method) return false;
  const { pathname, search } = new URL(context.req.url);
  return decodeURIComponent(`${pathname}${search}`).includes(path);
}

/** Counts the request; the faults after one that is due do not get to see it. */
function isDue(armed: Armed): boolean {
  const { after, every, percent, times } = armed.fault;
  armed.seen += 1;
  const turn = armed.seen - after;
  if (turn < 1 || turn % every !== 0 || armed.hits === times || !armed.random.chance(percent)) return false;
  armed.hits += 1;
  return true;
}
