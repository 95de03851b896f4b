import type { ObjectType } from "../../rules/directory.ts";
import type { Whereabouts } from "../../rules/source-record.ts";
import type { Settled } from "../../store/mirror.ts";
import { besideAny } from "../beside.ts";
import type { CycleContext } from "../context.ts";
import { inPortions, portionsOf } from "./portions.ts";

const types = ["user", "group"] as const;

/**
 * How far apart two looks have to be that find a user neither there nor in the bin, for the user to be gone
 * for good: who was deleted or restored a moment ago is in both places at once, or in none, as servers are
 * not in step.
 */
const purgedAfterMs = 10 * 60_000;

type Ids = { readonly [type in ObjectType]: Set<string> };

/**
 * Looks for objects by themselves. Where those are that are found is stored at once. The others lose access
 * when a second look does not find them either, or at once where it would show the same.
 */
export class Search {
  readonly #context: CycleContext;
  #looked: Ids = { user: new Set(), group: new Set() };
  #open: Ids = { user: new Set(), group: new Set() };

  constructor(context: CycleContext) {
    this.#context = context;
  }

  /** Whether anybody waits for the second look. */
  get isOpen(): boolean {
    return types.some((type) => this.#open[type].size > 0);
  }

  /** Looks for these, except for those that have been looked for. */
  async lookFor(type: ObjectType, ids: readonly string[]): Promise<void> {
    const fresh = ids.filter((id) => !this.#looked[type].has(id));
    for (const id of fresh) this.#looked[type].add(id);
    const missing = await this.#look(type, fresh);
    const open = this.#context.source.confirmAfterMs === null ? [] : await this.#thereBefore(type, missing);
    for (const id of open) this.#open[type].add(id);
    await this.#giveUp(
      type,
      missing.filter((id) => !this.#open[type].has(id)),
    );
  }

  /** Looks for all whom the read did not show, or takes something from. */
  async lookForAll(
    who: "unseen" | "losers",
    { read, types: only = types }: { read: number; types?: readonly ObjectType[] },
  ): Promise<void> {
    for (const type of only) {
      for await (const ids of portionsOf(this.#context, who, { read, type })) await this.lookFor(type, ids);
    }
  }

  /** The second look. A look at anybody after it is a first one again. */
  async lookAgain(): Promise<void> {
    for (const type of types) await this.#giveUp(type, await this.#look(type, [...this.#open[type]]));
    this.#looked = { user: new Set(), group: new Set() };
    this.#open = { user: new Set(), group: new Set() };
  }

  /** Returns those who are not found. */
  async #look(type: ObjectType, ids: readonly string[]): Promise<readonly string[]> {
    const { source, store, signal } = this.#context;
    const missing: string[] = [];
    for (const some of inPortions(ids)) {
      signal.throwIfAborted();
      const found = new Map<string, Whereabouts>();
      for (const [index, where] of (await source.locate(type, some, { signal })).entries()) {
        const id = some[index] ?? "";
        if (where.kind === "hardDeleted") missing.push(id);
        else found.set(id, where);
      }
      await store.mirror.settle(type, found, besideAny(this.#context));
    }
    return missing;
  }

  /** Groups are gone, and so are users who have been nowhere for long enough. */
  async #giveUp(type: ObjectType, ids: readonly string[]): Promise<void> {
    const { source, store, cycle } = this.#context;
    const isFinal = type === "group" || source.confirmAfterMs === null;
    const longAgo = cycle.now.getTime() - purgedAfterMs;
    for (const some of inPortions(ids)) {
      const nowhere = new Set(isFinal ? [] : await store.mirror.which(type, some));
      for (const { object, missingSince } of await store.mirror.byIds(type, [...nowhere])) {
        const isCertain = missingSince !== null && missingSince.getTime() <= longAgo;
        if (isCertain || object.state === "hardDeleted") nowhere.delete(object.id);
      }
      const settled = some.map((id): [string, Settled] => [
        id,
        { kind: nowhere.has(id) ? "nowhere" : "hardDeleted" },
      ]);
      await store.mirror.settle(type, new Map(settled), besideAny(this.#context));
    }
  }

  /** What nobody knows, or what is known to be deleted, has no access to lose. */
  async #thereBefore(type: ObjectType, ids: readonly string[]): Promise<readonly string[]> {
    const { mirror } = this.#context.store;
    const known = await mirror.which(type, ids);
    const stored = await mirror.byIds(type, ids);
    const deleted = stored.filter(({ object }) => object.state !== "active");
    return [...known.difference(new Set(deleted.map(({ object }) => object.id)))];
  }
}
