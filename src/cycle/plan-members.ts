import { isEntitled } from "../rules/facts.ts";
import type { Operation } from "../rules/operation.ts";
import { TargetError } from "../target/target.ts";
import type { Candidate } from "./candidate.ts";
import type { CycleContext } from "./context.ts";
import { tellUnkeptMembers } from "./unkept-members.ts";
import { memberIds } from "./verify-members.ts";

/** A group's operation and what led to it. */
export type PlannedGroup = { readonly operation: Operation; readonly candidate: Candidate };

/**
 * Adds memberships to a chunk of group operations: what the group's members are in the target is read once,
 * when the group is adopted or its memory is in doubt, and known from then on; a reconcile reads it anew. A
 * group that lacks nothing but members becomes an update.
 */
export async function planMembers(
  context: CycleContext,
  planned: readonly PlannedGroup[],
): Promise<readonly Operation[]> {
  const looked: Looked[] = [];
  for (const { operation, candidate } of planned) {
    looked.push(
      takesMembers(operation, candidate)
        ? { candidate, ...(await rememberMembers(context, operation, candidate)) }
        : { candidate, operation, unreadable: false },
    );
  }
  const concerned = looked.filter(({ operation, candidate }) => takesMembers(operation, candidate));
  const changed = await context.store.members.plan(
    concerned.map(({ operation: { source, targetId } }) => ({ groupId: source.id, targetId })),
    { nested: context.job.rules.nestedGroups },
  );
  const givenUp = await context.store.members.givenUp(
    concerned.flatMap(({ operation: { targetId } }) => targetId ?? []),
  );
  return looked.map(({ operation, candidate, unreadable }) => {
    const { link } = candidate.mirrored;
    const isUpdate = isSame(operation) && changed.has(operation.source.id);
    const ready: Operation = isUpdate ? { ...operation, kind: "update", reason: null } : operation;
    if (link === null || !takesMembers(operation, candidate)) return ready;
    const seen = { givenUp: givenUp.get(link.targetId) ?? [], unreadable };
    return tellUnkeptMembers(context, ready, { before: link.unkept, seen });
  });
}

type Looked = PlannedGroup & {
  /** The target shows no members, although it was given some. */
  readonly unreadable: boolean;
};

/** A reconcile looks at what is known, too: what was lost there is put back. */
async function rememberMembers(
  { store, target, signal, cycle }: CycleContext,
  operation: Operation,
  { mirrored }: Candidate,
): Promise<Omit<Looked, "candidate">> {
  const { targetId } = operation;
  const isKnown = mirrored.link?.membersKnown === true && cycle.kind !== "reconcile";
  if (targetId === null || isKnown) return { operation, unreadable: false };
  try {
    const group = await target.read("group", targetId, { signal, members: true });
    const shown = group === null ? [] : memberIds(group);
    const there = await store.members.remember(targetId, shown);
    return { operation, unreadable: shown === null && there > 0 };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const message = `${error.failure.code}: ${error.failure.message}`;
    const details = `EntryLookupFailed: ${message}`;
    return {
      operation: {
        ...operation,
        kind: "fail",
        reason: "EntryLookupFailed",
        message,
        changes: [],
        steps: [...operation.steps, { name: "processing", status: "failure", details }],
      },
      unreadable: false,
    };
  }
}

function takesMembers(operation: Operation, { facts, rules }: Candidate): boolean {
  if (!isEntitled(facts.entitlement) || !facts.readable) return false;
  // Members who come right after their group's creation are part of the creation; all others are updates.
  if (operation.kind === "create") return true;
  if (operation.kind === "fail" || !rules.actions.has("update")) return false;
  return operation.kind !== "skip" || isSame(operation);
}

const same: ReadonlySet<string> = new Set(["RedundantExport", "AttributeNotEvaluated", "ValueNotKept"]);

/** Of the group itself, nothing differs that can be told. */
function isSame({ kind, reason }: Operation): boolean {
  return kind === "skip" && reason !== null && same.has(reason);
}
