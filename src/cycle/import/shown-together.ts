import type { ObjectType } from "../../rules/directory.ts";
import { someOf } from "../../rules/some-of.ts";
import type { CycleContext } from "../context.ts";
import { namesOf } from "../shown-names.ts";

const namesShown = 5;

/** `ada@example.com, bob@example.com and 3 more`: what the mirror calls them, or their ids. */
export async function shownTogether(
  context: CycleContext,
  type: ObjectType,
  ids: readonly string[],
): Promise<string> {
  const names = await namesOf(context, type, ids.slice(0, namesShown));
  const shown = ids.map((id) => names.get(id) ?? id);
  return someOf(shown, namesShown);
}
