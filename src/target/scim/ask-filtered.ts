import type { ObjectType } from "../../rules/directory.ts";
import { termsOf } from "../../rules/matching.ts";
import type { MatchKey } from "../../rules/operation.ts";
import { type ListResponse, readList } from "./answer.ts";
import { askByFilter } from "./ask.ts";
import { type FilterForm, isOdd } from "./filter.ts";
import { type Line, withoutMembers } from "./line.ts";

export type Question = { readonly type: ObjectType; readonly key: MatchKey };

/** Null where the target refuses the filter. */
export async function askFiltered(
  line: Line,
  { type, key }: Question,
  { form, signal }: { readonly form: FilterForm; readonly signal: AbortSignal },
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
