import type { DirectoryGroup, DirectoryUser } from "../directory-object.ts";
import { render } from "../render.ts";
import type { Chain } from "./chain.ts";

/** Somebody whom a user or group refers to, or does not refer to any more. */
export type Link = {
  readonly "@odata.type": string;
  readonly id: string;
  readonly "@removed"?: { readonly reason: "deleted" };
};

/** One row of a delta query before it is shown. */
export type Row = {
  readonly id: string;
  /** As it is to be shown; null: gone for good. */
  readonly object: DirectoryUser | DirectoryGroup | null;
  /** Names of the properties that changed; null: all of them are new to the reader. */
  readonly changed: ReadonlySet<string> | null;
  readonly managers: readonly Link[];
  readonly members: readonly Link[];
};

export type ShowOptions = {
  readonly chain: Chain;
  /** True: only what changed, as `Prefer: return=minimal` asks. */
  readonly minimal: boolean;
  /** True: nothing but the id may be seen, every other value being null. */
  readonly limited: boolean;
};

export function showRow({ id, object, changed, managers, members }: Row, options: ShowOptions): object {
  if (object === null) return { id, "@removed": { reason: "deleted" } };
  if (object.deletedDateTime !== null) return { id, "@removed": { reason: "changed" } };
  const selected = options.chain.select ?? Object.keys(object.properties);
  const names = options.minimal && changed !== null ? selected.filter((name) => changed.has(name)) : selected;
  return {
    ...render(object, {
      select: names.filter((name) => name in object.properties),
      limited: options.limited,
    }),
    id,
    ...(managers.length === 0 ? {} : { "manager@delta": managers }),
    ...(members.length === 0 ? {} : { "members@delta": members }),
  };
}
