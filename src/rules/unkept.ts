/** A value that was written to an account, and that no look at it has shown since. */
export type UnkeptValue = {
  /** Digest of what was written. */
  readonly wanted: string;
  /** Digest of what the account showed instead. */
  readonly shown: string;
  /** How often it was written in a row. */
  readonly writes: number;
  /** Whether the log has said that the target does not keep it. */
  readonly told: boolean;
};

/**
 * By attribute path. Digests, as values may be secret. Empty: all that was written was seen, or not looked
 * for yet.
 */
export type Unkept = Readonly<Record<string, UnkeptValue>>;

export const nothingUnkept: Unkept = {};

/** What is still remembered when others of the values have been seen. */
export function withoutPaths(unkept: Unkept, paths: ReadonlySet<string>): Unkept {
  return Object.fromEntries(Object.entries(unkept).filter(([path]) => !paths.has(path)));
}
