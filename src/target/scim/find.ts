import { type AttributePath, subOf } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { matchesKey, termsOf } from "../../rules/matching.ts";
import type { MatchKey } from "../../rules/operation.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import { TargetError } from "../target.ts";
import { askCollection } from "./ask.ts";
import { readList } from "./answer.ts";
import { pathOf, pathText } from "./attribute.ts";
import { type Line, withoutMembers } from "./line.ts";
import { listObjects } from "./list.ts";

/**
 * Resources with the values, each one checked here: servers answer filters they do not understand with
 * everything or with nothing. Where no form of the filter is accepted, the whole collection is looked
 * through.
 */
export async function findObjects(
  line: Line,
  question: { type: ObjectType; key: MatchKey },
  options: { signal: AbortSignal; scan?: boolean },
): Promise<readonly TargetObject[]> {
  const { type, key } = question;
  let accepted = false;
  for (const { filter, whole } of filtersFor(key)) {
    const answer = await filtered(line, { type, filter }, options);
    if (answer === null) continue;
    const hits = answer.objects.filter(({ attributes }) => matchesKey(attributes, key));
    const ignored = hits.length < answer.objects.length && (answer.total ?? 0) > answer.objects.length;
    if (ignored && whole) continue;
    if (ignored) break;
    if (hits.length > 0) return hits;
    accepted = true;
  }
  return accepted && options.scan !== true ? [] : scan(line, question, options);
}

/**
 * All terms in one question first (`whole`). Home-made parsers take `a" and b eq "c` for the value of one
 * term and find nobody, so where nothing is found the first term alone is asked for.
 */
function filtersFor(key: MatchKey): readonly { readonly filter: string; readonly whole: boolean }[] {
  const alone = termForms(key).map((filter) => ({ filter, whole: false }));
  const terms = termsOf(key).map(termForms);
  if (terms.length === 1) return alone;
  const together = [0, 1].map((form) => terms.map((forms) => forms[form] ?? forms[0]).join(" and "));
  return [...[...new Set(together)].map((filter) => ({ filter, whole: true })), ...alone];
}

/** `emails[type eq "work"].value` is known to few servers, `emails.value` to most. */
function termForms({ path, value }: { path: string; value: string }): readonly [string, ...string[]] {
  const parsed = pathOf(path);
  const written = JSON.stringify(value);
  if (parsed.filter === null) return [`${pathText(parsed)} eq ${written}`];
  const element: AttributePath = { ...parsed, sub: subOf(parsed) };
  return [`${pathText(element)} eq ${written}`, `${pathText({ ...element, filter: null })} eq ${written}`];
}

/** Null where the target refuses the filter: by the book with 400, in practice also with 500. */
async function filtered(
  line: Line,
  { type, filter }: { type: ObjectType; filter: string },
  { signal }: { signal: AbortSignal },
): Promise<ReturnType<typeof readList> | null> {
  const url = line.endpoint.collection(type, { filter, ...withoutMembers(type) });
  try {
    return readList(await askCollection(line.connection, { action: `find the ${type}`, url, signal }));
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}

async function scan(
  line: Line,
  { type, key }: { type: ObjectType; key: MatchKey },
  options: { signal: AbortSignal },
): Promise<readonly TargetObject[]> {
  const hits = new Map<string, TargetObject>();
  for await (const { objects } of listObjects(line, type, options)) {
    for (const object of objects) {
      if (matchesKey(object.attributes, key)) hits.set(object.id, object);
    }
  }
  return [...hits.values()];
}
