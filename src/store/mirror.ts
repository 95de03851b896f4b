import type { Grant, ObjectType, RelationName, Relations, SourceObject } from "../rules/directory.ts";
import type { Link } from "../rules/link.ts";
import type { SourcePage, Whereabouts } from "../rules/source-record.ts";

/** An object of the directory with everything the rules weigh. */
export type MirroredObject = {
  readonly object: SourceObject;
  /** Every assignment that reaches the object; empty: not assigned. */
  readonly grants: readonly Grant[];
  readonly link: Link | null;
  /** False: the last read found it but could not read it; its attributes are the last known ones. */
  readonly readable: boolean;
  /** Reason of the last skip that was logged. */
  readonly lastSkip: string | null;
  /** Those that were asked for; the others are empty. */
  readonly relations: Relations;
};

export type MirrorCounts = {
  readonly users: number;
  readonly groups: number;
  readonly assignments: number;
  readonly memberships: number;
};

/** Which objects a plan is about. */
export type DueQuery = {
  readonly type: ObjectType;
  /** Every object, not only the dirty ones and the escrows whose time has come. */
  readonly all: boolean;
  readonly now: Date;
};

/** What is to be read of the objects besides themselves. */
export type Beside = { readonly relations: readonly RelationName[] };

/**
 * The directory as last seen. An object is dirty when anything its rules read has changed: itself, its
 * assignments, its memberships, for a group its members, for a user the link of the manager.
 */
export interface Mirror {
  /** Opens a complete read and returns its number; what the read reports is stamped with it. */
  begin(): Promise<number>;
  /**
   * Stores the page's records, marks what they change dirty, and the page's watermark, in one commit. Returns
   * the objects in it. `dependants`: the relations that rules read, so that a manager's or a group's change
   * makes nobody due whose rules cannot tell; left out, all of them are.
   */
  save(page: SourcePage, read: number, dependants?: Beside): Promise<number>;
  /** Linked objects that the read did not report, in the order of their ids. */
  unseen(query: {
    read: number;
    type: ObjectType;
    after: string | null;
    limit: number;
  }): Promise<readonly string[]>;
  /** Stores where unseen objects stand; `unreadable` ones keep what they had. */
  settle(type: ObjectType, found: ReadonlyMap<string, Whereabouts>, dependants?: Beside): Promise<void>;
  /**
   * Ends a complete read in one commit: forgets assignments and memberships it did not report, marking those
   * concerned dirty, and objects that are neither reported nor linked; stores the watermark.
   */
  end(read: number, options: { watermark: unknown }): Promise<void>;
  /** What a read reported. */
  counts(read: number): Promise<MirrorCounts>;
  countDue(query: DueQuery): Promise<{ readonly linked: number; readonly unlinked: number }>;
  /**
   * Due objects in the order of their ids, except those that already have an operation in the current plan.
   */
  due(
    query: DueQuery & Partial<Beside> & { after: string | null; limit: number },
  ): Promise<readonly MirroredObject[]>;
  byIds(type: ObjectType, ids: readonly string[], beside?: Beside): Promise<readonly MirroredObject[]>;
  markDirty(type: ObjectType, ids: readonly string[]): Promise<void>;
}
