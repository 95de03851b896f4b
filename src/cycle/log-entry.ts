import { type Change, type Failure, type Operation, warningsOf } from "../rules/operation.ts";
import { redactChange } from "../rules/redact.ts";
import type { LogEntry, LogStatus } from "../store/log.ts";
import type { CycleContext } from "./context.ts";

/** What the log needs to know besides the operation. */
export type LogDetails = {
  readonly status: LogStatus;
  readonly targetId: string | null;
  readonly changes: readonly Change[];
  readonly failure: Failure | null;
  /** The export step's one sentence; null where nothing was exported. */
  readonly exported: string | null;
  readonly durationMs: number;
};

/** One line of the provisioning log: the plan's steps and what came of them. */
export function logEntry(
  { job, cycle }: Pick<CycleContext, "job" | "cycle">,
  operation: Operation,
  told: LogDetails,
): LogEntry {
  const { failure, exported } = told;
  const warned = told.status === "success" && warningsOf(operation.steps).length > 0;
  const exportStatus = failure === null ? "success" : "failure";
  return {
    time: new Date().toISOString(),
    job: job.name,
    cycleId: cycle.id,
    action: operation.kind,
    status: warned ? "warning" : told.status,
    type: operation.type,
    source: operation.source,
    target: told.targetId === null ? null : { id: told.targetId },
    steps:
      exported === null
        ? operation.steps
        : [...operation.steps, { name: "export", status: exportStatus, details: exported }],
    changes: told.changes.map(redactChange),
    error: failure === null ? null : { code: failure.code, message: failure.message, cure: failure.cure },
    durationMs: told.durationMs,
  };
}

/** A skip as the log keeps it. */
export function skipEntry(context: Pick<CycleContext, "job" | "cycle">, operation: Operation): LogEntry {
  const { reason, message } = operation;
  const isKept = reason === "Unreadable" || reason === "ScopeUndecided";
  const isLeftAlone = warningsOf(operation.steps).length > 0;
  const warns = isKept || isLeftAlone || (reason === "AccountDisabled" && message !== null);
  return logEntry(context, operation, {
    status: warns ? "warning" : "skipped",
    targetId: operation.targetId,
    changes: [],
    failure: null,
    exported: null,
    durationMs: 0,
  });
}

/** What the guard keeps from being done, so that nobody has to wonder why somebody still has access. */
export function heldEntry(context: Pick<CycleContext, "job" | "cycle">, operation: Operation): LogEntry {
  const details = "held by the guard together with the others of its kind: nothing of it was sent";
  return logEntry(
    context,
    { ...operation, steps: [...operation.steps, { name: "processing", status: "warning", details }] },
    {
      status: "warning",
      targetId: operation.targetId,
      changes: [],
      failure: null,
      exported: null,
      durationMs: 0,
    },
  );
}
