import type { CycleContext, SeemGone } from "../context.ts";
import { portionsOf } from "./portions.ts";
import type { Search } from "./search.ts";

/** Of each type those whom nobody has found, and those whom the read takes something from. */
export async function seemGone(context: CycleContext, { open }: Search, read: number): Promise<SeemGone> {
  const gone = { user: open.user.size, group: open.group.size };
  for (const type of ["user", "group"] as const) {
    for await (const ids of portionsOf(context, "losers", { read, type })) {
      gone[type] += ids.filter((id) => !open[type].has(id)).length;
    }
  }
  return gone;
}
