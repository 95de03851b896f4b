import type { ObjectType } from "../rules/directory.ts";
import type { Failure, MatchKey, Reference, TargetValue } from "../rules/operation.ts";
import type { TargetCapabilities } from "../rules/target-capabilities.ts";
import type { TargetDescription, TargetStatement } from "../rules/target-description.ts";
import type { TargetObject } from "../rules/target-object.ts";

/** A change whose references are resolved to target ids. */
export type ResolvedChange = {
  readonly path: string;
  readonly from: ResolvedValue;
  readonly to: ResolvedValue;
  /** `to` joins what is there; nothing is taken away. */
  readonly adds?: true;
};
export type ResolvedValue = Exclude<TargetValue, Reference>;

/** A write of one user or group. */
export type ObjectWrite =
  | { readonly kind: "create"; readonly type: ObjectType; readonly changes: readonly ResolvedChange[] }
  | {
      readonly kind: "update";
      readonly type: ObjectType;
      readonly id: string;
      readonly changes: readonly ResolvedChange[];
      /** The target has confirmed just this and not done it: another way of saying it may help. */
      readonly again?: true;
    }
  | { readonly kind: "delete"; readonly type: ObjectType; readonly id: string };

/**
 * A write of one group's members: at most `memberBatch` ids in both lists together; an id to add is no member
 * yet.
 */
export type MemberWrite = {
  readonly kind: "members";
  readonly id: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** As with an update. */
  readonly again?: true;
};

export type Write = ObjectWrite | MemberWrite;

export type WriteResult =
  | { readonly kind: "done"; readonly id: string }
  /** 404: nothing there to write to. */
  | { readonly kind: "gone" }
  /** 409 or `uniqueness`: another resource has a value that must be unique. */
  | { readonly kind: "conflict"; readonly message: string }
  /** The request went out and no answer came: look before writing again. */
  | {
      readonly kind: "unknown";
      readonly message: string;
      /** An answer did come, and says that it is done, but not what was made. */
      readonly confirmed?: true;
      /** An answer did come, and says that it failed: what it is where a look finds nothing. */
      readonly failure?: Failure;
    }
  | { readonly kind: "failed"; readonly failure: Failure };

export type MemberWriteResult =
  | WriteResult
  /** Everything else of the write is done; these ids the application refuses. */
  | { readonly kind: "partial"; readonly refused: readonly string[]; readonly failure: Failure };

/**
 * The application answers, but not to this question about this object: a `Failure` thrown by `find` and
 * `read`.
 */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export type ListPage = {
  readonly objects: readonly TargetObject[];
  /** What the target says it holds altogether. */
  readonly total: number;
};

export type TargetCheck = {
  readonly name: string;
  readonly ok: boolean;
  readonly details: string;
  readonly cure: string | null;
  /** It passes, and somebody should look at it all the same. */
  readonly warning?: true;
};

/**
 * The application. Every method throws `StopError` when it rejects us, cannot be reached, or is no SCIM
 * server.
 */
export interface Target extends AsyncDisposable {
  /** Normalised base URL: what the links belong to. */
  readonly identity: string;
  /** Requests sent so far, retries included. */
  readonly requests: number;
  /** How many calls may be under way together; where writes share requests, many more than requests. */
  readonly concurrency: number;
  /** How many members one request may add or remove. */
  readonly memberBatch: number;
  /**
   * Resources with exactly this value (compared as the attribute demands), never what the server merely
   * claims. `scan` looks through the whole collection where the filter finds nothing: servers refuse values
   * as taken that their own filters do not find (letter case, plus signs, backslashes).
   */
  find(
    type: ObjectType,
    key: MatchKey,
    options: { signal: AbortSignal; scan?: boolean },
  ): Promise<readonly TargetObject[]>;
  /**
   * Every resource, page by page; groups without their members. Returns false when the listing is not
   * complete.
   */
  list(type: ObjectType, options: { signal: AbortSignal }): AsyncGenerator<ListPage, boolean, undefined>;
  /** One resource, or null where the target answers 404. Groups without members unless asked. */
  read(
    type: ObjectType,
    id: string,
    options: { signal: AbortSignal; members?: boolean },
  ): Promise<TargetObject | null>;
  write(write: ObjectWrite, options: { signal: AbortSignal }): Promise<WriteResult>;
  write(write: MemberWrite, options: { signal: AbortSignal }): Promise<MemberWriteResult>;
  /** What the application can do, as far as is known by now. */
  readonly capabilities: TargetCapabilities;
  /** What it was seen to do, to be remembered for later cycles. */
  readonly learned: Partial<TargetCapabilities>;
  /**
   * Asks the application what it says of itself, and goes by it from now on. Stops nothing: what it does not
   * say is left out. Not everything it says is so: `refineRules` takes of the schema what does no harm.
   */
  describe(options: { signal: AbortSignal }): Promise<TargetStatement>;
  /** Asks whether there is such a thing as groups. */
  hasGroups(options: { signal: AbortSignal }): Promise<boolean>;
  /** Goes by what is remembered, without asking. */
  assume(description: TargetDescription): void;
  /**
   * Tests the way to the application step by step, with the job's matching attribute, and says what it can
   * do; never throws. Returns what the application says of itself, null where the way to it ends before.
   */
  check(
    wanted: { type: ObjectType; path: string; groups?: boolean },
    options: { signal: AbortSignal },
  ): AsyncGenerator<TargetCheck, TargetStatement | null, undefined>;
}
