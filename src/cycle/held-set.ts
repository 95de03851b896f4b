import { createHash } from "node:crypto";
import type { HeldSet } from "../store/job-state.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { namesOf } from "./shown-names.ts";

/** What the guard holds of the current plan; null for nothing. */
export async function heldSet(context: CycleContext): Promise<HeldSet | null> {
  const { store } = context;
  const removals: HeldSet["removals"][number][] = [];
  const creates: HeldSet["creates"][number][] = [];
  const keys: string[] = [];
  for await (const operation of store.operations.list({ state: "held" })) {
    const { kind, source } = operation;
    const members = kind === "delete" ? [] : await leavingMembers(context, operation);
    if (members.length === 0) keys.push(keyOf(operation, null));
    for (const { id, name } of members) {
      keys.push(keyOf(operation, id));
      removals.push({ who: source.name, operation: "removeMember", member: name });
    }
    if (kind === "create") creates.push({ who: source.name });
    else if (members.length === 0) removals.push({ who: source.name, operation: kind });
  }
  return keys.length === 0 ? null : { hash: hashOf(keys), removals, creates };
}

async function leavingMembers(
  context: CycleContext,
  { source, members }: StoredOperation,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  if (members.remove === 0) return [];
  const { remove } = await context.store.members.planned(source.id);
  const [users, groups] = [await namesOf(context, "user", remove), await namesOf(context, "group", remove)];
  return remove.map((id) => ({ id, name: users.get(id) ?? groups.get(id) ?? id }));
}

function keyOf({ type, source, kind, targetId }: StoredOperation, member: string | null): string {
  return JSON.stringify([type, source.id, kind, targetId, member]);
}

function hashOf(keys: readonly string[]): string {
  return createHash("sha256").update(keys.toSorted().join("\n")).digest("hex");
}
