import type { ObjectType } from "../rules/directory.ts";
import type { GuardClass } from "../rules/guard-class.ts";
import type { Failure, Operation, OperationKind } from "../rules/operation.ts";
import type { Unkept } from "../rules/unkept.ts";
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
  /**
   * The rest of a group operation whose changes and joins were committed in this plan: only its removals are
   * left.
   */
  readonly continued: boolean;
};

/** Removals come last; members that leave come after those that join. */
export type Phase = "users" | "groups" | "userRemovals" | "groupRemovals";

/** Phases that only take away. */
export function isRemovalPhase(phase: Phase): boolean {
  return phase === "userRemovals" || phase === "groupRemovals";
}

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
        /** Null: as it was; empty for a new link. */
        readonly unkept: Unkept | null;
      }
    | { readonly kind: "drop" };
  /** Source ids of users whose target id was wanted and not known yet. */
  readonly unresolved: readonly string[];
  /** Null: nothing waits. */
  readonly escrow: Escrow | null;
  /** True: look at the object again in this cycle or the next. */
  readonly again: boolean;
  /**
   * True: nobody knows what came of it. The operation stays sent, and the next cycle looks it up before
   * anything else.
   */
  readonly pending: boolean;
  /** Null: nothing worth telling. */
  readonly log: LogEntry | null;
  readonly counts: readonly CountName[];
};

export type ClassCounts = { readonly [name in GuardClass]: number };

/** The current plan: all operations of one cycle. */
export interface Operations {
  /** Forgets the last plan. */
  clear(): Promise<void>;
  /**
   * A group's memberships are planned before. A group that gains or changes belongs to `groups` and, when
   * that part is committed and members have to leave, goes on to `groupRemovals`; one that only loses members
   * begins there.
   */
  add(operations: readonly Operation[]): Promise<void>;
  /** Target objects that the plan's `link` operations adopt: source id by target id. */
  claims(type: ObjectType, targetIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Orders creates so that a manager comes before the reports; returns the number of levels. Loops come last.
   */
  order(): Promise<number>;
  count(phase: Phase): Promise<number>;
  classCounts(): Promise<ClassCounts>;
  /**
   * What the guard's percentages are of: active user links, group links, remembered memberships of linked
   * members.
   */
  bases(): Promise<Pick<ClassCounts, "userRemovals" | "groupRemovals" | "memberRemovals">>;
  /**
   * Holds every planned operation (or membership) of the class: it is not applied and stays due. Returns how
   * many.
   */
  hold(guardClass: GuardClass): Promise<number>;
  /** The next planned operations of a phase and level, marked as sent, durably, before they are returned. */
  take(query: { phase: Phase; level: number; limit: number }): Promise<readonly StoredOperation[]>;
  /**
   * Ends the plan's skips: dirty marks and escrows go, a reason that differs from the last one is logged (a
   * `ValueNotKept` only where the link has something new to remember), lost links are dropped. Skips that
   * decide nothing (`SourceIncomplete`, `Unreadable`, `ScopeUndecided`, `WaitsForGracePeriod`) stay due for
   * the next plan. Returns how many.
   */
  settleSkips(describe: (operation: Operation) => LogEntry): Promise<number>;
  /**
   * Stores what came of operations in one commit: links, escrows, dirty marks, log, counts; forgets the
   * operations. A link that appears or goes makes the reports and the groups of that user dirty, and what
   * their links remember as applied void. An object whose link has moved on to another one has nothing left
   * to do in this plan.
   */
  commit(outcomes: readonly Outcome[]): Promise<void>;
  /**
   * After a crash: objects of the unfinished plan become dirty again; of those that were sent nothing is
   * taken for granted any more (`applied`, `membersKnown`). Returns the names of the latter.
   */
  recover(): Promise<readonly string[]>;
  /** Logs every held operation whose object was not held when it was last logged. */
  logHeld(describe: (operation: Operation) => LogEntry): Promise<void>;
  /** In plan order, skips included. */
  list(options?: { state: "held" | "sent" }): AsyncIterable<StoredOperation>;
  escrows(): Promise<readonly NamedEscrow[]>;
}
