import type { ObjectType } from "../rules/directory.ts";

/** What is known of the values that were made up for one object at one path. */
export type Promised = {
  /** What it is going to have; null: nothing yet. */
  readonly value: string | null;
  /** Values, lower-cased, that the target did not take. */
  readonly refused: readonly string[];
};

export type GeneratedValue = Promised & { readonly sourceId: string; readonly path: string };

/**
 * Values that expressions made up for objects that have no account yet: made once, used again at every later
 * try. They go with the commit that links the object, unlinks it or forgets it.
 */
export interface Generated {
  /** Source id → path → what is known. */
  of(
    type: ObjectType,
    sourceIds: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, Promised>>>;
  /**
   * Who of this job has been promised one of these values at the path (compared without case): value
   * lower-cased → source id.
   */
  holders(
    type: ObjectType,
    query: { readonly path: string; readonly values: readonly string[] },
  ): Promise<ReadonlyMap<string, string>>;
  /** Replaces what was known of the objects at these paths. */
  keep(type: ObjectType, values: readonly GeneratedValue[]): Promise<void>;
}
