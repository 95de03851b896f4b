import type { ObjectType } from "./directory.ts";

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
};
