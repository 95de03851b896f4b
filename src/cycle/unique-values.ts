import type { Surroundings } from "../expression/value.ts";
import { isEntitled } from "../rules/facts.ts";
import { type Generated, generate, type GeneratedMemory } from "../rules/generate.ts";
import type { Failure } from "../rules/operation.ts";
import type { Mapping, ObjectRules } from "../rules/rules.ts";
import { attributeReader } from "../rules/source-attribute.ts";
import { soleText } from "../rules/sole-text.ts";
import type { GeneratedValue } from "../store/generated.ts";
import type { Candidate } from "./candidate.ts";
import { expansionOf } from "./expansion.ts";
import type { CycleContext } from "./context.ts";
import { evaluateEntitlement } from "./entitlement.ts";
import { noPromise, promiseKey } from "./generated-memory.ts";
import type { TargetView } from "./target-view.ts";

/** One object that is about to be created, and one mapping that makes its value up. */
export type Wish = { readonly candidate: Candidate; readonly memory: GeneratedMemory };

/** What a wish came to, or why the target could not be asked. */
export type Wished = Generated | Failure;

export type Choice = {
  readonly wished: ReadonlyMap<Wish, Wished>;
  /** What takes back promises to objects that are due no account any more. */
  readonly takenBack: readonly GeneratedValue[];
};

/** Who has a value, as far as this plan knows; by the value, lower-cased. */
type Known = Map<string, "free" | "taken" | { readonly promisedTo: string } | Failure>;

/** An expression that draws lots never runs out of values by itself. */
const mostRounds = 100;

/**
 * Chooses for each wish, in the order given, a value that nobody has: not in the target, not by a promise to
 * somebody else. Round by round, so that one question asks about everybody.
 */
export async function chooseValues(
  context: CycleContext,
  on: { readonly rules: ObjectRules; readonly mapping: Mapping; readonly view: TargetView },
  wishes: readonly Wish[],
): Promise<Choice> {
  if (on.mapping.generated === "once") return { wished: drawn(context, on.mapping, wishes), takenBack: [] };
  const known: Known = new Map();
  const wished = new Map<Wish, Wished>();
  const stale: GeneratedValue[] = [];
  let waiting = wishes;
  for (let round = 0; waiting.length > 0; round += 1) {
    const proposed = waiting.map((wish) => {
      const around = surroundingsOf(context, wish, known);
      return [wish, generate(on.mapping, around, wish.memory)] as const;
    });
    stale.push(...(await learn(context, on, { known, values: proposed.flatMap(valueOf) })));
    const again: Wish[] = [];
    for (const [wish, generated] of proposed) {
      const settled = claim(known, wish, generated);
      if (settled !== null) wished.set(wish, settled);
      else if (round < mostRounds) again.push(wish);
      else wished.set(wish, { ...generated, passedOver: takenOf(known), exhausted: true });
    }
    waiting = again;
  }
  return { wished, takenBack: stale };
}

/** What nobody has to be asked about. */
function drawn(context: CycleContext, mapping: Mapping, wishes: readonly Wish[]): ReadonlyMap<Wish, Wished> {
  return new Map(
    wishes.map((wish) => [wish, generate(mapping, surroundingsOf(context, wish, new Map()), wish.memory)]),
  );
}

/** What turned out to be somebody's. */
function takenOf(known: Known): readonly string[] {
  return [...known].flatMap(([value, state]) => (state === "free" ? [] : [value]));
}

/** Null: somebody was quicker. */
function claim(known: Known, { candidate }: Wish, generated: Generated): Wished | null {
  const value = textOf(generated)?.toLowerCase() ?? null;
  if (value === null) return generated;
  const { id } = candidate.mirrored.object;
  const state = known.get(value) ?? "free";
  if (state === "taken") return null;
  if (state === "free") known.set(value, { promisedTo: id });
  else if ("code" in state) return state;
  else if (state.promisedTo !== id) return null;
  return generated;
}

/**
 * Asks the target and the store about values that nothing is known about yet. Returns the promises to take
 * back.
 */
async function learn(
  context: CycleContext,
  { rules, mapping, view }: { rules: ObjectRules; mapping: Mapping; view: TargetView },
  { known, values }: { known: Known; values: readonly string[] },
): Promise<readonly GeneratedValue[]> {
  const spellings = Map.groupBy(new Set(values), (value) => value.toLowerCase());
  const asked = [...spellings.keys()].filter((value) => !known.has(value));
  if (asked.length === 0) return [];
  const { type } = rules;
  const path = mapping.path.text;
  // As it is written: a server that tells cases apart finds it under no other spelling.
  const answers = await view.match(
    type,
    asked.map((lower) =>
      [...new Set([...(spellings.get(lower) ?? []), lower])].map((value) => ({ path, value, exact: false })),
    ),
  );
  const holders = await context.store.generated.holders(type, { path: promiseKey(mapping), values: asked });
  const waiting = await stillWaiting(context, rules, [...holders.values()]);
  for (const [index, value] of asked.entries()) {
    const answer = answers[index];
    const holder = holders.get(value);
    if (answer?.kind === "failed") known.set(value, answer.failure);
    else if ((answer?.value ?? []).length > 0) known.set(value, "taken");
    else if (holder !== undefined && waiting.has(holder)) known.set(value, { promisedTo: holder });
    else known.set(value, "free");
  }
  return [...new Set(holders.values())].filter((id) => !waiting.has(id)).map((id) => noPromise(mapping, id));
}

/**
 * A promise counts as long as whoever has it is still due an account. Somebody with an account counts too:
 * linking forgot the old promises, so one that is there now is for a new account.
 */
async function stillWaiting(
  context: CycleContext,
  rules: ObjectRules,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const mirrored = await context.store.mirror.byIds(
    rules.type,
    [...new Set(ids)],
    expansionOf(context, rules),
  );
  const due = mirrored.filter((object) => isEntitled(evaluateEntitlement(context, rules, object)));
  return new Set(due.map(({ object }) => object.id));
}

function surroundingsOf({ cycle, random }: CycleContext, { candidate }: Wish, known: Known): Surroundings {
  const { object, relations } = candidate.mirrored;
  return {
    read: attributeReader(object, { isSoftDeleted: false, relations }),
    now: cycle.now,
    random,
    taken: (value) => {
      const state = known.get(value.toLowerCase()) ?? "free";
      return state === "taken" || (typeof state === "object" && isOthers(state, object.id));
    },
  };
}

function isOthers(state: Failure | { readonly promisedTo: string }, id: string): boolean {
  return "promisedTo" in state && state.promisedTo !== id;
}

function valueOf([, generated]: readonly [Wish, Generated]): readonly string[] {
  const value = textOf(generated);
  return value === null ? [] : [value];
}

/** The value that has to be nobody else's; null where there is none. */
function textOf({ evaluated }: Generated): string | null {
  return evaluated.kind === "value" ? soleText(evaluated.value) : null;
}
