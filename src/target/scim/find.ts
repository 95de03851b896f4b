import type { ObjectType } from "../../rules/directory.ts";
import { matchesKey, termsOf } from "../../rules/matching.ts";
import type { MatchKey } from "../../rules/operation.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import { type ListResponse, readList } from "./answer.ts";
import { askByFilter } from "./ask.ts";
import { type FilterForm, filterForms, isOdd, isUnique, sampleOf } from "./filter.ts";
import type { Trust } from "./filter-trust.ts";
import { type Line, withoutMembers } from "./line.ts";
import { readFirstPage } from "./page.ts";
import { scanFor } from "./scan.ts";

/** So many who do not have the value can be the work of a store to which "é" and "e" are one letter. */
const mostTwins = 2;

type Question = { readonly type: ObjectType; readonly key: MatchKey };
type Options = { readonly signal: AbortSignal };

/**
 * Resources with the values, each one checked here: servers answer filters they do not understand with
 * everything or with nothing. Nothing is believed of a form of filter that has not been seen to find what is
 * there, unless a create would be refused all the same. Where no form is to be believed, the whole collection
 * is looked through.
 */
export async function findObjects(
  line: Line,
  question: Question,
  options: Options & { readonly scan?: boolean },
): Promise<readonly TargetObject[]> {
  const { type, key } = question;
  const { signal, scan: thorough = false } = options;
  const unique = isUnique(type, key);
  function scan(): Promise<readonly TargetObject[]> {
    return scanFor(line, question, { signal, certain: !unique && !thorough });
  }

  if (!line.capabilities.now.filter) return scan();
  const silent: FilterForm[] = [];
  for (const form of filterForms(type, key)) {
    const trust = line.filters.of(form);
    if (trust === "blind") continue;
    const answer = await filtered(line, question, { ...options, form });
    if (answer === null) continue;
    const hits = answer.objects.filter(({ attributes }) => matchesKey(attributes, key));
    const strays = answer.objects.length - hits.length;
    if (strays === 0 && hits.length > 0) {
      line.filters.learn(form, "seeing");
      return hits;
    }
    if (strays === 0) {
      silent.push(form);
      if (trust === "seeing") break;
      continue;
    }
    // The filter is not read as it is meant, and more may lie elsewhere.
    if (hits.length > 0 && (answer.total ?? 0) <= answer.rows) return hits;
    if (strays > mostTwins) line.filters.learn(form, "blind");
  }
  if (silent.length === 0 || thorough) return scan();
  if (unique) return [];
  if (termsOf(key).some(isOdd)) return scan();
  return (await isBlind(line, question, { signal, forms: silent })) ? scan() : [];
}

/** Null where the target refuses the filter. */
async function filtered(
  line: Line,
  { type, key }: Question,
  { form, signal }: Options & { readonly form: FilterForm },
): Promise<ListResponse | null> {
  const url = line.endpoint.collection(type, { filter: form.text, ...withoutMembers(type) });
  const answer = await askByFilter(line.connection, { action: `find the ${type}`, url, signal });
  if (answer.kind === "answered") {
    line.filters.answered(form);
    return readList(answer.response);
  }
  // Of a value that is a trial in itself, a refusal says nothing about others.
  if (termsOf(key).some(isOdd)) return null;
  if (answer.forGood) line.filters.learn(form, "blind");
  else line.filters.strike(form);
  return null;
}

/** Whether none of the forms that found nobody finds what is there. */
async function isBlind(
  line: Line,
  question: Question,
  { forms, signal }: Options & { readonly forms: readonly FilterForm[] },
): Promise<boolean> {
  for (const form of forms) {
    if (line.filters.of(form) === "seeing") return false;
    if (form.whole) continue;
    const trust = await line.filters.test(form, () => tryForm(line, question, { form, signal }));
    if (trust !== "blind") return false;
  }
  return true;
}

/** Asks for somebody who is there. Where nobody is, there is nobody to overlook. */
async function tryForm(
  line: Line,
  { type, key }: Question,
  { form, signal }: Options & { readonly form: FilterForm },
): Promise<Trust> {
  const { page } = await readFirstPage(line, type, { signal });
  const [term] = termsOf(key);
  for (const { attributes } of page.objects) {
    const value = term === undefined ? null : sampleOf(attributes, term);
    if (term === undefined || value === null) continue;
    const sample: MatchKey = { ...term, value };
    const asked = filterForms(type, sample).find(({ name }) => name === form.name);
    if (asked === undefined) return "open";
    const answer = await filtered(line, { type, key: sample }, { form: asked, signal });
    if (answer === null) return line.filters.of(form);
    const isSeen = answer.objects.some((object) => matchesKey(object.attributes, sample));
    const trust = isSeen ? "seeing" : "blind";
    line.filters.learn(form, trust);
    return trust;
  }
  return "open";
}
