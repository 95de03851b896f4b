import type { AppRole, Attributes, ObjectType } from "./directory.ts";

/** One thing the directory says. */
export type SourceRecord =
  | {
      readonly kind: "object";
      readonly type: ObjectType;
      readonly id: string;
      readonly state: "active" | "softDeleted";
      readonly attributes: Attributes;
      /**
       * Milliseconds since 1970 until which another server of the directory may still know something newer;
       * left out where nothing speaks for that.
       */
      readonly doubtedUntil?: number;
    }
  /** The object exists, but what it is cannot be read: it keeps its last values and its last decision. */
  | { readonly kind: "unreadable"; readonly type: ObjectType; readonly id: string }
  /** Permanently gone, as the directory itself reports. */
  | { readonly kind: "gone"; readonly type: ObjectType; readonly id: string }
  /** A direct read did not find it: a second look decides. Until then it keeps what is known of it. */
  | { readonly kind: "missing"; readonly type: ObjectType; readonly id: string }
  | {
      readonly kind: "assignment";
      readonly id: string;
      readonly principalId: string;
      readonly principalType: "User" | "Group";
      readonly appRoleId: string | null;
    }
  /** A role that assignments can carry. */
  | ({ readonly kind: "role" } & AppRole)
  /** Direct members; a large group comes in several records. One without members comes in one, empty. */
  | {
      readonly kind: "members";
      readonly groupId: string;
      readonly members: readonly { readonly id: string; readonly type: ObjectType }[];
    }
  /** The group's members cannot be read: it keeps those that are known. */
  | { readonly kind: "hiddenMembers"; readonly groupId: string }
  /**
   * The directory's change feed says that they have left the group, which ends their memberships unless the
   * read lists them; or that nobody is in it, which bears out that it is empty and ends none by itself.
   */
  | { readonly kind: "left"; readonly groupId: string; readonly memberIds: readonly string[] | "all" };

/** Records that are made durable together with the position after them. */
export type SourcePage = {
  readonly records: readonly SourceRecord[];
  /** JSON that only the source reads; absent where the page is no position to go on from. */
  readonly watermark?: unknown;
};

/** How a read ended. A read that does not end well throws instead. */
export type SourceEnd = {
  /**
   * Every object in scope was reported; false: those that changed. Assignments, and the members of every
   * group that counts, are reported whole in both.
   */
  readonly complete: boolean;
  /** What makes this read unfit as a reason to take anything away, for people; empty when it is fit. */
  readonly doubts: readonly string[];
  /** What people should look at although nothing else of the read is in doubt. */
  readonly warnings: readonly string[];
  readonly watermark: unknown;
};

/** Where an object that the last complete read did not report stands now. */
export type Whereabouts =
  | { readonly kind: "active"; readonly attributes: Attributes }
  | { readonly kind: "softDeleted"; readonly attributes: Attributes | null }
  | { readonly kind: "hardDeleted" }
  | { readonly kind: "unreadable" };
