import type { AppRole, Attributes, ObjectType } from "./directory.ts";

/** One thing the directory says. */
export type SourceRecord =
  | {
      readonly kind: "object";
      readonly type: ObjectType;
      readonly id: string;
      readonly state: "active" | "softDeleted";
      readonly attributes: Attributes;
    }
  /** The object exists, but what it is cannot be read: it keeps its last values and its last decision. */
  | { readonly kind: "unreadable"; readonly type: ObjectType; readonly id: string }
  /** Permanently gone, as the directory itself reports. */
  | { readonly kind: "gone"; readonly type: ObjectType; readonly id: string }
  | {
      readonly kind: "assignment";
      readonly id: string;
      readonly principalId: string;
      readonly principalType: "User" | "Group";
      readonly appRoleId: string | null;
    }
  /** A role that assignments can carry. */
  | ({ readonly kind: "role" } & AppRole)
  /** Direct members; a large group comes in several records. */
  | {
      readonly kind: "members";
      readonly groupId: string;
      readonly members: readonly { readonly id: string; readonly type: ObjectType }[];
    };

/** Records that are made durable together with the position after them. */
export type SourcePage = {
  readonly records: readonly SourceRecord[];
  /** JSON that only the source reads; absent where the page is no position to go on from. */
  readonly watermark?: unknown;
};

/** How a read ended. A read that does not end well throws instead. */
export type SourceEnd = {
  /** Everything in scope was reported: what was not seen is not there any more. */
  readonly complete: boolean;
  /** What makes this read unfit as a reason to take anything away, for people; empty when it is fit. */
  readonly doubts: readonly string[];
  readonly watermark: unknown;
};

/** Where an object that the last complete read did not report stands now. */
export type Whereabouts =
  | { readonly kind: "active"; readonly attributes: Attributes }
  | { readonly kind: "softDeleted"; readonly attributes: Attributes | null }
  | { readonly kind: "hardDeleted" }
  | { readonly kind: "unreadable" };
