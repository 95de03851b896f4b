import { diff, isWaiting, type Resolve } from "../rules/diff.ts";
import type { ObjectType } from "../rules/directory.ts";
import { disableChanges } from "../rules/disable.ts";
import { type Finding, type Holder, isEntitled, type Match } from "../rules/facts.ts";
import { lookUpFor } from "../rules/look-up.ts";
import { isReference } from "../rules/operation.ts";
import type { TargetObject } from "../rules/target-object.ts";
import { nothingUnkept } from "../rules/unkept.ts";
import { weighChanges, type Weighed } from "../rules/weigh-changes.ts";
import { type Candidate, mapMirrored } from "./candidate.ts";
import type { CycleContext } from "./context.ts";
import { findHolders } from "./find-holders.ts";
import { targetIdsOf } from "./resolve.ts";
import type { OpenView } from "./target-views.ts";
import type { Answer, TargetView } from "./target-view.ts";
import { valueDigest } from "./value-digest.ts";

/** A part of a plan that is looked up at once. */
type Chunk = {
  readonly type: ObjectType;
  readonly candidates: readonly Candidate[];
  readonly open: OpenView;
  readonly all: boolean;
};

/**
 * Looks up in the target what each candidate's decision needs, in as few questions as possible; in the order
 * given.
 */
export async function findTargets(
  context: CycleContext,
  { type, candidates, open, all }: Chunk,
): Promise<readonly Finding[]> {
  const wanted = new Map(
    candidates.map((candidate) => [
      candidate,
      lookUpFor(candidate.facts, { applied: isApplied(candidate, all), all }),
    ]),
  );
  const questions = wanted.values().filter((lookUp) => lookUp !== "nothing");
  const search: Search = { type, view: await open([...questions].length) };
  const first = await readLinked(
    search,
    candidates.filter((candidate) => wanted.get(candidate) === "read"),
  );
  const matched = await matchAll(
    search,
    candidates.filter((candidate) => wanted.get(candidate) === "match" || isLost(first.get(candidate))),
  );
  // A new name says nothing about who has the old one: only another 404 is believed.
  const unseen = candidates.filter(
    (candidate) => isLost(first.get(candidate)) && isNobody(matched.get(candidate)),
  );
  const read = new Map([...first, ...(await readLinked(search, unseen))]);
  const hits = [...matched].map(
    ([candidate, found]) => [candidate, found.kind === "answered" ? found.value : []] as const,
  );
  const about: Known = {
    holders: await findHolders(context, { type, hits }),
    resolve: await resolver(context, candidates),
  };
  return candidates.map((candidate) => {
    const present = read.get(candidate);
    if (present?.kind === "failed") return present;
    if (present?.kind === "answered" && present.value !== null) {
      const object = present.value;
      return { kind: "present", object, ...changesFor(context, { candidate, object, ...about }) };
    }
    const asked = matched.get(candidate);
    if (asked?.kind === "failed") return asked;
    if (asked === undefined && present === undefined) return { kind: "notAsked" };
    const found = asked?.value ?? [];
    const match = matchOf(context, { candidate, hits: found, ...about });
    if (present === undefined) return { kind: "matched", match };
    return contradiction(candidate, found) ?? { kind: "gone", match };
  });
}

type Search = { readonly type: ObjectType; readonly view: TargetView };
type Known = { readonly holders: ReadonlyMap<Candidate, Holder>; readonly resolve: Resolve };
type Read = Answer<TargetObject | null>;
type Matched = Answer<readonly TargetObject[]>;

async function readLinked(
  { type, view }: Search,
  linked: readonly Candidate[],
): Promise<ReadonlyMap<Candidate, Read>> {
  const answers = await view.read(
    type,
    linked.map(({ mirrored }) => mirrored.link?.targetId ?? ""),
  );
  return pair(linked, answers);
}

async function matchAll(
  { type, view }: Search,
  unlinked: readonly Candidate[],
): Promise<ReadonlyMap<Candidate, Matched>> {
  return pair(
    unlinked,
    await view.match(
      type,
      unlinked.map(({ keys }) => keys),
    ),
  );
}

function pair<T>(candidates: readonly Candidate[], answers: readonly T[]): ReadonlyMap<Candidate, T> {
  return new Map(
    candidates.flatMap((candidate, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [[candidate, answer] as const];
    }),
  );
}

/** 404 by its id: only together with the answer to a matching question does that count. */
function isLost(read: Read | undefined): boolean {
  return read?.kind === "answered" && read.value === null;
}

/** Not there by its id, and yet found by its name: such a target cannot be believed about this object. */
function contradiction({ mirrored }: Candidate, hits: readonly TargetObject[]): Finding | null {
  const targetId = mirrored.link?.targetId;
  if (!hits.some(({ id }) => id === targetId)) return null;
  const message = `the target answers 404 to ${targetId} and lists it all the same`;
  return { kind: "failed", failure: { code: "EntryLookupFailed", message, cure: null, transient: true } };
}

function isNobody(matched: Matched | undefined): boolean {
  return matched?.kind === "answered" && matched.value.length === 0;
}

function isApplied({ mirrored: { link }, digest }: Candidate, all: boolean): boolean {
  return !all && link !== null && link.applied === digest && (link.type === "user" || link.membersKnown);
}

function matchOf(
  context: CycleContext,
  { candidate, hits, ...known }: Known & { candidate: Candidate; hits: readonly TargetObject[] },
): Match {
  const [object, ...others] = hits;
  if (object === undefined) return { kind: "none" };
  if (others.length > 0) return { kind: "several", targetIds: hits.map(({ id }) => id) };
  const holder = known.holders.get(candidate) ?? { kind: "nobody" };
  return { kind: "one", object, holder, ...changesFor(context, { candidate, object, ...known }) };
}

/**
 * What the target object lacks: of an entitled object everything mapped, of any other what a disable writes.
 */
function changesFor(
  context: CycleContext,
  { candidate, object, resolve }: { candidate: Candidate; object: TargetObject; resolve: Resolve },
): Weighed {
  const { desired, facts, rules, digest, mirrored } = candidate;
  if (isEntitled(facts.entitlement)) {
    const link = facts.link?.state === "active" ? facts.link : null;
    const weighed = weighChanges(diff(desired, object.attributes, { resolve }), {
      rules,
      resolve,
      // Whoever comes back gets the whole mapping, whatever the account did not keep before.
      unkept: link?.unkept ?? nothingUnkept,
      applied: link !== null && link.applied === digest,
      digest: valueDigest(mirrored.object.id),
    });
    // The link of whom it waits for brings the object back. Beside other changes it goes along: it may have
    // come by then.
    const waits = link !== null && weighed.changes.every((change) => isWaiting(change, resolve));
    return waits ? { ...weighed, changes: [] } : weighed;
  }
  const active = mapMirrored(context, { ...candidate, isSoftDeleted: false });
  const changes = disableChanges({ active, ended: desired }, object.attributes);
  return { changes, withheld: [], news: [], unkept: nothingUnkept };
}

/** Target ids of everybody the candidates refer to. */
async function resolver({ store }: CycleContext, candidates: readonly Candidate[]): Promise<Resolve> {
  const references = candidates.flatMap(({ desired }) =>
    desired.values.flatMap(({ value }) => (isReference(value) ? [value.ref] : [])),
  );
  const targetIds = await targetIdsOf(store, references, { settled: false });
  return (sourceId) => targetIds.get(sourceId) ?? null;
}
