import type { ObjectType } from "../rules/directory.ts";
import type { Link } from "../rules/link.ts";

export type NamedLink = Link & { readonly sourceName: string };

export interface Links {
  /** `settled`: without those that the current plan drops because their account is gone. */
  ofSources(
    type: ObjectType,
    sourceIds: readonly string[],
    options?: { readonly settled: boolean },
  ): Promise<readonly Link[]>;
  /** Links of every job of this store that writes to the same target. */
  ofTargets(
    type: ObjectType,
    targetIds: readonly string[],
  ): Promise<readonly (Link & { readonly job: string })[]>;
  /** In the order of type and source id. */
  list(): AsyncIterable<NamedLink>;
  counts(): Promise<{ readonly users: number; readonly groups: number }>;
  /** How many of them keep an account that was disabled. */
  countDisabled(): Promise<number>;
  /** Forgets the pair, touches neither side, and marks the source object dirty. False when there was none. */
  remove(type: ObjectType, sourceId: string): Promise<boolean>;
}
