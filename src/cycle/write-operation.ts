import type { Failure } from "../rules/operation.ts";
import type { StoredOperation } from "../store/operations.ts";
import { TargetError } from "../target/target.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure, plannedFailure, transientFailure } from "./failures.ts";
import { matchAgain } from "./match-again.ts";
import { type ResolvedChanges, resolveChanges, type TargetIds } from "./resolve.ts";

/** What came of one operation's requests, before anything of it is stored. */
export type Written =
  | {
      readonly kind: "done";
      readonly targetId: string;
      readonly unresolved: readonly string[];
      /** False: the target agreed already and nothing was sent. */
      readonly sent: boolean;
      /**
       * How an account that a create did not report was found: `created` by that create, or there `before`.
       * What it holds is not known, so it has to be looked at again. Null: the write said all there is to
       * know.
       */
      readonly found: "created" | "before" | null;
      /** Whose the account was before, when it moves on only now: a rehire that a 409 brought to light. */
      readonly movedFrom: string | null;
    }
  /** The account is not there any more. */
  | { readonly kind: "gone" }
  /** 409: the target refuses a value that another object of it has. */
  | { readonly kind: "conflict"; readonly message: string }
  /** A create went out and no answer came back. */
  | { readonly kind: "unanswered"; readonly message: string }
  | { readonly kind: "failed"; readonly failure: Failure };

export type WriteOptions = {
  readonly targetIds: TargetIds;
  /** What came of the first try: a create is not repeated before the target has been asked who matches. */
  readonly earlier: "conflict" | "unanswered" | null;
};

/** Carries one operation out. */
export async function writeOperation(
  context: CycleContext,
  operation: StoredOperation,
  options: WriteOptions,
): Promise<Written> {
  if (operation.kind === "fail") return failed(plannedFailure(operation));
  try {
    return await write(context, operation, options);
  } catch (error) {
    if (error instanceof TargetError) return failed(error.failure);
    throw error;
  }
}

async function write(
  context: CycleContext,
  operation: StoredOperation,
  { targetIds, earlier }: WriteOptions,
): Promise<Written> {
  const resolved = resolveChanges(operation.changes, targetIds);
  if (operation.kind === "create") return create(context, operation, { resolved, earlier });
  if (operation.targetId === null) return failed(transientFailure("The plan names no account to write to"));
  if (operation.kind === "delete") return remove(context, operation, operation.targetId);
  return update(context, { operation, targetId: operation.targetId, resolved });
}

async function create(
  context: CycleContext,
  operation: StoredOperation,
  { resolved, earlier }: { resolved: ResolvedChanges; earlier: WriteOptions["earlier"] },
): Promise<Written> {
  const { type } = operation;
  if (earlier !== null) {
    const match = await matchAgain(context, operation, { scan: earlier === "conflict" });
    if (match.kind === "failed") return match;
    const found = earlier === "unanswered" ? "created" : "before";
    if (match.kind === "one") {
      return { ...done(match.targetId, resolved, true), found, movedFrom: match.movedFrom };
    }
    // Nobody has it, but the first create may still be under way there.
    if (earlier === "unanswered")
      return { kind: "unanswered", message: "The target gave no answer to the create" };
  }
  const result = await context.target.write({ kind: "create", type, changes: resolved.changes }, context);
  switch (result.kind) {
    case "done":
      return done(result.id, resolved, true);
    case "gone":
      return failed(transientFailure("The target answered 404 to a create"));
    case "unknown":
      return { kind: "unanswered", message: result.message };
    case "conflict":
    case "failed":
      return result;
  }
}

async function update(
  context: CycleContext,
  {
    operation,
    targetId,
    resolved,
  }: { operation: StoredOperation; targetId: string; resolved: ResolvedChanges },
): Promise<Written> {
  const { changes } = resolved;
  if (changes.length === 0) return done(targetId, resolved, false);
  const { type } = operation;
  const result = await context.target.write({ kind: "update", type, id: targetId, changes }, context);
  switch (result.kind) {
    case "done":
      return done(targetId, resolved, true);
    case "gone":
    case "conflict":
    case "failed":
      return result;
    case "unknown":
      return failed(transientFailure(result.message));
  }
}

async function remove(context: CycleContext, { type }: StoredOperation, id: string): Promise<Written> {
  const result = await context.target.write({ kind: "delete", type, id }, context);
  switch (result.kind) {
    case "done":
      return done(id, nothingUnresolved, true);
    case "gone":
    case "failed":
      return result;
    case "conflict":
      return failed(permanentFailure("Conflict", result.message));
    case "unknown":
      return failed(transientFailure(result.message));
  }
}

const nothingUnresolved = { unresolved: [] };

function done(
  targetId: string,
  { unresolved }: Pick<ResolvedChanges, "unresolved">,
  sent: boolean,
): Written & { kind: "done" } {
  return { kind: "done", targetId, unresolved, sent, found: null, movedFrom: null };
}

function failed(failure: Failure): Written {
  return { kind: "failed", failure };
}
