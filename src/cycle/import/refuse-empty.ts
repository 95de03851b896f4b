import { StopError } from "../../rules/stop-error.ts";
import type { CycleContext } from "../context.ts";
import { shownTogether } from "./shown-together.ts";

const cures = {
  entra: "Assign users or groups to the application and check the permissions of the app registration.",
  file: "List who has access under `assignments` in the file, or write `scope: all` in the job.",
} as const;
const ifMeant = "look at plan --allow-empty, then sync --allow-empty.";

/** A directory that looks empty is an error, never "nobody is assigned". */
export async function refuseEmpty(
  { job, store }: CycleContext,
  { read, complete }: { read: number; complete: boolean },
): Promise<void> {
  const { scope } = job.rules;
  const counts = await store.mirror.counts(read);
  const nobodyAssigned = scope === "assigned" && counts.assignments === 0;
  // A read that reports what has changed may well report nobody.
  const nobodyThere =
    complete && counts.users === 0 && (scope === "all" || (await store.links.counts()).users > 0);
  if (!nobodyAssigned && !nobodyThere) return;
  const what = nobodyAssigned ? "no assignments" : "no users";
  throw new StopError(
    "sourceIncomplete",
    `Cannot import the directory as it shows ${what}: at least one is expected`,
    {
      cure: `${cures[job.source.type]} If nobody is meant to have access any more: ${ifMeant}`,
    },
  );
}

/**
 * Nor is a group that has lost everybody at once while the change feed still knows of somebody. `left`: the
 * groups that it knows to be empty.
 */
export async function refuseEmptied(
  context: CycleContext,
  { read, left }: { read: number; left: ReadonlySet<string> },
): Promise<void> {
  const { groups } = await context.store.mirror.lost(read);
  const emptied = groups.filter((group) => group.emptied && !left.has(group.id));
  if (emptied.length === 0) return;
  const ids = emptied.map(({ id }) => id);
  const names = await shownTogether(context, "group", ids);
  const which = ids.length === 1 ? `the group "${names}" is` : `the groups ${names} are`;
  throw new StopError(
    "sourceIncomplete",
    `Cannot import the directory as ${which} suddenly empty, and the change feed does not say that everybody left`,
    { cure: `Run the cycle again in some minutes: the feed may be late. If it is meant: ${ifMeant}` },
  );
}
