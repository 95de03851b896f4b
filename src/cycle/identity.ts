import { StopError } from "../rules/stop-error.ts";
import type { JobIdentity, JobState } from "../store/job-state.ts";

/**
 * Links, mirror and watermark belong to one source and one target. With any other they would take everybody's access away,
 * so a job whose file points elsewhere stops.
 */
export async function confirmIdentity(job: string, state: JobState, current: JobIdentity): Promise<void> {
  const known = await state.identity();
  if (known === null) return state.setIdentity(current);
  for (const side of ["source", "target"] as const) {
    if (known[side] === current[side]) continue;
    throw new StopError(
      "identityChanged",
      `Cannot run job ${job} as its ${side} has changed: its links belong to ${known[side]}, the file says ${current[side]}`,
      { cure: `Put the old ${side} back, or give the job a new name: a new job starts without links.` },
    );
  }
}
