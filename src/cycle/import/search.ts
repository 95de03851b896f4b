import type { ObjectType } from "../../rules/directory.ts";
import type { Whereabouts } from "../../rules/source-record.ts";
import type { Settled } from "../../store/mirror.ts";
import { widestExpansion } from "../expansion.ts";
import type { CycleContext } from "../context.ts";
import { inPortions, portionsOf } from "./portions.ts";

const types = ["user", "group"] as const;

/**
 * How far apart two looks have to be that find a user neither there nor in the bin, for the user to be gone
 * for good: who was deleted or restored a moment ago is in both places at once, or in none, as servers are
 * not in step.
 */
const purgedAfterMs = 15 * 60_000;

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

  /** Who waits for the second look. */
  get open(): { readonly [type in ObjectType]: ReadonlySet<string> } {
    return this.#open;
  }

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

  /**
   * The second look. A look at anybody after it is a first one again. Of users whom lists have `shown` at the
   * same time nothing is believed: the next cycle asks for them again.
   */
  async lookAgain({ shown }: { shown: ReadonlySet<string> }): Promise<void> {
    for (const type of types) {
      const missing = await this.#look(type, [...this.#open[type]]);
      const isShown = type === "user" ? shown : new Set<string>();
      await this.#keep(
        type,
        missing.filter((id) => isShown.has(id)),
      );
      await this.#giveUp(
        type,
        missing.filter((id) => !isShown.has(id)),
      );
    }
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
      await store.mirror.settle(type, found, widestExpansion(this.#context));
    }
    return missing;
  }

  /** What the directory contradicts itself about stays as it is known. */
  async #keep(type: ObjectType, ids: readonly string[]): Promise<void> {
    const settled = ids.map((id): [string, Settled] => [id, { kind: "unreadable" }]);
    await this.#context.store.mirror.settle(type, new Map(settled), widestExpansion(this.#context));
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
      await store.mirror.settle(type, new Map(settled), widestExpansion(this.#context));
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
