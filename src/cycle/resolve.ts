import { type Change, isReference, type TargetValue } from "../rules/operation.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { ResolvedChange, ResolvedValue } from "../target/target.ts";
import type { CycleContext } from "./context.ts";

/** Target ids by source id, as far as they are known. */
export type TargetIds = ReadonlyMap<string, string>;

export type ResolvedChanges = {
  readonly changes: readonly ResolvedChange[];
  /** Source ids that had no target id: the reference waits for their link. */
  readonly unresolved: readonly string[];
};

/** The target ids of everything that operations refer to. */
export async function resolveReferences(
  { store }: Pick<CycleContext, "store">,
  operations: readonly StoredOperation[],
): Promise<TargetIds> {
  const sourceIds = operations.flatMap(({ changes }) =>
    changes.flatMap(({ to }) => (isReference(to) ? [to.ref] : [])),
  );
  return targetIdsOf(store, sourceIds, { settled: true });
}

/** Target ids of users; `settled` as in `Links.ofSources`. */
export async function targetIdsOf(
  { links }: Pick<CycleContext["store"], "links">,
  sourceIds: readonly string[],
  options: { readonly settled: boolean },
): Promise<TargetIds> {
  if (sourceIds.length === 0) return new Map();
  const found = await links.ofSources("user", [...new Set(sourceIds)], options);
  return new Map(found.map(({ sourceId, targetId }) => [sourceId, targetId]));
}

/**
 * Changes as they can be sent now. A reference without a target id is left out; where it would have replaced
 * an older one, that one is cleared: what the directory has ended must not stay.
 */
export function resolveChanges(changes: readonly Change[], targetIds: TargetIds): ResolvedChanges {
  const unresolved: string[] = [];
  const resolved: ResolvedChange[] = [];
  for (const { path, from, to, adds } of changes) {
    const value = resolveValue(to, targetIds);
    if (value === null && isReference(to)) {
      unresolved.push(to.ref);
      if (from === null) continue;
    }
    const how = adds === undefined ? {} : { adds };
    resolved.push({ path, from: resolveValue(from, targetIds), to: value, ...how });
  }
  return { changes: resolved, unresolved };
}

function resolveValue(value: TargetValue, targetIds: TargetIds): ResolvedValue {
  return isReference(value) ? (targetIds.get(value.ref) ?? null) : value;
}
