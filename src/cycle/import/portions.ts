import type { ObjectType } from "../../rules/directory.ts";
import type { CycleContext } from "../context.ts";

/** How many objects are worked on at once. */
const portion = 500;

/** Whom the read did not show, or whom it takes something from; by their ids. */
export async function* portionsOf(
  { store: { mirror } }: CycleContext,
  who: "unseen" | "losers",
  query: { readonly read: number; readonly type: ObjectType },
): AsyncGenerator<readonly string[], void, undefined> {
  let ids = await mirror[who]({ ...query, after: null, limit: portion });
  while (ids.length > 0) {
    yield ids;
    ids = await mirror[who]({ ...query, after: ids.at(-1) ?? null, limit: portion });
  }
}

export function* inPortions(ids: readonly string[]): Generator<readonly string[], void, undefined> {
  for (let at = 0; at < ids.length; at += portion) yield ids.slice(at, at + portion);
}
