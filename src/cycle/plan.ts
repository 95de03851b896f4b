import type { ObjectType } from "../rules/directory.ts";
import { decide } from "../rules/decide.ts";
import type { Operation } from "../rules/operation.ts";
import { type ObjectRules, rulesFor } from "../rules/rules.ts";
import type { DueQuery } from "../store/mirror.ts";
import { type Candidate, evaluateCandidate } from "./candidate.ts";
import type { CycleContext } from "./context.ts";
import { findTargets } from "./find-target.ts";
import { type OpenView, targetViews } from "./target-views.ts";
import { operationOf, withheld } from "./operation-of.ts";
import { planMembers } from "./plan-members.ts";

/** How many objects are evaluated, looked up and written down at once. */
const chunk = 500;

export type PlanOptions = {
  /** Why nothing may be taken away in this cycle. */
  readonly doubts: readonly string[];
  /** Every object, not only what is due. */
  readonly all: boolean;
};

/**
 * Mirror → operations, one for each object that is due, users before groups. Writes nothing to the target,
 * and leaves the dirty marks alone: they go with the outcome. Planning again adds what has become due since.
 */
export async function planCycle(context: CycleContext, options: PlanOptions): Promise<number> {
  const users = await planType(context, { type: "user", ...options });
  const groups = await planType(context, { type: "group", ...options });
  return users + groups;
}

/** Plans what is due of one type. Returns how many objects that were. */
export async function planType(
  context: CycleContext,
  options: PlanOptions & { type: ObjectType },
): Promise<number> {
  const { type, doubts, all } = options;
  const rules = rulesFor(context.job.rules, type);
  if (rules === null) return 0;
  const { mirror, operations } = context.store;
  // What rules make of the time can change while nothing in the directory does.
  const query: DueQuery = { type, all: all || rules.readsClock, now: context.cycle.now };
  const due = await mirror.countDue(query);
  const objects = due.unlinked + due.linked;
  if (objects === 0) return 0;
  const open = targetViews(context, { type, chunks: Math.ceil(objects / chunk) });
  let done = 0;
  let after: string | null = null;
  while (true) {
    context.signal.throwIfAborted();
    const mirrored = await mirror.due({ ...query, relations: rules.relations, after, limit: chunk });
    const last = mirrored.at(-1);
    if (last === undefined) return done;
    const candidates = mirrored.map((object) => evaluateCandidate(context, rules, object));
    const planned = await planChunk(context, { rules, candidates, open, all });
    await operations.add(
      doubts.length === 0 ? planned : planned.map((operation) => withheld(operation, doubts)),
    );
    after = last.object.id;
    done += mirrored.length;
    context.observe({ stage: "plan", done, total: objects });
  }
}

type Chunk = {
  readonly rules: ObjectRules;
  readonly candidates: readonly Candidate[];
  readonly open: OpenView;
  readonly all: boolean;
};

async function planChunk(
  context: CycleContext,
  { rules, candidates, open, all }: Chunk,
): Promise<readonly Operation[]> {
  const findings = await findTargets(context, { type: rules.type, candidates, open, all });
  const policy = { actions: rules.actions, deprovision: context.job.rules.deprovision };
  const planned = candidates.map((candidate, index) => {
    const finding = findings[index] ?? { kind: "notAsked" };
    const decision = decide({ ...candidate.facts, finding }, policy);
    return { candidate, operation: operationOf({ candidate, finding, decision }) };
  });
  return rules.members ? planMembers(context, planned) : planned.map(({ operation }) => operation);
}
