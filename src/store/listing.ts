import type { ObjectType } from "../rules/directory.ts";
import type { MatchKey } from "../rules/operation.ts";
import type { TargetObject } from "../rules/target-object.ts";

/** A target object with the values it can be matched by, lower-cased. */
export type ListedObject = { readonly object: TargetObject; readonly keys: readonly MatchKey[] };

/** The target as one listing showed it: lives for one plan, in the store so that memory stays flat. */
export interface Listing {
  clear(type: ObjectType): Promise<void>;
  add(type: ObjectType, objects: readonly ListedObject[]): Promise<void>;
  /** Objects that have any of the keys; values compare lower-cased, so the caller checks again. */
  find(type: ObjectType, keys: readonly MatchKey[]): Promise<readonly TargetObject[]>;
  get(type: ObjectType, ids: readonly string[]): Promise<readonly TargetObject[]>;
}
