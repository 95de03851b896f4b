import type {
  Attributes,
  Grant,
  ObjectType,
  RelationName,
  Relations,
  SourceObject,
} from "../rules/directory.ts";
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
  /** Since when no look has found it, neither among those that are there nor among the deleted. */
  readonly missingSince: Date | null;
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

/** How far rules look beyond an object: what is read along with it, and whom its change concerns. */
export type Expansion = {
  readonly relations: readonly RelationName[];
  /** Members of groups in groups count as members of the outer ones; false if left out. */
  readonly nested?: boolean;
};

/** What a read did not report although it was there before, of people and groups that are not deleted. */
export type Lost = {
  readonly assignments: number;
  /** Groups whose members the read reported, without some who were there. */
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    /** None of those who were there is left, nor anybody new. */
    readonly emptied: boolean;
  }[];
};

/** Which of the objects that are neither reported nor linked stay in the mirror when a read ends. */
export type Ending = {
  readonly watermark: unknown;
  /**
   * `reachable`: those that an assignment or a membership reaches, and groups whose members the read
   * reported. Where everybody is in scope, `none` after a complete read, and `all` after others. What is gone
   * for good and not linked is forgotten in every case.
   */
  readonly keep: "none" | "reachable" | "all";
};

/** Where an object stands; `nowhere`: neither among those that are there nor among the deleted. */
export type Settled = Whereabouts | { readonly kind: "nowhere" };

/**
 * The directory as last seen. An object is dirty when anything its rules read has changed: itself, its
 * assignments, its memberships, for a group its members, for a user the link of the manager.
 */
export interface Mirror {
  /** Opens a read and returns its number; what the read reports is stamped with it. */
  begin(): Promise<number>;
  /**
   * Stores the page's records, marks what they change dirty, and the page's watermark, in one commit. Returns
   * the objects in it. `expansion`: the relations that rules read, so that a manager's or a group's change
   * makes nobody due whose rules cannot tell; left out, all of them are.
   */
  save(page: SourcePage, read: number, expansion?: Expansion): Promise<number>;
  /** Objects with a link or an escrow that the read did not report, in the order of their ids. */
  unseen(query: {
    read: number;
    type: ObjectType;
    after: string | null;
    limit: number;
  }): Promise<readonly string[]>;
  /** What the read has not reported so far. */
  lost(read: number): Promise<Lost>;
  /**
   * Active objects that the read takes an assignment from, or a membership of a group it reported the members
   * of; in the order of their ids.
   */
  losers(query: {
    read: number;
    type: ObjectType;
    after: string | null;
    limit: number;
  }): Promise<readonly string[]>;
  /** How many are not deleted. */
  countActive(type: ObjectType): Promise<number>;
  /** Those that are stored or linked. */
  which(type: ObjectType, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those that have to be read. */
  unread(type: ObjectType, ids: readonly string[]): Promise<readonly string[]>;
  /** Whose turn it is to be read again: all whose doubt ends after `doubtedAfter`, and `limit` others. */
  nextTurn(type: ObjectType, options: { limit: number; doubtedAfter: number }): Promise<readonly string[]>;
  /** The managers of those of the users who are active and readable; null: none. */
  managersOf(ids: readonly string[]): Promise<ReadonlyMap<string, Attributes | null>>;
  /** Who has one of these as manager. */
  reportsOf(
    managerIds: readonly string[],
  ): Promise<readonly { readonly id: string; readonly managerId: string }[]>;
  /** The groups that are members of these. */
  groupsIn(groupIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Stores where objects stand; `unreadable` ones keep what they had, and those that are nowhere count as
   * soft-deleted and stay in doubt.
   */
  settle(type: ObjectType, found: ReadonlyMap<string, Settled>, expansion?: Expansion): Promise<void>;
  /**
   * Ends a read in one commit: forgets assignments and memberships it did not report, marking those concerned
   * dirty, and objects that are not kept; stores the watermark.
   */
  end(read: number, ending: Ending, expansion?: Expansion): Promise<void>;
  /** What a read reported. */
  counts(read: number): Promise<MirrorCounts>;
  countDue(query: DueQuery): Promise<{ readonly linked: number; readonly unlinked: number }>;
  /**
   * Due objects in the order of their ids, except those that already have an operation in the current plan.
   */
  due(
    query: DueQuery & Partial<Expansion> & { after: string | null; limit: number },
  ): Promise<readonly MirroredObject[]>;
  byIds(type: ObjectType, ids: readonly string[], expansion?: Expansion): Promise<readonly MirroredObject[]>;
  markDirty(type: ObjectType, ids: readonly string[]): Promise<void>;
}
