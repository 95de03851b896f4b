import type { ObjectType } from "../rules/directory.ts";

/** A membership that the plan changes; `targetId` is null while the member has no account yet. */
export type MemberChange = {
  readonly memberId: string;
  readonly targetId: string | null;
  /** Whoever leaves, and was not found in the group by the last look. */
  readonly unseen?: true;
};

/** What the target's groups hold as far as we know, and what the plan changes about it. */
export interface Members {
  /**
   * What a read of the target's group showed: replaces what was remembered; its link, if any, has
   * `membersKnown` then. A linked member that was there before and is not found is missing, and given up when
   * that happens a second time without its having been found in between. Null: the target shows no members,
   * and what is remembered stands. Returns how many are taken to be there.
   */
  remember(groupTargetId: string, memberTargetIds: readonly string[] | null): Promise<number>;
  /**
   * Writes down what has to change in groups (source ids): joins are members in the mirror that are linked
   * and active, or that this plan creates, links or enables, and that the target's group does not have;
   * leaves are members it has or was given that are linked, or that this plan links, and whose membership has
   * ended in the directory. Members that nobody here is linked to, or who are soft-deleted in the directory,
   * are left alone, and so are those that are given up, as long as their membership lasts. Groups with
   * nothing to change are left out of the result. `nested`: the users of groups in a group are its members
   * instead of those groups, however deep.
   */
  plan(
    groups: readonly { readonly groupId: string; readonly targetId: string | null }[],
    options?: { readonly nested: boolean },
  ): Promise<ReadonlyMap<string, { readonly add: number; readonly remove: number }>>;
  /** Target ids of members that are given up, by the target id of their group; only groups that have any. */
  givenUp(groupTargetIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * The next planned changes of one kind that can be sent, that is whose member has an account; of both types
   * unless one is asked for.
   */
  take(
    groupId: string,
    query: { action: "add" | "remove"; limit: number; type?: ObjectType },
  ): Promise<readonly MemberChange[]>;
  /**
   * Stores what the target has accepted; what it has refused is not taken again in this plan, and what is
   * given up in no later one either.
   */
  commit(
    groupId: string,
    change: {
      groupTargetId: string;
      action: "add" | "remove";
      members: readonly MemberChange[];
      refused?: readonly MemberChange[];
      givenUp?: readonly MemberChange[];
    },
  ): Promise<void>;
  /** Planned changes of one group for people: source ids. */
  planned(groupId: string): Promise<{ readonly add: readonly string[]; readonly remove: readonly string[] }>;
}
