import type { ObjectType } from "../rules/directory.ts";
import { matchesKey, termsOf } from "../rules/matching.ts";
import type { MatchKey } from "../rules/operation.ts";
import { type ObjectRules, rulesFor } from "../rules/rules.ts";
import type { TargetObject } from "../rules/target-object.ts";
import type { Listing } from "../store/listing.ts";
import { type ListPage, type Target, TargetError } from "../target/target.ts";
import type { Answer, Question, TargetView, ViewContext } from "./target-view.ts";

/** Puts the listing into the store page by page; null when filters turn out to be cheaper. */
export async function spoolListing(
  { target, store, signal, observe, job }: ViewContext,
  { type, objects }: { type: ObjectType; objects: number },
): Promise<{ complete: boolean } | null> {
  const paths = askedPaths(rulesFor(job.rules, type));
  await store.listing.clear(type);
  await using pages = target.list(type, { signal });
  let rows = 0;
  while (true) {
    signal.throwIfAborted();
    const next = await nextPage(pages);
    // A listing that cannot be read does without its end, or is none.
    if (next === null) return rows === 0 ? null : { complete: false };
    if (next.done === true) return { complete: next.value };
    const { objects: page, total } = next.value;
    if (rows === 0 && page.length > 0 && Math.ceil(total / page.length) > objects) {
      return null;
    }
    await store.listing.add(type, { objects: page, paths });
    rows += page.length;
    observe({ stage: "list", done: rows, total });
  }
}

async function nextPage(
  pages: ReturnType<Target["list"]>,
): Promise<IteratorResult<ListPage, boolean> | null> {
  try {
    return await pages.next();
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}

/**
 * What a plan asks by: the first attribute of each matching entry, against which the others are checked, and
 * what has to be unique.
 */
function askedPaths(rules: ObjectRules | null): readonly string[] {
  if (rules === null) return [];
  const unique = rules.mappings.filter(({ generated }) => generated === "unique");
  return [...rules.match.flatMap((paths) => paths.slice(0, 1)), ...unique.map(({ path }) => path.text)];
}

/**
 * Answers from the listing in the store; what one listing does not show is asked for before it is believed
 * gone.
 */
export function listedView(
  { store }: ViewContext,
  { direct, complete }: { direct: TargetView; complete: boolean },
): TargetView {
  const { listing } = store;
  return {
    async match(type, questions) {
      const index = await indexByKey(listing, { type, keys: questions.flat() });
      const found: Hits = questions.map((keys) => ({
        kind: "answered",
        value: firstHits(keys, index),
      }));
      return complete ? found : fillGaps(found, { questions, ask: (missing) => direct.match(type, missing) });
    },
    async read(type, ids) {
      const listed = new Map((await listing.get(type, ids)).map((object) => [object.id, object]));
      const missing = ids.filter((id) => !listed.has(id));
      const asked = await direct.read(type, missing);
      const answers = new Map(missing.map((id, position) => [id, asked[position]]));
      return ids.map((id) => answers.get(id) ?? { kind: "answered", value: listed.get(id) ?? null });
    },
  };
}

async function indexByKey(
  listing: Listing,
  { type, keys }: { type: ObjectType; keys: readonly MatchKey[] },
): Promise<ReadonlyMap<string, readonly TargetObject[]>> {
  const index = new Map<string, TargetObject[]>();
  for (const { key, object } of await listing.find(type, keys)) {
    if (!matchesKey(object.attributes, key)) continue;
    const name = keyName(key);
    const hits = index.get(name);
    if (hits === undefined) index.set(name, [object]);
    else if (!hits.some(({ id }) => id === object.id)) hits.push(object);
  }
  return index;
}

type Hits = readonly Answer<readonly TargetObject[]>[];

/** A listing that is not complete proves no absence: who is missing from it is asked for. */
async function fillGaps(
  found: Hits,
  more: { questions: readonly Question[]; ask: (questions: readonly Question[]) => Promise<Hits> },
): Promise<Hits> {
  const isGap = found.map((hits) => hits.kind === "answered" && hits.value.length === 0);
  const answers = await more.ask(more.questions.filter((_, position) => isGap[position]));
  let next = 0;
  return found.map((hits, position) => (isGap[position] === true ? (answers[next++] ?? hits) : hits));
}

/** All terms count, as they are: only the target's attribute knows whether case makes a difference. */
function keyName(key: MatchKey): string {
  return JSON.stringify(termsOf(key).map(({ path, value, exact }) => [path, value, exact]));
}

function firstHits(
  keys: Question,
  index: ReadonlyMap<string, readonly TargetObject[]>,
): readonly TargetObject[] {
  for (const key of keys) {
    const hits = index.get(keyName(key));
    if (hits !== undefined) return hits;
  }
  return [];
}
