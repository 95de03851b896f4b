import type { JobConfig } from "../config/config.ts";
import { refineRules } from "../rules/refine-rules.ts";
import { isTargetSchema, type TargetSchema } from "../rules/target-schema.ts";
import type { CycleKind } from "../store/cycles.ts";
import type { CycleContext } from "./context.ts";

/**
 * The job with what the target says of its attributes filled in. Cycles that look at everything ask for it;
 * the others go by the last answer, so that a cycle without changes costs no request. Rules that have changed
 * by it need no new fingerprint: the very cycle that asks evaluates every object again.
 */
export async function refinedJob(context: Omit<CycleContext, "cycle">, kind: CycleKind): Promise<JobConfig> {
  const { job } = context;
  const schema = kind === "incremental" ? await storedSchema(context) : await askedSchema(context);
  return schema === null ? job : { ...job, rules: refineRules(job.rules, schema) };
}

/** A server that says nothing today has not taken back what it said before. */
async function askedSchema(context: Omit<CycleContext, "cycle">): Promise<TargetSchema | null> {
  const { target, store, signal } = context;
  const schema = await target.schema({ signal });
  if (schema === null) return storedSchema(context);
  await store.state.setTargetSchema(schema);
  return schema;
}

async function storedSchema({ store }: Pick<CycleContext, "store">): Promise<TargetSchema | null> {
  const stored = await store.state.targetSchema();
  return isTargetSchema(stored) ? stored : null;
}
