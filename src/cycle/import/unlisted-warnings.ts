import type { CycleContext } from "../context.ts";
import type { ReadNotes } from "./read-notes.ts";
import { shownTogether } from "./shown-together.ts";

/**
 * Groups that are there although the read did not find them, or their members: whoever has left one of them
 * stays in it for as long as that lasts.
 */
export async function unlistedWarnings(
  context: CycleContext,
  { missing }: ReadNotes,
): Promise<readonly string[]> {
  const stored = await context.store.mirror.byIds("group", [...missing.group]);
  const there = stored.filter(({ object }) => object.state === "active").map(({ object }) => object.id);
  if (there.length === 0) return [];
  const which = await shownTogether(context, "group", there);
  const cure = "if it lasts, look at the group in Entra";
  return [`the directory does not show who is in ${which}, what was known last holds: ${cure}`];
}
