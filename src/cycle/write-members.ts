import type { Change, Failure } from "../rules/operation.ts";
import type { MemberWriteResult } from "../target/target.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure, transientFailure } from "./failures.ts";

/** What became of a group's planned memberships of one kind. */
export type MembersWritten = {
  /** Source ids, at most `shown` of them. */
  readonly change: Change | null;
  /** The failure that ended it; what the group holds is not certain then. */
  readonly failure: Failure | null;
};

/** How many members a log entry names; a first assignment of a whole company would fill the log with ids. */
const shown = 1_000;

/**
 * Sends a group's planned joins or leaves in batches, one request after the other, each durable before the
 * next. No request ever carries the whole group.
 */
export async function writeMembers(
  { store, target, signal }: Pick<CycleContext, "store" | "target" | "signal">,
  group: { readonly groupId: string; readonly targetId: string; readonly action: "add" | "remove" },
): Promise<MembersWritten> {
  const { groupId, targetId, action } = group;
  const done: string[] = [];
  let refusal: Failure | null = null;
  while (true) {
    signal.throwIfAborted();
    const members = await store.members.take(groupId, { action, limit: target.memberBatch });
    if (members.length === 0) return { change: changeOf(action, done), failure: refusal };
    const ids = members.flatMap((member) => member.targetId ?? []);
    const lists = action === "add" ? { add: ids, remove: [] } : { add: [], remove: ids };
    const result = await target.write({ kind: "members", id: targetId, ...lists }, { signal });
    const failure = failureOf(result, targetId);
    // One member that the target refuses must not keep the others out.
    const refusedIds = new Set(result.kind === "partial" ? result.refused : []);
    if (failure !== null && refusedIds.size === 0) return { change: changeOf(action, done), failure };
    refusal = failure ?? refusal;
    const accepted = members.filter((member) => !refusedIds.has(member.targetId ?? ""));
    const refused = members.filter((member) => refusedIds.has(member.targetId ?? ""));
    await store.members.commit(groupId, { groupTargetId: targetId, action, members: accepted, refused });
    done.push(...accepted.map(({ memberId }) => memberId));
  }
}

function changeOf(action: "add" | "remove", members: readonly string[]): Change | null {
  if (members.length === 0) return null;
  const ids = members.slice(0, shown);
  return action === "add" ? { path: "members", from: [], to: ids } : { path: "members", from: ids, to: [] };
}

function failureOf(result: MemberWriteResult, targetId: string): Failure | null {
  switch (result.kind) {
    case "done":
      return null;
    case "gone":
      return transientFailure(`Group ${targetId} is gone: it is decided again`);
    case "conflict":
      return permanentFailure("Conflict", result.message);
    case "unknown":
      return transientFailure(result.message);
    case "failed":
    case "partial":
      return result.failure;
  }
}
