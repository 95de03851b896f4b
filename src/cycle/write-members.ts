import type { Change, Failure } from "../rules/operation.ts";
import type { MemberChange } from "../store/members.ts";
import type { MemberWriteResult } from "../target/target.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure, transientFailure } from "./failures.ts";
import { verifyMembers } from "./verify-members.ts";

/** What became of a group's planned memberships of one kind. */
export type MembersWritten = {
  /** Source ids, at most `shown` of them. */
  readonly change: Change | null;
  /** The failure that ended it; what the group holds is not certain then. */
  readonly failure: Failure | null;
  /** Groups that the target does not take as members, and its answer; null for none. */
  readonly unwelcome: {
    /** Their source ids. */
    readonly groups: readonly string[];
    readonly failure: Failure;
    /** Target ids of all that the group is given up to have as members. */
    readonly givenUp: readonly string[];
  } | null;
};

export const noMembers: MembersWritten = { change: null, failure: null, unwelcome: null };

/** How many members a log entry names; a first assignment of a whole company would fill the log with ids. */
const shown = 1_000;

type MembersContext = Pick<CycleContext, "store" | "target" | "signal" | "job">;
type Group = { readonly groupId: string; readonly targetId: string; readonly action: "add" | "remove" };

/**
 * Sends a group's planned joins or leaves in batches, one request after the other, each durable before the
 * next. No request ever carries the whole group. Groups go by themselves: many targets take users alone.
 */
export async function writeMembers(context: MembersContext, group: Group): Promise<MembersWritten> {
  const done: MemberChange[] = [];
  const users = await writeBatches(context, group, { type: "user", done });
  const groups = users.ended ? noBatches : await writeBatches(context, group, { type: "group", done });
  const verified =
    users.failure !== null || groups.failure !== null
      ? null
      : await verifyMembers(context, { ...group, ids: done.flatMap(({ targetId }) => targetId ?? []) });
  return {
    change: changeOf(group.action, done),
    failure: users.failure ?? groups.failure ?? verified,
    unwelcome:
      groups.unwelcome === null
        ? null
        : { ...groups.unwelcome, givenUp: await givenUpBy(context, group.targetId) },
  };
}

async function givenUpBy({ store }: MembersContext, targetId: string): Promise<readonly string[]> {
  return (await store.members.givenUp([targetId])).get(targetId) ?? [];
}

type Unwelcome = Omit<NonNullable<MembersWritten["unwelcome"]>, "givenUp">;

type Batches = Pick<MembersWritten, "failure"> & {
  readonly unwelcome: Unwelcome | null;
  /** Nothing more is to be sent for this group. */
  readonly ended: boolean;
};

const noBatches: Batches = { failure: null, unwelcome: null, ended: false };

async function writeBatches(
  { store, target, signal }: MembersContext,
  { groupId, targetId, action }: Group,
  { type, done }: { type: "user" | "group"; done: MemberChange[] },
): Promise<Batches> {
  let unwelcome: Unwelcome | null = null;
  let refusal: Failure | null = null;
  while (true) {
    signal.throwIfAborted();
    const members = await store.members.take(groupId, { action, limit: target.memberBatch, type });
    if (members.length === 0) return { failure: refusal, unwelcome, ended: false };
    const ids = members.flatMap((member) => member.targetId ?? []);
    const lists = action === "add" ? { add: ids, remove: [] } : { add: [], remove: ids };
    const result = await target.write({ kind: "members", id: targetId, ...lists }, { signal });
    const failure = failureOf(result, targetId);
    const isUnwelcome = type === "group" && action === "add" && failure?.transient === false;
    // One member that the target refuses must not keep the others out.
    const areUnseen = members.every(({ unseen }) => unseen === true) && failure?.transient === false;
    const refusedIds = new Set(refusedOf(result, isUnwelcome || areUnseen ? ids : []));
    if (failure !== null && refusedIds.size === 0) return { failure, unwelcome, ended: true };
    const accepted = members.filter((member) => !refusedIds.has(member.targetId ?? ""));
    const refused = members.filter((member) => refusedIds.has(member.targetId ?? ""));
    await store.members.commit(groupId, {
      groupTargetId: targetId,
      action,
      // Whom no look has found, and whose removal is refused, is told once and not tried for ever.
      members: [...accepted, ...refused.filter(({ unseen }) => unseen === true)],
      ...(isUnwelcome ? { givenUp: refused } : { refused }),
    });
    done.push(...accepted);
    if (failure === null) continue;
    const groups: readonly string[] = [
      ...(unwelcome?.groups ?? []),
      ...refused.map(({ memberId }) => memberId),
    ];
    if (isUnwelcome) unwelcome = { groups, failure };
    else refusal = failure;
  }
}

/** `alone`: everything in the request, where the request as a whole is refused for what it is. */
function refusedOf(result: MemberWriteResult, alone: readonly string[]): readonly string[] {
  switch (result.kind) {
    case "partial":
      return result.refused;
    case "failed":
      return alone;
    case "done":
    case "gone":
    case "conflict":
    case "unknown":
      return [];
  }
}

function changeOf(action: "add" | "remove", members: readonly MemberChange[]): Change | null {
  if (members.length === 0) return null;
  const ids = members.slice(0, shown).map(({ memberId }) => memberId);
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
