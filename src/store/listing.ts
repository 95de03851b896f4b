import type { ObjectType } from "../rules/directory.ts";
import type { MatchKey } from "../rules/operation.ts";
import type { TargetObject } from "../rules/target-object.ts";

/** The target as one listing showed it: lives for one plan, in the store so that memory stays flat. */
export interface Listing {
  clear(type: ObjectType): Promise<void>;
  /** Stores a page; `paths` are the attributes it can be found by. An id seen before is replaced. */
  add(type: ObjectType, page: { objects: readonly TargetObject[]; paths: readonly string[] }): Promise<void>;
  /**
   * Objects that have any of the keys, with the key; values compare lower-cased, so the caller checks again.
   */
  find(
    type: ObjectType,
    keys: readonly MatchKey[],
  ): Promise<readonly { readonly key: MatchKey; readonly object: TargetObject }[]>;
  get(type: ObjectType, ids: readonly string[]): Promise<readonly TargetObject[]>;
}
