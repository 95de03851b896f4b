import type { ObjectType } from "../rules/directory.ts";
import { type Holder, isEntitled } from "../rules/facts.ts";
import { rulesFor } from "../rules/rules.ts";
import type { TargetObject } from "../rules/target-object.ts";
import { type Candidate, evaluateEntitlement } from "./candidate.ts";
import type { CycleContext } from "./context.ts";

/** Each candidate with the target objects that match it. */
type Hits = readonly (readonly [Candidate, readonly TargetObject[]])[];

/**
 * Whom each account that was hit belongs to: by link, by an operation of this plan, or by a candidate before this one.
 * Candidates come in the order of their ids, so of two that match one account the lower id is first.
 * Accounts that belong to nobody, or to the candidate itself, are left out.
 */
export async function findHolders(
  context: CycleContext,
  { type, hits }: { type: ObjectType; hits: Hits },
): Promise<ReadonlyMap<Candidate, Holder>> {
  const { store, job } = context;
  const single = hits.flatMap(([candidate, [object, ...others]]) =>
    object !== undefined && others.length === 0 ? [{ candidate, targetId: object.id }] : [],
  );
  const targetIds = single.map(({ targetId }) => targetId);
  const links = new Map((await store.links.ofTargets(type, targetIds)).map((link) => [link.targetId, link]));
  const claims = new Map(await store.operations.claims(type, targetIds));
  const ofThisJob = [...links.values()]
    .filter((link) => link.job === job.name)
    .map(({ sourceId }) => sourceId);
  const entitled = await entitledOf(context, { type, sourceIds: ofThisJob });
  const holders = new Map<Candidate, Holder>();
  for (const { candidate, targetId } of single) {
    const own = candidate.mirrored.object.id;
    const link = links.get(targetId);
    const claim = claims.get(targetId);
    if (link !== undefined && link.job !== job.name) holders.set(candidate, { kind: "job", job: link.job });
    else if (claim !== undefined && claim !== own) holders.set(candidate, holder(claim, true));
    else if (link !== undefined && link.sourceId !== own) {
      holders.set(candidate, holder(link.sourceId, entitled.has(link.sourceId)));
    }
    if (claim === undefined && isEntitled(candidate.facts.entitlement)) claims.set(targetId, own);
  }
  return holders;
}

function holder(sourceId: string, entitled: boolean): Holder {
  return { kind: "source", sourceId, entitled };
}

async function entitledOf(
  { store, job }: CycleContext,
  { type, sourceIds }: { type: ObjectType; sourceIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rules = rulesFor(job.rules, type);
  if (rules === null || sourceIds.length === 0) return new Set();
  const mirrored = await store.mirror.byIds(type, sourceIds);
  const entitled = mirrored.filter((object) => isEntitled(evaluateEntitlement(job.rules, rules, object)));
  return new Set(entitled.map(({ object }) => object.id));
}
