import type { Change } from "../rules/operation.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { JobStore } from "../store/store.ts";

/** An operation of the plan with all its changes, those of a group's members included. */
export type PlannedOperation = { readonly operation: StoredOperation; readonly changes: readonly Change[] };

export async function* plannedOperations(
  store: Pick<JobStore, "operations" | "members">,
): AsyncGenerator<PlannedOperation, void, undefined> {
  for await (const operation of store.operations.list()) {
    const members = await membersChange(store, operation);
    yield { operation, changes: members === null ? operation.changes : [...operation.changes, members] };
  }
}

/** The operations as `plan --json` prints them. */
export async function* planDocuments(
  store: Pick<JobStore, "operations" | "members">,
): AsyncGenerator<unknown, void, undefined> {
  for await (const { operation, changes } of plannedOperations(store)) {
    const { kind, type, source, targetId, reason, message } = operation;
    yield {
      kind,
      type,
      source,
      ...(targetId === null ? {} : { target: { id: targetId } }),
      changes,
      ...(reason === null ? {} : { reason }),
      ...(message === null ? {} : { message }),
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
