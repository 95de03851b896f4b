/** A membership that the plan changes; `targetId` is null while the member has no account yet. */
export type MemberChange = { readonly memberId: string; readonly targetId: string | null };

/** What the target's groups hold as far as we know, and what the plan changes about it. */
export interface Members {
  /**
   * What a read of the target's group showed: replaces what was remembered; its link, if any, has
   * `membersKnown` then.
   */
  remember(groupTargetId: string, memberTargetIds: readonly string[]): Promise<void>;
  /**
   * Writes down what has to change in groups (source ids): joins are members in the mirror that are linked
   * and active, or that this plan creates, links or enables, and that the target's group does not have;
   * leaves are members it has that are linked, or that this plan links, and whose membership has ended in the
   * directory. Members that nobody here is linked to, or who are soft-deleted in the directory, are left
   * alone. Groups with nothing to change are left out of the result. `nested`: the users of groups in a group
   * are its members instead of those groups, however deep.
   */
  plan(
    groups: readonly { readonly groupId: string; readonly targetId: string | null }[],
    options?: { readonly nested: boolean },
  ): Promise<ReadonlyMap<string, { readonly add: number; readonly remove: number }>>;
  /** The next planned changes of one kind that can be sent, that is whose member has an account. */
  take(groupId: string, query: { action: "add" | "remove"; limit: number }): Promise<readonly MemberChange[]>;
  /** Stores what the target has accepted; what it has refused is not taken again in this plan. */
  commit(
    groupId: string,
    change: {
      groupTargetId: string;
      action: "add" | "remove";
      members: readonly MemberChange[];
      refused?: readonly MemberChange[];
    },
  ): Promise<void>;
  /** Planned changes of one group for people: source ids. */
  planned(groupId: string): Promise<{ readonly add: readonly string[]; readonly remove: readonly string[] }>;
}
