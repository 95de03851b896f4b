import { nextTry } from "../rules/backoff.ts";
import { type Change, type Failure, isRemoval } from "../rules/operation.ts";
import type { CountName } from "../store/cycles.ts";
import {
  type Escrow,
  isRemovalPhase,
  type Outcome,
  type Phase,
  type StoredOperation,
} from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure, transientFailure } from "./failures.ts";
import { logEntry } from "./log-entry.ts";
import { exportText, unseenText } from "./export-text.ts";
import { type MembersWritten, noMembers } from "./write-members.ts";
import { operationSeen, unkeptAfter } from "./operation-seen.ts";
import type { Written } from "./written.ts";

type About = {
  readonly operation: StoredOperation;
  readonly phase: Phase;
  readonly written: Written;
  /** The change of members that went with it. */
  readonly members: MembersWritten;
  readonly durationMs: number;
};

/** What has to become durable about one operation: link, escrow, dirty mark, log and counts, all at once. */
export function outcomeOf(context: OutcomeContext, about: About): Outcome {
  const { operation, written } = about;
  switch (written.kind) {
    case "done":
      return isRemoval(operation) ? removed(context, about) : provisioned(context, { ...about, written });
    case "gone":
      return vanished(context, about);
    case "conflict":
      return failed(context, about, permanentFailure("AttributeConflict", written.message));
    case "unanswered":
      return { ...failed(context, about, failureOf(written)), pending: true };
    case "failed":
      return failed(context, about, written.failure);
  }
}

function failureOf({ failure, message }: Written & { kind: "unanswered" }): Failure {
  return failure ?? transientFailure(message);
}

type OutcomeContext = Pick<CycleContext, "job" | "cycle">;

/** Nothing of these holds for most outcomes. */
const settled = { unresolved: [], escrow: null, again: false, pending: false } as const;

function provisioned(
  context: OutcomeContext,
  about: About & { written: Written & { kind: "done" } },
): Outcome {
  const { written, members, durationMs } = about;
  const membersFailure = members.failure;
  const isUnseen = written.found === "unseen";
  const open = isUnseen ? transientFailure(unseenText(about.operation, written)) : membersFailure;
  const operation = operationSeen(context, about.operation, { written, members });
  // The first half of a group's operation failed: what it holds now is not what was planned.
  const halfFailed = operation.continued && operation.escrow !== null;
  const certain = written.found === null && written.unresolved.length === 0 && !halfFailed;
  const counts = operation.continued ? [] : countsOf(operation, written);
  return {
    ...settled,
    operation,
    link: {
      kind: "set",
      targetId: written.targetId,
      state: "active",
      applied: certain ? operation.applied : null,
      membersKnown: written.found === null && membersFailure === null && !halfFailed,
      unkept: unkeptAfter(operation, { written, members }),
    },
    unresolved: written.unresolved,
    escrow: open === null ? null : escrowOf(context, about, open),
    // Whom the target does not show yet would be made a second time if the same cycle looked again.
    again: written.found !== null && !isUnseen,
    log: logEntry(context, operation, {
      status: membersFailure === null ? "success" : "failure",
      targetId: written.targetId,
      changes: changesOf(about),
      failure: membersFailure,
      exported: membersFailure === null ? exportText(written) : failureText(membersFailure),
      durationMs,
    }),
    counts: membersFailure === null ? counts : [...counts, "failed"],
  };
}

function removed(context: OutcomeContext, { operation, durationMs }: About): Outcome {
  const { targetId } = operation;
  const disabled = operation.kind === "disable" && targetId !== null;
  return {
    ...settled,
    operation,
    link: disabled
      ? { kind: "set", targetId, state: "disabled", applied: null, membersKnown: true, unkept: null }
      : { kind: "drop" },
    // A disable that stands in for a delete keeps its object due until the grace period has ended.
    again: disabled && context.job.rules.deprovision.gracePeriodMs > 0,
    log: logEntry(context, operation, {
      status: "success",
      targetId,
      changes: operation.changes,
      failure: null,
      exported: `${operation.kind}d in the target`,
      durationMs,
    }),
    counts: [disabled ? "disabled" : "deleted"],
  };
}

/** 404 on a linked object, a delete's too: the next look decides whether the link is lost. */
function vanished(context: OutcomeContext, { operation, durationMs }: About): Outcome {
  return {
    ...settled,
    operation,
    link: { kind: "keep" },
    again: true,
    log: logEntry(context, operation, {
      status: "warning",
      targetId: operation.targetId,
      changes: [],
      failure: null,
      exported:
        "the target answered 404 although it had the object when the plan was made: it is decided again",
      durationMs,
    }),
    counts: [],
  };
}

/** The outcome of a write that was found out about later, beside the phases of a plan. */
export function belatedOutcome(
  context: OutcomeContext,
  operation: StoredOperation,
  written: Written,
): Outcome {
  const phase = operation.type === "user" ? "users" : "groups";
  return outcomeOf(context, {
    operation,
    phase,
    written,
    members: noMembers,
    durationMs: 0,
  });
}

function failed(context: OutcomeContext, about: About, failure: Failure): Outcome {
  const { operation, members, durationMs } = about;
  const { targetId } = operation;
  // Whose account it is has been decided, whatever became of the changes: nobody else's removal may reach it.
  const isDecided = operation.kind === "link" || members.failure !== null;
  return {
    ...settled,
    operation,
    link:
      isDecided && targetId !== null
        ? { kind: "set", targetId, state: "active", applied: null, membersKnown: false, unkept: null }
        : { kind: "keep" },
    escrow: escrowOf(context, about, failure),
    log: logEntry(context, operation, {
      status: "failure",
      targetId,
      changes: changesOf(about),
      failure,
      // What the plan gave up was never sent; a step of the plan says why.
      exported: operation.kind === "fail" ? null : failureText(failure),
      durationMs,
    }),
    counts: ["failed"],
  };
}

/** A change of members goes with those of the group itself. */
function changesOf({ operation, members: { change } }: About): readonly Change[] {
  return change === null ? operation.changes : [...operation.changes, change];
}

function escrowOf({ cycle }: OutcomeContext, { operation, phase }: About, failure: Failure): Escrow {
  const earlier = operation.escrow;
  return {
    operation: operation.kind,
    failure,
    attempts: (earlier?.attempts ?? 0) + 1,
    firstFailed: earlier?.firstFailed ?? cycle.now,
    nextTry: nextTry(failure, { earlier, now: cycle.now, removal: isRemovalPhase(phase) }),
  };
}

function failureText({ code, message }: Failure): string {
  return `${code}: ${message}`;
}

/** An adopted account that also needed a write counts as linked and as updated. */
function countsOf(operation: StoredOperation, written: Written & { kind: "done" }): readonly CountName[] {
  switch (operation.kind) {
    case "create":
      return written.found === "before" ? ["linked"] : ["created"];
    case "link":
      return written.sent ? ["linked", "updated"] : ["linked"];
    case "update":
      return ["updated"];
    case "enable":
      return ["enabled"];
    case "disable":
    case "delete":
    case "skip":
    case "fail":
      return [];
  }
}
