import type { ObjectType } from "../rules/directory.ts";
import type { Failure, Operation, OperationKind } from "../rules/operation.ts";
import type { LogEntry } from "./log.ts";
import type { CountName } from "./cycles.ts";

/** A failed operation that waits for its next try. */
export type Escrow = {
  readonly operation: OperationKind;
  readonly failure: Failure;
  readonly attempts: number;
  readonly firstFailed: Date;
  /** Null: given up. */
  readonly nextTry: Date | null;
};

export type NamedEscrow = Escrow & {
  readonly type: ObjectType;
  readonly source: { readonly id: string; readonly name: string };
};

/** An operation of the current plan as the store keeps it. */
export type StoredOperation = Operation & {
  readonly seq: number;
  /** What came of earlier tries for this object. */
  readonly escrow: Escrow | null;
  /** Memberships this plan adds to and removes from the group; 0 for a user. */
  readonly members: { readonly add: number; readonly remove: number };
};

/** Removals come last; members that leave come after those that join. */
export type Phase = "users" | "groups" | "userRemovals" | "groupRemovals";

/** What came of one operation, with everything that has to become durable together. */
export type Outcome = {
  readonly operation: StoredOperation;
  readonly link:
    | { readonly kind: "keep" }
    | {
        readonly kind: "set";
        readonly targetId: string;
        readonly state: "active" | "disabled";
        readonly applied: string | null;
        readonly membersKnown: boolean;
      }
    | { readonly kind: "drop" };
  /** Source ids of users whose target id was wanted and not known yet. */
  readonly unresolved: readonly string[];
  /** Null: nothing waits. */
  readonly escrow: Escrow | null;
  /** True: look at the object again in this cycle or the next. */
  readonly again: boolean;
  /** Null: nothing worth telling. */
  readonly log: LogEntry | null;
  readonly counts: readonly CountName[];
};

export type ClassCounts = {
  readonly userRemovals: number;
  readonly groupRemovals: number;
  readonly memberRemovals: number;
  readonly creates: number;
  readonly lostLinks: number;
};
export type GuardClass = keyof ClassCounts;

/** The current plan: all operations of one cycle. */
export interface Operations {
  /** Forgets the last plan. */
  clear(): Promise<void>;
  add(operations: readonly Operation[]): Promise<void>;
  /** Claims of this plan on target objects: source id by target id. */
  claims(type: ObjectType, targetIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Orders creates so that a manager comes before the reports; returns the number of levels. Loops come last. */
  order(): Promise<number>;
  count(phase: Phase): Promise<number>;
  classCounts(): Promise<ClassCounts>;
  /** Holds every planned operation (or membership) of the class: it is not applied and stays due. */
  hold(guardClass: GuardClass): Promise<void>;
  /** The next planned operations of a phase and level, marked as sent, durably, before they are returned. */
  take(query: { phase: Phase; level: number; limit: number }): Promise<readonly StoredOperation[]>;
  /** Ends the plan's skips in one commit: dirty marks go, a reason that differs from the last one is logged. Returns how many. */
  settleSkips(describe: (operation: Operation) => LogEntry): Promise<number>;
  /** Stores what came of operations in one commit: links, escrows, dirty marks, log, counts; forgets the operations. */
  commit(outcomes: readonly Outcome[]): Promise<void>;
  /**
   * After a crash: objects of the unfinished plan become dirty again; of those that were sent nothing is taken for
   * granted any more (`applied`, `membersKnown`). Returns the names of the latter.
   */
  recover(): Promise<readonly string[]>;
  /** In plan order, skips included. */
  list(options?: { state: "held" }): AsyncIterable<StoredOperation>;
  escrows(): Promise<readonly NamedEscrow[]>;
}
