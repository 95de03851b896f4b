import { createHash } from "node:crypto";
import type { HeldSet } from "../store/job-state.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { JobStore } from "../store/store.ts";

/** What the guard holds of the current plan; null for nothing. */
export async function heldSet(store: Pick<JobStore, "operations" | "members">): Promise<HeldSet | null> {
  const removals: HeldSet["removals"][number][] = [];
  const creates: HeldSet["creates"][number][] = [];
  const keys: string[] = [];
  for await (const operation of store.operations.list({ state: "held" })) {
    const { kind, source } = operation;
    const members = kind === "delete" ? [] : await leavingMembers(store, operation);
    if (members.length === 0) keys.push(keyOf(operation, null));
    for (const member of members) {
      keys.push(keyOf(operation, member));
      removals.push({ who: source.name, operation: "removeMember", member });
    }
    if (kind === "create") creates.push({ who: source.name });
    else if (members.length === 0) removals.push({ who: source.name, operation: kind });
  }
  return keys.length === 0 ? null : { hash: hashOf(keys), removals, creates };
}

async function leavingMembers(
  { members }: Pick<JobStore, "members">,
  { source, members: { remove } }: StoredOperation,
): Promise<readonly string[]> {
  return remove === 0 ? [] : (await members.planned(source.id)).remove;
}

function keyOf({ type, source, kind, targetId }: StoredOperation, member: string | null): string {
  return JSON.stringify([type, source.id, kind, targetId, member]);
}

function hashOf(keys: readonly string[]): string {
  return createHash("sha256").update(keys.toSorted().join("\n")).digest("hex");
}
