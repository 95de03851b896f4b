import { createHash } from "node:crypto";
import type { StoredOperation } from "../store/operations.ts";
import type { JobStore } from "../store/store.ts";

/** What waits for a person. The same set has the same hash. */
export type HoldDocument = {
  readonly hash: string;
  readonly removals: readonly {
    readonly who: string;
    readonly operation: string;
    readonly member?: string;
  }[];
  readonly creates: readonly { readonly who: string }[];
};

/** Null: nothing is held. */
export async function heldOperations(
  store: Pick<JobStore, "operations" | "members">,
): Promise<HoldDocument | null> {
  const removals: HoldDocument["removals"][number][] = [];
  const creates: HoldDocument["creates"][number][] = [];
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
