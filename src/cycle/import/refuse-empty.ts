import { StopError } from "../../rules/stop-error.ts";
import type { MirrorCounts } from "../../store/mirror.ts";
import type { CycleContext } from "../context.ts";

const cures = {
  entra: "Assign users or groups to the application and check the permissions of the app registration.",
  file: "List who has access under `assignments` in the file, or write `scope: all` in the job.",
} as const;
/** What to do where emptiness is meant. */
export const ifMeant = "look at plan --allow-empty, then sync --allow-empty.";

/**
 * A directory that looks empty is an error, never "nobody is assigned", as long as anybody has access to
 * lose.
 */
export async function refuseEmpty(
  context: CycleContext,
  { seen, complete }: { seen: MirrorCounts; complete: boolean },
): Promise<void> {
  const { job } = context;
  const { scope } = job.rules;
  const nobodyAssigned = scope === "assigned" && seen.assignments === 0;
  // A read that reports what has changed may well report nobody.
  const nobodyThere = complete && seen.users === 0;
  if (!nobodyAssigned && !nobodyThere) return;
  if (scope === "assigned" && !(await isAnyAtStake(context, { nobodyAssigned, nobodyThere }))) return;
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
 * Before the first cycle has ended, a job with nobody in it has something wrong, too. Where objects cannot be
 * looked for one by one, disabled accounts are at stake as well: who is not there is gone for good.
 */
async function isAnyAtStake(
  { source, store: { state, links } }: CycleContext,
  { nobodyAssigned, nobodyThere }: { nobodyAssigned: boolean; nobodyThere: boolean },
): Promise<boolean> {
  const { users, groups } = await links.counts();
  const withoutAccess = await links.countDisabled();
  if (users + groups > withoutAccess) return true;
  if (nobodyThere && withoutAccess > 0 && source.confirmAfterMs === null) return true;
  return nobodyAssigned && (await state.rulesFingerprint()) === null;
}
