import type { ObjectType } from "../rules/directory.ts";
import { decide, type Policy } from "../rules/decide.ts";
import type { Operation } from "../rules/operation.ts";
import { type ObjectRules, rulesFor } from "../rules/rules.ts";
import type { DueQuery } from "../store/mirror.ts";
import { type Candidate, evaluateCandidate } from "./candidate.ts";
import { expansionOf } from "./expansion.ts";
import type { CycleContext } from "./context.ts";
import { findTargets } from "./find-target.ts";
import { isDueByClock } from "./due-by-clock.ts";
import { explainDecision } from "./explain-decision.ts";
import { finishOperation } from "./finish-operation.ts";
import { GroupNames } from "./group-names.ts";
import { type OpenView, targetViews } from "./target-views.ts";
import { type Decided, operationOf, withheld } from "./operation-of.ts";
import { planMembers } from "./plan-members.ts";
import { settleGenerated } from "./settle-generated.ts";

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
 * and leaves the dirty marks alone: they go with the outcome.
 */
export async function planCycle(context: CycleContext, options: PlanOptions): Promise<number> {
  const users = await planWhole(context, { type: "user", ...options });
  const groups = await planWhole(context, { type: "group", ...options });
  return users + groups;
}

type TypeOptions = PlanOptions & { readonly type: ObjectType };

async function planWhole(context: CycleContext, options: TypeOptions): Promise<number> {
  const planned = await planType(context, options);
  const rules = rulesFor(context.job.rules, options.type);
  if (rules === null || !rules.readsClock || options.all) return planned;
  // What rules make of the time can change while nothing in the directory does.
  const escrows = (await context.store.operations.escrows()).filter(({ type }) => type === options.type);
  const failed = new Map(escrows.map(({ source, operation }) => [source.id, operation]));
  const policy = policyOf(context, rules);
  const byClock = await planObjects(context, {
    ...options,
    rules,
    every: true,
    isWanted: (candidate) =>
      isDueByClock(candidate, { policy, escrow: failed.get(candidate.mirrored.object.id) ?? null }),
  });
  return planned + byClock;
}

/**
 * Plans what is due of one type, and has no operation yet: planning again adds what has become due since.
 * Returns how many objects that were.
 */
export async function planType(context: CycleContext, options: TypeOptions): Promise<number> {
  const rules = rulesFor(context.job.rules, options.type);
  if (rules === null) return 0;
  return planObjects(context, { ...options, rules, every: options.all, isWanted: () => true });
}

type Objects = TypeOptions & {
  readonly rules: ObjectRules;
  /** Whether objects that are not due are looked at, too. */
  readonly every: boolean;
  readonly isWanted: (candidate: Candidate) => boolean;
};

async function planObjects(
  context: CycleContext,
  { type, doubts, all, rules, every, isWanted }: Objects,
): Promise<number> {
  const { mirror, operations } = context.store;
  const query: DueQuery = { type, all: every, now: context.cycle.now };
  const due = await mirror.countDue(query);
  const objects = due.unlinked + due.linked;
  if (objects === 0) return 0;
  const open = targetViews(context, { type, chunks: Math.ceil(objects / chunk) });
  const groups = new GroupNames(context);
  let looked = 0;
  let done = 0;
  let after: string | null = null;
  while (true) {
    context.signal.throwIfAborted();
    const mirrored = await mirror.due({ ...query, ...expansionOf(context, rules), after, limit: chunk });
    const last = mirrored.at(-1);
    if (last === undefined) return done;
    const evaluated = mirrored.map((object) => evaluateCandidate(context, rules, object));
    const candidates = evaluated.filter(isWanted);
    const planned = await planChunk(context, { rules, candidates, open, groups, all });
    await operations.add(
      doubts.length === 0 ? planned : planned.map((operation) => withheld(operation, doubts)),
    );
    after = last.object.id;
    looked += mirrored.length;
    done += candidates.length;
    context.observe({ stage: "plan", done: looked, total: objects });
  }
}

function policyOf({ job }: CycleContext, { actions }: ObjectRules): Policy {
  return { actions, deprovision: job.rules.deprovision };
}

type Chunk = {
  readonly rules: ObjectRules;
  readonly candidates: readonly Candidate[];
  readonly open: OpenView;
  readonly groups: GroupNames;
  readonly all: boolean;
};

async function planChunk(
  context: CycleContext,
  { rules, candidates, open, groups, all }: Chunk,
): Promise<readonly Operation[]> {
  const findings = await findTargets(context, { type: rules.type, candidates, open, all });
  await groups.load(candidates);
  const policy = policyOf(context, rules);
  const decided = candidates.map((candidate, index): Decided => {
    const finding = findings[index] ?? { kind: "notAsked" };
    const decision = explainDecision(decide({ ...candidate.facts, finding }, policy), { candidate, finding });
    return { candidate, finding, decision, through: groups.through(candidate), notes: [] };
  });
  const settled = await settleGenerated(context, { rules, open }, decided);
  const planned = settled.map((one) => ({ candidate: one.candidate, operation: operationOf(one) }));
  const operations = rules.members
    ? await planMembers(context, planned)
    : planned.map(({ operation }) => operation);
  return operations.map((operation, index) => {
    const candidate = planned[index]?.candidate;
    return candidate === undefined ? operation : finishOperation(context, operation, candidate);
  });
}
