import { type AttributePath, holdsValue } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import type { MatchKey } from "../../rules/operation.ts";
import type { TargetObject } from "../../rules/target-object.ts";
import { TargetError } from "../target.ts";
import { askCollection } from "./ask.ts";
import { readList } from "./answer.ts";
import { pathOf, pathText, subOf } from "./attribute.ts";
import { type Line, withoutMembers } from "./line.ts";
import { listObjects } from "./list.ts";

/**
 * Resources with the value, each one checked here: servers answer filters they do not understand with
 * everything or with nothing. Where no form of the filter is accepted, the whole collection is looked
 * through.
 */
export async function findObjects(
  line: Line,
  question: { type: ObjectType; key: MatchKey },
  options: { signal: AbortSignal; scan?: boolean },
): Promise<readonly TargetObject[]> {
  const { type, key } = question;
  const path = pathOf(key.path);
  let accepted = false;
  for (const attribute of filterForms(path)) {
    const answer = await filtered(
      line,
      { type, filter: `${attribute} eq ${JSON.stringify(key.value)}` },
      options,
    );
    if (answer === null) continue;
    const hits = answer.objects.filter(({ attributes }) => holdsValue(attributes, path, key.value));
    const ignored = hits.length < answer.objects.length && (answer.total ?? 0) > answer.objects.length;
    if (ignored) break;
    if (hits.length > 0) return hits;
    accepted = true;
  }
  return accepted && options.scan !== true ? [] : scan(line, question, options);
}

/** `emails[type eq "work"].value` is known to few servers, `emails.value` to most. */
function filterForms(path: AttributePath): readonly string[] {
  if (path.filter === null) return [pathText(path)];
  const sub = subOf(path);
  return [pathText({ ...path, sub }), pathText({ ...path, filter: null, sub })];
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
  const path = pathOf(key.path);
  const hits = new Map<string, TargetObject>();
  for await (const { objects } of listObjects(line, type, options)) {
    for (const object of objects) {
      if (holdsValue(object.attributes, path, key.value)) hits.set(object.id, object);
    }
  }
  return [...hits.values()];
}
