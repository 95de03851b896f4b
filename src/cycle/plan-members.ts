import { property } from "../rules/attribute-path.ts";
import { isEntitled } from "../rules/facts.ts";
import type { Operation } from "../rules/operation.ts";
import type { TargetObject } from "../rules/target-object.ts";
import { TargetError } from "../target/target.ts";
import type { Candidate } from "./candidate.ts";
import type { CycleContext } from "./context.ts";

/** A group's operation and what led to it. */
export type PlannedGroup = { readonly operation: Operation; readonly candidate: Candidate };

/**
 * Adds memberships to a chunk of group operations: what the group's members are in the target is read once,
 * when the group is adopted or its memory is in doubt, and known from then on. A group that lacks nothing but
 * members becomes an update.
 */
export async function planMembers(
  context: CycleContext,
  planned: readonly PlannedGroup[],
): Promise<readonly Operation[]> {
  const remembered: Operation[] = [];
  const concerned: Operation[] = [];
  for (const { operation, candidate } of planned) {
    const ready = takesMembers(operation, candidate)
      ? await rememberMembers(context, operation, candidate)
      : operation;
    remembered.push(ready);
    if (takesMembers(ready, candidate)) concerned.push(ready);
  }
  const changed = await context.store.members.plan(
    concerned.map(({ source, targetId }) => ({ groupId: source.id, targetId })),
    { nested: context.job.rules.nestedGroups },
  );
  return remembered.map((operation) => {
    return isSame(operation) && changed.has(operation.source.id)
      ? { ...operation, kind: "update", reason: null }
      : operation;
  });
}

async function rememberMembers(
  { store, target, signal }: CycleContext,
  operation: Operation,
  { mirrored }: Candidate,
): Promise<Operation> {
  const { targetId } = operation;
  if (targetId === null || mirrored.link?.membersKnown === true) return operation;
  try {
    const group = await target.read("group", targetId, { signal, members: true });
    await store.members.remember(targetId, group === null ? [] : memberIds(group));
    return operation;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const message = `${error.failure.code}: ${error.failure.message}`;
    const details = `EntryLookupFailed: ${message}`;
    return {
      ...operation,
      kind: "fail",
      reason: "EntryLookupFailed",
      message,
      changes: [],
      steps: [...operation.steps, { name: "processing", status: "failure", details }],
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

/** Of the group itself, nothing differs that can be told. */
function isSame({ kind, reason }: Operation): boolean {
  return kind === "skip" && (reason === "RedundantExport" || reason === "AttributeNotEvaluated");
}

function memberIds({ attributes }: TargetObject): readonly string[] {
  const members = property(attributes, "members");
  if (!Array.isArray(members)) return [];
  return members.flatMap((member) => {
    const id = property(member, "value");
    return typeof id === "string" ? [id] : [];
  });
}
