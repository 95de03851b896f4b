import { matchesKey, termsOf } from "../../rules/matching.ts";
import type { MatchKey } from "../../rules/operation.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import { askFiltered, type Question } from "./ask-filtered.ts";
import { type FilterForm, filterForms, sampleOf } from "./filter.ts";
import type { Trust } from "./filter-trust.ts";
import type { Line } from "./line.ts";
import { listObjects } from "./list.ts";

type Trial = { readonly form: FilterForm; readonly signal: AbortSignal };

/**
 * Asks for somebody who is there. Where nobody has such a value there is nobody to overlook; a list that is
 * not complete cannot say that.
 */
export async function tryForm(line: Line, question: Question, trial: Trial): Promise<Trust> {
  const { form } = trial;
  const seen = await askForSample(line, question, { ...trial, respell: (value) => value });
  if (seen === "refused") return line.filters.of(form);
  if (seen === "seeing" || seen === "blind") line.filters.learn(form, seen);
  return seen === "unsure" ? "blind" : seen;
}

/** The same with the value in capitals, or in small letters; nothing to ask where matching is as strict. */
export async function tryCase(line: Line, question: Question, trial: Trial): Promise<Trust> {
  const seen = await askForSample(line, question, { ...trial, respell: inOtherCase });
  return seen === "seeing" || seen === "blind" ? seen : "open";
}

async function askForSample(
  line: Line,
  { type, key }: Question,
  { form, signal, respell }: Trial & { readonly respell: (value: string) => string | null },
): Promise<Trust | "refused" | "unsure"> {
  const [term] = termsOf(key);
  if (term === undefined) return "open";
  await using pages = listObjects(line, type, { signal });
  let next = await pages.next();
  for (; next.done !== true; next = await pages.next()) {
    const [sample, owner] = sampleAmong(next.value.objects, { key, respell });
    if (sample === null) continue;
    if (!matchesKey(owner.attributes, sample)) return "open";
    const asked = filterForms(type, sample).find(({ name }) => name === form.name);
    if (asked === undefined) return "open";
    const answer = await askFiltered(line, { type, key: sample }, { form: asked, signal });
    if (answer === null) return "refused";
    const isSeen = answer.objects.some(({ attributes }) => matchesKey(attributes, sample));
    return isSeen ? "seeing" : "blind";
  }
  return next.value ? "open" : "unsure";
}

/** The first value that somebody has, spelled so, and whose it is. */
function sampleAmong(
  objects: readonly TargetObject[],
  { key: { path, exact }, respell }: { key: MatchKey; respell: (value: string) => string | null },
): readonly [MatchKey, TargetObject] | readonly [null] {
  for (const object of objects) {
    const found = sampleOf(object.attributes, { path, value: "" });
    const value = found === null ? null : respell(found);
    if (value !== null) return [{ path, value, ...(exact === undefined ? {} : { exact }) }, object];
  }
  return [null];
}

function inOtherCase(value: string): string | null {
  const capitals = value.toUpperCase();
  const other = capitals === value ? value.toLowerCase() : capitals;
  return other === value ? null : other;
}
