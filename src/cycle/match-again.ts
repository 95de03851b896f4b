import type { Failure } from "../rules/operation.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure } from "./failures.ts";

export type MatchedAgain =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly targetId: string }
  | { readonly kind: "failed"; readonly failure: Failure };

/**
 * After a 409, or an answer that was lost: the account is there or it is not, and only a matching question can tell. Everything
 * this cycle has created is stored by then, so an account that somebody else has just been given is known as theirs.
 * `scan` looks through the whole where the filter finds nobody: after a 409 that proves little, as many filters are
 * case-sensitive where the names are not.
 */
export async function matchAgain(
  { store, target, signal }: Pick<CycleContext, "store" | "target" | "signal">,
  { type, match }: StoredOperation,
  { scan }: { readonly scan: boolean },
): Promise<MatchedAgain> {
  for (const key of match) {
    const [object, ...others] = await target.find(type, key, { signal, scan });
    if (object === undefined) continue;
    if (others.length > 0) {
      return failed(
        "DuplicateTargetEntries",
        `${others.length + 1} accounts match ${key.path} "${key.value}"`,
      );
    }
    const [link] = await store.links.ofTargets(type, [object.id]);
    if (link === undefined) return { kind: "one", targetId: object.id };
    return failed("DuplicateSourceEntries", `account ${object.id} belongs to ${link.sourceId} already`);
  }
  return { kind: "none" };
}

function failed(code: string, message: string): MatchedAgain {
  return { kind: "failed", failure: permanentFailure(code, message) };
}
