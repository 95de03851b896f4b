import type { ObjectType } from "../rules/directory.ts";
import { type Holder, isEntitled } from "../rules/facts.ts";
import type { Link } from "../rules/link.ts";
import { matchesKey } from "../rules/matching.ts";
import { rulesFor } from "../rules/rules.ts";
import type { TargetObject } from "../rules/target-object.ts";
import { type Candidate, evaluateCandidate } from "./candidate.ts";
import { expansionOf } from "./expansion.ts";
import type { CycleContext } from "./context.ts";

/** Each candidate with the target objects that match it. */
type Hits = readonly (readonly [Candidate, readonly TargetObject[]])[];

/**
 * Whom each account that was hit belongs to: by link, by an operation of this plan, or by a candidate before
 * this one. Candidates come in the order of their ids, so of two that match one account the lower id is
 * first. Accounts that belong to nobody, or to the candidate itself, are left out.
 */
export async function findHolders(
  context: CycleContext,
  { type, hits }: { type: ObjectType; hits: Hits },
): Promise<ReadonlyMap<Candidate, Holder>> {
  const { store, job } = context;
  const single = hits.flatMap(([candidate, [object, ...others]]) =>
    object !== undefined && others.length === 0 ? [{ candidate, object }] : [],
  );
  const targetIds = single.map(({ object }) => object.id);
  const links = new Map((await store.links.ofTargets(type, targetIds)).map((link) => [link.targetId, link]));
  const claims = new Map(await store.operations.claims(type, targetIds));
  const ofThisJob = [...links.values()].filter((link) => link.job === job.name);
  const owners = await ownersOf(context, type, ofThisJob);
  const holders = new Map<Candidate, Holder>();
  for (const { candidate, object } of single) {
    const targetId = object.id;
    const own = candidate.mirrored.object.id;
    const link = links.get(targetId);
    const claim = claims.get(targetId);
    if (link !== undefined && link.job !== job.name) holders.set(candidate, { kind: "job", job: link.job });
    else if (claim !== undefined && claim !== own) {
      holders.set(candidate, { kind: "source", sourceId: claim, entitled: true, keeps: true });
    } else if (link !== undefined && link.sourceId !== own) {
      holders.set(candidate, holderOf(link.sourceId, { owner: owners.get(link.sourceId), object }));
    }
    if (claim === undefined && isEntitled(candidate.facts.entitlement)) claims.set(targetId, own);
  }
  return holders;
}

/** The directory object that an account is linked to, as it stands now. */
export async function linkedHolder(
  context: HolderContext,
  link: Link,
  object: TargetObject,
): Promise<Holder & { kind: "source" }> {
  const owners = await ownersOf(context, link.type, [link]);
  return holderOf(link.sourceId, { owner: owners.get(link.sourceId), object });
}

type HolderContext = Pick<CycleContext, "store" | "job" | "cycle" | "random">;

function holderOf(
  sourceId: string,
  { owner, object }: { owner: Candidate | undefined; object: TargetObject },
): Holder & { kind: "source" } {
  const entitled = owner !== undefined && isEntitled(owner.facts.entitlement);
  const keeps = owner?.keys.some((key) => matchesKey(object.attributes, key)) ?? false;
  return { kind: "source", sourceId, entitled, keeps };
}

async function ownersOf(
  context: HolderContext,
  type: ObjectType,
  links: readonly Link[],
): Promise<ReadonlyMap<string, Candidate>> {
  const rules = rulesFor(context.job.rules, type);
  if (rules === null || links.length === 0) return new Map();
  const mirrored = await context.store.mirror.byIds(
    type,
    links.map(({ sourceId }) => sourceId),
    expansionOf(context, rules),
  );
  return new Map(mirrored.map((object) => [object.object.id, evaluateCandidate(context, rules, object)]));
}
