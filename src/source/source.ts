import type { ObjectType } from "../rules/directory.ts";
import type { SourceEnd, SourcePage, Whereabouts } from "../rules/source-record.ts";

export type SourceCheck = {
  readonly name: string;
  readonly ok: boolean;
  readonly details: string;
  readonly cure: string | null;
};

/** The directory. Throws `StopError` for whatever makes the whole read worthless. */
export interface Source extends AsyncDisposable {
  /** Cloud, tenant and service principal, or file: what links, mirror and watermark belong to. */
  readonly identity: string;
  /** Requests sent so far. */
  readonly requests: number;
  /**
   * Reports what changed since `watermark`, or everything when it is null or has expired.
   * Assignments and memberships are always reported whole.
   */
  read(options: {
    watermark: unknown;
    signal: AbortSignal;
  }): AsyncGenerator<SourcePage, SourceEnd, undefined>;
  /** Direct reads of single objects, in the order asked; at most 1,000 ids a call. */
  locate(
    type: ObjectType,
    ids: readonly string[],
    options: { signal: AbortSignal },
  ): Promise<readonly Whereabouts[]>;
  /** Tests the way to the directory step by step; never throws for what it finds. */
  check(options: { signal: AbortSignal }): AsyncGenerator<SourceCheck, void, undefined>;
}
