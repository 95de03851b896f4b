import type { Change } from "../rules/operation.ts";
import type { Outcome, Phase, StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { rememberRefusal } from "./generated-memory.ts";
import { nameHolder } from "./name-holder.ts";
import { outcomeOf } from "./outcome.ts";
import { redactFailure, redactWritten, secretsAbout } from "./redact-failure.ts";
import { writeMembers } from "./write-members.ts";
import { type WriteOptions, type Written, writeOperation } from "./write-operation.ts";

/**
 * An operation that has to wait until the cycle's others are through: somebody may still have the value it
 * needs.
 */
export type Deferred = {
  readonly kind: "deferred";
  readonly operation: StoredOperation;
  readonly because: "conflict" | "unanswered";
};
export type Carried = { readonly kind: "outcome"; readonly outcome: Outcome } | Deferred;

export type CarryOutOptions = WriteOptions & {
  readonly phase: Phase;
  /** False: a conflict is final. */
  readonly defer: boolean;
};

/** One operation with all its requests; the outcome is not stored yet. */
export async function carryOut(
  context: CycleContext,
  operation: StoredOperation,
  options: CarryOutOptions,
): Promise<Carried> {
  const started = performance.now();
  const { phase } = options;
  const written = leavesOnly(operation, phase)
    ? agreed(operation)
    : await writeOperation(context, operation, options);
  if ((written.kind === "conflict" || written.kind === "unanswered") && options.defer) {
    return { kind: "deferred", operation, because: written.kind };
  }
  const explained = written.kind === "conflict" ? await explain(context, operation, written) : written;
  const members = await membersOf(context, { operation, written, phase });
  const wentWell = (written.kind === "done" || written.kind === "gone") && members.failure === null;
  const secrets = wentWell ? [] : await secretsAbout(context, operation);
  const outcome = outcomeOf(context, {
    operation,
    phase,
    written: redactWritten(explained, secrets),
    members: members.change,
    membersFailure: members.failure === null ? null : redactFailure(members.failure, secrets),
    durationMs: Math.round(performance.now() - started),
  });
  return { kind: "outcome", outcome };
}

async function explain(
  context: CycleContext,
  operation: StoredOperation,
  written: Written & { kind: "conflict" },
): Promise<Written> {
  await rememberRefusal(context, operation);
  const holder = await nameHolder(context, operation);
  return holder === null ? written : { ...written, message: `${written.message}: ${holder}` };
}

/** The group's own attributes went out with the joins; what is left of its operation are the leaves. */
function leavesOnly({ kind }: StoredOperation, phase: Phase): boolean {
  return phase === "groupRemovals" && kind !== "delete";
}

function agreed({ targetId }: StoredOperation): Written {
  return targetId === null
    ? { kind: "gone" }
    : { kind: "done", targetId, unresolved: [], sent: true, found: null, movedFrom: null };
}

const unchanged = { change: null as Change | null, failure: null };

function membersOf(
  context: CycleContext,
  { operation, written, phase }: { operation: StoredOperation; written: Written; phase: Phase },
): Promise<Awaited<ReturnType<typeof writeMembers>>> {
  const { members, source, type } = operation;
  const action = phase === "groupRemovals" ? "remove" : "add";
  if (type !== "group" || written.kind !== "done" || written.found !== null || members[action] === 0) {
    return Promise.resolve(unchanged);
  }
  return writeMembers(context, { groupId: source.id, targetId: written.targetId, action });
}
