import { keyText } from "../rules/key-text.ts";
import type { Failure } from "../rules/operation.ts";
import { rulesFor } from "../rules/rules.ts";
import type { StoredOperation } from "../store/operations.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure } from "./failures.ts";
import { linkedHolder } from "./find-holders.ts";

export type MatchedAgain =
  | { readonly kind: "none" }
  /** `movedFrom`: the source id it was linked to; that object is not entitled any more. */
  | { readonly kind: "one"; readonly targetId: string; readonly movedFrom: string | null }
  | { readonly kind: "failed"; readonly failure: Failure };

/**
 * After a 409, or an answer that was lost: the account is there or it is not, and only a matching question
 * can tell. Everything this cycle has created is stored by then, so an account that somebody else has just
 * been given is known as theirs. `scan` looks through the whole where the filter finds nobody: after a 409
 * that proves little, as many filters are case-sensitive where the names are not, and some hide who is
 * inactive.
 */
export async function matchAgain(
  context: Pick<CycleContext, "store" | "target" | "signal" | "job" | "cycle" | "random">,
  { type, match, source }: StoredOperation,
  { scan }: { readonly scan: boolean },
): Promise<MatchedAgain> {
  const { store, target, signal, job } = context;
  for (const key of match) {
    const [object, ...others] = await target.find(type, key, { signal, scan });
    if (object === undefined) continue;
    if (others.length > 0) {
      return failed(
        "DuplicateTargetEntries",
        `${others.length + 1} accounts match ${keyText(key, rulesFor(job.rules, type))}`,
      );
    }
    const targetId = object.id;
    const [link] = await store.links.ofTargets(type, [targetId]);
    if (link === undefined || link.sourceId === source.id) return { kind: "one", targetId, movedFrom: null };
    if (link.job !== job.name)
      return failed("LinkedByAnotherJob", `account ${targetId} is linked by job ${link.job}`);
    const holder = await linkedHolder(context, link, object);
    // Its holder is about to be renamed: the name may be free by now.
    if (holder.entitled && !holder.keeps) continue;
    if (holder.entitled) {
      return failed(
        "DuplicateSourceEntries",
        `account ${targetId} belongs to ${link.sourceId}, which matches it too`,
      );
    }
    return { kind: "one", targetId, movedFrom: link.sourceId };
  }
  return { kind: "none" };
}

function failed(code: string, message: string): MatchedAgain {
  return { kind: "failed", failure: permanentFailure(code, message) };
}
