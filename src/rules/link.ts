import type { ObjectType } from "./directory.ts";
import type { Unkept } from "./unkept.ts";

/** The remembered pair of a directory object and its object in the target. */
export type Link = {
  readonly type: ObjectType;
  readonly sourceId: string;
  readonly targetId: string;
  /** `disabled`: by us. */
  readonly state: "active" | "disabled";
  readonly since: Date;
  /** Digest of the values last applied; null when what the target holds is not certain. */
  readonly applied: string | null;
  /** Groups: whether the members remembered for the target's group are what it has. */
  readonly membersKnown: boolean;
  /** What was written and has not been seen since. */
  readonly unkept: Unkept;
};
