import { matchesKey, termsOf } from "../../rules/matching.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import { askFiltered, type Question } from "./ask-filtered.ts";
import { type FilterForm, filterForms, isOdd, isUnique } from "./filter.ts";
import type { Line } from "./line.ts";
import { scanFor } from "./scan.ts";
import { tryCase, tryForm } from "./try-form.ts";

/** So many who do not have the value can be the work of a store to which "é" and "e" are one letter. */
const mostTwins = 2;

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
    const answer = await askFiltered(line, question, { ...options, form });
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
  if (await isBlind(line, question, { signal, forms: silent })) return scan();
  return (await isStrict(line, question, { signal, forms: silent })) ? scan() : [];
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

/**
 * Whether a filter tells letters by their case where matching does not. Of groups alone: nothing but their
 * name tells them apart, and few servers refuse a second one; there are not so many that lists are dear.
 */
async function isStrict(
  line: Line,
  question: Question,
  { forms, signal }: Options & { readonly forms: readonly FilterForm[] },
): Promise<boolean> {
  const form = forms.find(({ whole }) => !whole);
  if (question.type !== "group" || form === undefined) return false;
  if (question.key.value.toLowerCase() === question.key.value.toUpperCase()) return false;
  const name = `${form.name} in any case`;
  const trust = await line.filters.test({ name }, () => tryCase(line, question, { form, signal }));
  return trust === "blind";
}
