import type { CycleContext } from "../context.ts";
import type { ReadNotes } from "./read-notes.ts";
import { shownTogether } from "./shown-together.ts";

/** A file says all that it knows. */
const cures = {
  entra: {
    user: ": check the permission User.Read.All",
    group: ": check the permission GroupMember.Read.All",
  },
  file: { user: "", group: "" },
} as const;

/** Whose attributes the directory did not show: they keep what they have. */
export async function unreadableWarnings(
  context: CycleContext,
  { unreadable }: ReadNotes,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const type of ["user", "group"] as const) {
    const ids = [...unreadable[type]];
    if (ids.length === 0) continue;
    const who = await shownTogether(context, type, ids);
    const cure = cures[context.job.source.type][type];
    warnings.push(`the directory shows no attributes of ${who}, what was known last holds${cure}`);
  }
  return warnings;
}
