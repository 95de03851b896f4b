import { property } from "../rules/attribute-path.ts";
import type { Failure } from "../rules/operation.ts";
import type { TargetObject } from "../rules/target-object.ts";
import { TargetError } from "../target/target.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure } from "./failures.ts";

type VerifyContext = Pick<CycleContext, "job" | "target" | "signal">;

/** What was confirmed of one group: the target ids that joined it, or left it. */
export type ConfirmedMembers = {
  readonly targetId: string;
  readonly action: "add" | "remove";
  readonly ids: readonly string[];
};

/**
 * Reads a group back whose members were changed, with all of them, and writes once more what is not so. Null:
 * all is as confirmed, or nobody can tell.
 */
export async function verifyMembers(
  context: VerifyContext,
  confirmed: ConfirmedMembers,
): Promise<Failure | null> {
  if (context.job.target.verify === "off" || confirmed.ids.length === 0) return null;
  const undone = await undoneOf(context, confirmed);
  if (undone.length === 0) return null;
  await writeAgain(context, { ...confirmed, ids: undone });
  const left = await undoneOf(context, { ...confirmed, ids: undone });
  if (left.length === 0) return null;
  const { action } = confirmed;
  const count = `${left.length} of ${confirmed.ids.length} ${action === "add" ? "additions" : "removals"}`;
  const message = `The target has confirmed the change of members and has not done ${count}`;
  return permanentFailure("ConfirmedNotDone", message);
}

/** Ids of the members that a group shows; null where it shows no members at all. */
export function memberIds({ attributes }: TargetObject): readonly string[] | null {
  const members = property(attributes, "members");
  if (!Array.isArray(members)) return null;
  return members.flatMap((member) => {
    const id = typeof member === "object" ? property(member, "value") : member;
    return typeof id === "string" || typeof id === "number" ? [String(id)] : [];
  });
}

async function undoneOf(
  { target, signal }: VerifyContext,
  { targetId, action, ids }: ConfirmedMembers,
): Promise<readonly string[]> {
  try {
    const group = await target.read("group", targetId, { signal, members: true });
    const shown = group === null ? null : memberIds(group);
    if (shown === null) return [];
    const there = new Set(shown);
    return ids.filter((id) => there.has(id) !== (action === "add"));
  } catch (error) {
    // That nothing can be read is no sign that nothing was done.
    if (error instanceof TargetError) return [];
    throw error;
  }
}

async function writeAgain(
  { target, signal }: VerifyContext,
  { targetId: id, action, ids }: ConfirmedMembers,
): Promise<void> {
  for (let from = 0; from < ids.length; from += target.memberBatch) {
    const part = ids.slice(from, from + target.memberBatch);
    const lists = action === "add" ? { add: part, remove: [] } : { add: [], remove: part };
    const result = await target.write({ kind: "members", id, ...lists, again: true }, { signal });
    if (result.kind !== "done") return;
  }
}
