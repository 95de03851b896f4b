import type { Outcome, Phase, StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { rememberRefusal } from "./generated-memory.ts";
import { nameHolder } from "./name-holder.ts";
import { outcomeOf } from "./outcome.ts";
import { redactFailure, redactWritten, secretsAbout } from "./redact-failure.ts";
import { type MembersWritten, noMembers, writeMembers } from "./write-members.ts";
import { type WriteOptions, writeOperation } from "./write-operation.ts";
import type { Written } from "./written.ts";

/**
 * An operation that has to wait until the cycle's others are through: somebody may still have the value it
 * needs.
 */
export type Deferred = {
  readonly kind: "deferred";
  readonly operation: StoredOperation;
  /** What came of the first try. */
  readonly because: NonNullable<WriteOptions["earlier"]>;
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
    return { kind: "deferred", operation, because: written };
  }
  const explained = written.kind === "conflict" ? await explain(context, operation, written) : written;
  const members = await membersOf(context, { operation, written, phase });
  const wentWell =
    (written.kind === "done" || written.kind === "gone") &&
    members.failure === null &&
    members.unwelcome === null;
  const secrets = wentWell ? [] : await secretsAbout(context, operation);
  const outcome = outcomeOf(context, {
    operation,
    phase,
    written: redactWritten(explained, secrets),
    members: {
      ...members,
      failure: members.failure === null ? null : redactFailure(members.failure, secrets),
      unwelcome: members.unwelcome === null ? null : redactUnwelcome(members.unwelcome, secrets),
    },
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
    : { kind: "done", targetId, unresolved: [], sent: true, found: null, movedFrom: null, seen: null };
}

/** What a group is refused of its own attributes keeps no member out. */
function membersOf(
  context: CycleContext,
  { operation, written, phase }: { operation: StoredOperation; written: Written; phase: Phase },
): Promise<MembersWritten> {
  const { members, source, type } = operation;
  const action = phase === "groupRemovals" ? "remove" : "add";
  const targetId = takesMembers(operation, written);
  if (type !== "group" || targetId === null || members[action] === 0) return Promise.resolve(noMembers);
  return writeMembers(context, { groupId: source.id, targetId, action });
}

/** The group to write members to; null for none. */
function takesMembers({ kind, targetId }: StoredOperation, written: Written): string | null {
  switch (written.kind) {
    case "done":
      return written.found === null ? written.targetId : null;
    case "failed":
      return kind === "update" && !written.failure.transient ? targetId : null;
    case "gone":
    case "conflict":
    case "unanswered":
      return null;
  }
}

function redactUnwelcome(
  unwelcome: NonNullable<MembersWritten["unwelcome"]>,
  secrets: Parameters<typeof redactFailure>[1],
): MembersWritten["unwelcome"] {
  return { ...unwelcome, failure: redactFailure(unwelcome.failure, secrets) };
}
