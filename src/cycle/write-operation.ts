import type { Failure } from "../rules/operation.ts";
import { isOnTrial } from "../rules/weigh-changes.ts";
import type { StoredOperation } from "../store/operations.ts";
import { TargetError } from "../target/target.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure, plannedFailure, transientFailure } from "./failures.ts";
import { matchAgain } from "./match-again.ts";
import { type ResolvedChanges, resolveChanges, type TargetIds } from "./resolve.ts";
import { seeWrite, verifyWrite } from "./verify-write.ts";
import type { Written } from "./written.ts";

export type WriteOptions = {
  readonly targetIds: TargetIds;
  /** What came of the first try: a create is not repeated before the target has been asked who matches. */
  readonly earlier: (Written & { readonly kind: "conflict" | "unanswered" }) | null;
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
  const written = await send(context, operation, { resolved, earlier });
  if (written.kind !== "done" || !written.sent || written.found !== null) return written;
  const { changes } = resolved;
  if (context.job.target.verify !== "off") return verifyWrite(context, operation, { written, changes });
  const isDoubted = changes.some(({ path }) => {
    const remembered = operation.unkept?.[path];
    return remembered !== undefined && isOnTrial(remembered);
  });
  return isDoubted ? seeWrite(context, operation, { written, changes }) : written;
}

type Sending = { readonly resolved: ResolvedChanges; readonly earlier: WriteOptions["earlier"] };

async function send(
  context: CycleContext,
  operation: StoredOperation,
  { resolved, earlier }: Sending,
): Promise<Written> {
  if (operation.kind === "create") return create(context, operation, { resolved, earlier });
  if (operation.targetId === null) return failed(transientFailure("The plan names no account to write to"));
  if (operation.kind === "delete") return remove(context, operation, operation.targetId);
  return update(context, { operation, targetId: operation.targetId, resolved });
}

async function create(
  context: CycleContext,
  operation: StoredOperation,
  { resolved, earlier }: Sending,
): Promise<Written> {
  const { type } = operation;
  if (earlier !== null) {
    const isLost = earlier.kind === "unanswered";
    const match = await matchAgain(context, operation, { scan: !isLost || earlier.confirmed });
    if (match.kind === "failed") return match;
    const found = isLost ? "created" : "before";
    if (match.kind === "one") {
      return { ...done(match.targetId, resolved, true), found, movedFrom: match.movedFrom };
    }
    // Nobody has it, but the first create may still be under way there.
    if (isLost) return earlier;
  }
  const result = await context.target.write({ kind: "create", type, changes: resolved.changes }, context);
  switch (result.kind) {
    case "done":
      return done(result.id, resolved, true);
    case "gone":
      return failed(transientFailure("The target answered 404 to a create"));
    case "unknown":
      return { ...result, kind: "unanswered", confirmed: result.confirmed === true };
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
  return { kind: "done", targetId, unresolved, sent, found: null, movedFrom: null, seen: null };
}

function failed(failure: Failure): Written {
  return { kind: "failed", failure };
}
