import type { Attributes, ObjectType } from "../rules/directory.ts";
import type { SourceEnd, SourcePage, Whereabouts } from "../rules/source-record.ts";

export type SourceCheck = {
  readonly name: string;
  readonly ok: boolean;
  readonly details: string;
  readonly cure: string | null;
  /** It passes, and somebody should look at it all the same. */
  readonly warning?: true;
};

/** A wait until the directory is asked again, of a few seconds or longer. */
export type Wait = { readonly reason: string; readonly ms: number };

/** What earlier reads have stored, as far as a read has to ask. */
export interface KnownObjects {
  /** How many are stored that are not deleted. */
  countActive(type: ObjectType): Promise<number>;
  /** Those of the ids that are stored or linked, whatever their state. */
  which(type: ObjectType, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Those of the ids that have to be read: not stored, unreadable when they were last read, gone for good, or
   * deleted as far as is known; not those that were certainly deleted, as the change feed tells their return.
   */
  unread(type: ObjectType, ids: readonly string[]): Promise<readonly string[]>;
  /**
   * Whose turn it is to be read again: everybody whose doubt ends after `doubtedAfter` (milliseconds since
   * 1970), and `limit` others: first those that are in doubt, the latest doubt first, then those whose last
   * read is longest ago. Objects that are gone for good have no turn.
   */
  nextTurn(type: ObjectType, options: { limit: number; doubtedAfter: number }): Promise<readonly string[]>;
  /** The managers of those of the users who are stored and were readable; null: none. */
  managersOf(ids: readonly string[]): Promise<KnownManagers>;
  /** The stored users, deleted ones left out, whose manager is one of these. */
  reportsOf(managerIds: readonly string[]): Promise<readonly Report[]>;
  /** The groups that are stored as members of these. */
  groupsIn(groupIds: readonly string[]): Promise<readonly string[]>;
}

/** Managers by the ids of those whose they are. */
export type KnownManagers = ReadonlyMap<string, Attributes | null>;

/** Somebody and the manager. */
type Report = { readonly id: string; readonly managerId: string };

export type ReadOptions = {
  /** Where the last read stopped; null: nowhere. */
  readonly watermark: unknown;
  /** Report every object in scope; the position is kept all the same. */
  readonly complete: boolean;
  readonly known: KnownObjects;
  /** The cycle's idea of the time. */
  readonly now: Date;
  readonly signal: AbortSignal;
};

/** What a second look is about. */
export type Edges = {
  readonly assignments: boolean;
  /** The groups whose members are read. */
  readonly groups: readonly string[];
};

/** The directory. Throws `StopError` for whatever makes the whole read worthless. */
export interface Source extends AsyncDisposable {
  /** Cloud, tenant and service principal, or file: what links, mirror and watermark belong to. */
  readonly identity: string;
  /** Requests sent so far. */
  readonly requests: number;
  /**
   * How long after a read what was missing in it is looked for again, before it counts as gone. Null: a
   * second look would show the same.
   */
  readonly confirmAfterMs: number | null;
  /**
   * Reports what changed since `watermark`, or everything when it is null, has expired or belongs to other
   * rules. Assignments and memberships are always reported whole.
   */
  read(options: ReadOptions): AsyncGenerator<SourcePage, SourceEnd, undefined>;
  /** Reads assignments and memberships once more. */
  readAgain(
    edges: Edges,
    options: { readonly known: KnownObjects; readonly signal: AbortSignal },
  ): AsyncGenerator<SourcePage, void, undefined>;
  /** Direct reads of single objects, in the order asked; at most 1,000 ids a call. */
  locate(
    type: ObjectType,
    ids: readonly string[],
    options: { signal: AbortSignal },
  ): Promise<readonly Whereabouts[]>;
  /** Tests the way to the directory step by step; never throws for what it finds. */
  check(options: { signal: AbortSignal }): AsyncGenerator<SourceCheck, void, undefined>;
}
