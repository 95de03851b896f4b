import type { JobConfig } from "../config/config.ts";
import { refineRules } from "../rules/refine-rules.ts";
import { readDescription, type TargetDescription } from "../rules/target-description.ts";
import type { CycleFailure, CycleKind } from "../store/cycles.ts";
import type { CycleContext } from "./context.ts";

/** The job as this target lets it be carried out, and what of it cannot be. */
export type FittedJob = { readonly job: JobConfig; readonly failures: readonly CycleFailure[] };

type Parts = Omit<CycleContext, "cycle">;

/**
 * The job with what the target says of itself filled in. Cycles that look at everything ask for it; the
 * others go by the last answer, so that a cycle without changes costs no request. Rules that have changed by
 * it need no new fingerprint: the very cycle that asks evaluates every object again. That there are no groups
 * is believed for one cycle at a time: an application that is being installed anew says so, too.
 */
export async function fitJob(context: Parts, kind: CycleKind): Promise<FittedJob> {
  const { job, target, store } = context;
  const stored = readDescription(await store.state.targetDescription());
  target.assume(kind === "initial" ? { ...stored, learned: {} } : stored);
  const isBrief = kind === "incremental";
  const { schema } = isBrief ? stored : await askAnew(context, stored);
  const rules = schema === null ? job.rules : refineRules(job.rules, schema);
  if (
    rules.group === null ||
    (isBrief && target.capabilities.hasGroups) ||
    (await target.hasGroups(context))
  ) {
    return { job: { ...job, rules }, failures: [] };
  }
  return { job: { ...job, rules: { ...rules, group: null } }, failures: [noGroups] };
}

/** Goes by what was known of the target last, until `fitJob` knows better. */
export async function recallTarget({ target, store }: Pick<Parts, "target" | "store">): Promise<void> {
  target.assume(readDescription(await store.state.targetDescription()));
}

/** Stores what the target was seen to do, so that no other cycle has to find it out. */
export async function rememberLearned({ target, store }: Pick<Parts, "target" | "store">): Promise<void> {
  const stored = readDescription(await store.state.targetDescription());
  const { learned } = target;
  if (isDeepEqual(learned, stored.learned)) return;
  await store.state.setTargetDescription({ ...stored, learned });
}

/**
 * What a server does not say today it has not taken back. One that says something else than before is another
 * release of itself: what was learned of the one before is found out again.
 */
async function askAnew(context: Parts, stored: TargetDescription): Promise<TargetDescription> {
  const { target, store, signal } = context;
  const said = await target.describe({ signal });
  const capabilities = { ...stored.capabilities, ...said.capabilities };
  const isSame = isDeepEqual(capabilities, stored.capabilities);
  const learned = isSame ? target.learned : {};
  const known: TargetDescription = { schema: said.schema ?? stored.schema, capabilities, learned };
  target.assume(known);
  if (!isDeepEqual(known, stored)) await store.state.setTargetDescription(known);
  return known;
}

/** Of plain data whose names are always written in the same order. */
function isDeepEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const noGroups: CycleFailure = {
  who: "",
  operation: "groups",
  code: "NotImplemented",
  message:
    "Cannot provision groups: the application has none (it answers /Groups as if there were no such thing)",
  cure: "Set groups.enabled to false, or switch groups on in the application and run a reconcile cycle",
};
