import { StopError } from "../rules/stop-error.ts";
import type { JobIdentity } from "../store/job-state.ts";
import type { JobStore } from "../store/store.ts";

/**
 * Links, mirror and watermark belong to one source and one target. With any other they would take everybody's
 * access away, so a job whose file points elsewhere stops. Without links there is nothing to lose: an address
 * may still be corrected.
 */
export async function confirmIdentity(
  job: string,
  { state, links }: Pick<JobStore, "state" | "links">,
  current: JobIdentity,
): Promise<void> {
  const known = await state.identity();
  const changed = (["source", "target"] as const).find(
    (side) => known !== null && known[side] !== current[side],
  );
  if (known !== null && changed !== undefined) {
    const { users, groups } = await links.counts();
    if (users + groups > 0)
      throw identityChanged(job, { side: changed, from: known[changed], to: current[changed] });
    // Whatever was evaluated was evaluated against something else.
    await state.setRulesFingerprint(null);
  }
  if (known === null || changed !== undefined) await state.setIdentity(current);
}

function identityChanged(
  job: string,
  change: { side: "source" | "target"; from: string; to: string },
): StopError {
  const { side, from, to } = change;
  return new StopError(
    "identityChanged",
    `Cannot run job ${job} as its ${side} has changed: its links belong to ${from}, the file says ${to}`,
    { cure: `Put the old ${side} back, or give the job a new name: a new job starts without links.` },
  );
}
