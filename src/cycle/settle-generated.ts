import { allTaken } from "../expression/functions/unique.ts";
import type { Decision } from "../rules/decide.ts";
import type { Generated } from "../rules/generate.ts";
import { type Desired, problemOf } from "../rules/map.ts";
import type { Mapping, ObjectRules } from "../rules/rules.ts";
import { soleText } from "../rules/sole-text.ts";
import type { GeneratedValue } from "../store/generated.ts";
import type { CycleContext } from "./context.ts";
import { generatedMappings, memoryOf, promiseKey } from "./generated-memory.ts";
import type { Decided } from "./operation-of.ts";
import type { OpenView } from "./target-views.ts";
import { type Choice, chooseValues, type Wish, type Wished } from "./unique-values.ts";

/**
 * Gives every object that is about to be created the values that its expressions make up, and keeps them for
 * later tries. What is only looked at keeps them, too: what a plan shows is then what a cycle does, and the
 * promise to somebody who is due no account any more counts for nothing.
 */
export async function settleGenerated(
  context: CycleContext,
  { rules, open }: { readonly rules: ObjectRules; readonly open: OpenView },
  decided: readonly Decided[],
): Promise<readonly Decided[]> {
  const mappings = generatedMappings(rules);
  const creates = decided.filter(({ decision }) => decision.kind === "create");
  if (mappings.length === 0 || creates.length === 0) return decided;
  const { generated } = context.store;
  const ids = creates.map(({ candidate }) => candidate.mirrored.object.id);
  const kept = await generated.of(rules.type, ids);
  const view = await open(creates.length);
  const settled = new Map(creates.map((create) => [create.candidate, create]));
  const rows: GeneratedValue[] = [];
  for (const mapping of mappings) {
    const wishes = creates.map(({ candidate }): Wish => {
      return { candidate, memory: memoryOf(mapping, kept.get(candidate.mirrored.object.id)) };
    });
    const choice = await chooseValues(context, { rules, mapping, view }, wishes);
    rows.push(...choice.takenBack, ...rowsOf(mapping, choice));
    for (const [{ candidate }, wished] of choice.wished) {
      const before = settled.get(candidate);
      if (before !== undefined) settled.set(candidate, withWished(before, mapping, wished));
    }
  }
  await generated.keep(rules.type, rows);
  return decided.map((one) => settled.get(one.candidate) ?? one);
}

function rowsOf(mapping: Mapping, { wished }: Choice): readonly GeneratedValue[] {
  return [...wished].flatMap(([{ candidate, memory }, outcome]) => {
    const sourceId = candidate.mirrored.object.id;
    if ("code" in outcome || outcome.evaluated.kind !== "value") return [];
    const value = soleText(outcome.evaluated.value);
    if (value === null) return [];
    const refused = outcome.startsOver ? [] : [...memory.refused];
    return [{ sourceId, path: promiseKey(mapping), value, refused }];
  });
}

function withWished(decided: Decided, mapping: Mapping, wished: Wished): Decided {
  if ("code" in wished) {
    // The answer may quote a value that was only asked about.
    const message = mapping.redacted ? wished.code : `${wished.code}: ${wished.message}`;
    return withDecision(decided, { kind: "fail", code: "EntryLookupFailed", message });
  }
  if (wished.exhausted) {
    return withDecision(decided, {
      kind: "fail",
      code: "EntryConflict",
      message: exhaustedText(mapping, wished),
    });
  }
  const { candidate, notes } = decided;
  return {
    ...decided,
    candidate: { ...candidate, desired: withValue(candidate.desired, mapping, wished) },
    notes: [...notes, ...chosenText(mapping, wished)],
  };
}

/** The first thing that goes wrong is what is told. */
function withDecision(decided: Decided, decision: Decision & { kind: "fail" }): Decided {
  return decided.decision.kind === "fail" ? decided : { ...decided, decision };
}

function withValue(desired: Desired, mapping: Mapping, { evaluated }: Generated): Desired {
  const others = desired.values.filter((wanted) => wanted.mapping !== mapping);
  const { text } = mapping.path;
  const problems = desired.problems.filter(({ path }) => path !== text);
  switch (evaluated.kind) {
    case "value":
      return { ...desired, values: [...others, { mapping, value: evaluated.value }], problems };
    case "problem":
      return { ...desired, values: others, problems: [...problems, problemOf(mapping, evaluated.message)] };
    case "ignoreFlow":
    case "ignoreObject":
      return { ...desired, values: others, problems };
  }
}

function exhaustedText(mapping: Mapping, { passedOver, evaluated }: Generated): string {
  const wanted = `${mapping.path.text} needs a value that nobody else has: `;
  const count = passedOver.length;
  const are = count === 1 ? "is" : "are";
  const named = mapping.redacted || count > mostNamed ? `all ${count} that were tried` : listText(passedOver);
  const taken = `${wanted}${named} ${are} taken`;
  if (evaluated.kind !== "problem" || evaluated.message.includes(allTaken)) return taken;
  return `${taken}, and the next cannot be evaluated: ${problemOf(mapping, evaluated.message).message}`;
}

/** A message names no more values than that. */
const mostNamed = 20;

/** `nickName: "ada" is taken, "ada2" is free`; nothing where nothing had to be chosen. */
function chosenText(
  { path, redacted, generated }: Mapping,
  { passedOver, reused, evaluated }: Generated,
): readonly string[] {
  if (generated === "once" || (passedOver.length === 0 && !reused)) return [];
  const value = evaluated.kind === "value" ? soleText(evaluated.value) : null;
  const chosen = redacted || value === null ? "a value" : `"${value}"`;
  if (reused) return [`${path.text}: ${chosen} was chosen by an earlier plan or try, and is free`];
  const are = passedOver.length === 1 ? "is" : "are";
  const others = redacted ? `${passedOver.length}` : listText(passedOver);
  return [`${path.text}: ${others} ${are} taken, ${chosen} is free`];
}

function listText(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(", ");
}
