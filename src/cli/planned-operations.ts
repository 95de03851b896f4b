import type { Hold } from "../cycle/cycle-guard.ts";
import { belongsTo } from "../rules/guard-class.ts";
import { type Change, warningsOf } from "../rules/operation.ts";
import { redactChange } from "../rules/redact.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { JobStore } from "../store/store.ts";

/**
 * An operation of the plan with all its changes, those of a group's members included, as people may see them.
 */
export type PlannedOperation = {
  readonly operation: StoredOperation;
  readonly changes: readonly Change[];
  /** What would be left alone, and why. */
  readonly warnings: readonly string[];
  /** Whether the guard would keep it from being sent. */
  readonly held: boolean;
};

export async function* plannedOperations(
  store: Pick<JobStore, "operations" | "members">,
  holds: readonly Hold[],
): AsyncGenerator<PlannedOperation, void, undefined> {
  for await (const operation of store.operations.list()) {
    const members = await membersChange(store, operation);
    const changes = operation.changes.map(redactChange);
    const held = holds.some(({ guardClass }) => belongsTo(operation, guardClass));
    yield {
      operation,
      held,
      warnings: warningsOf(operation.steps),
      changes: members === null ? changes : [...changes, members],
    };
  }
}

/** The operations as `plan --json` prints them. */
export async function* planDocuments(
  store: Pick<JobStore, "operations" | "members">,
  holds: readonly Hold[],
): AsyncGenerator<unknown, void, undefined> {
  for await (const { operation, changes, warnings, held } of plannedOperations(store, holds)) {
    const { kind, type, source, targetId, reason, message } = operation;
    yield {
      kind,
      type,
      source,
      ...(targetId === null ? {} : { target: { id: targetId } }),
      changes,
      ...(reason === null ? {} : { reason }),
      ...(message === null ? {} : { message }),
      ...(warnings.length === 0 ? {} : { warnings }),
      ...(held ? { held } : {}),
    };
  }
}

async function membersChange(
  { members }: Pick<JobStore, "members">,
  { source, members: { add, remove } }: StoredOperation,
): Promise<Change | null> {
  if (add + remove === 0) return null;
  const planned = await members.planned(source.id);
  return { path: "members", from: planned.remove, to: planned.add };
}
