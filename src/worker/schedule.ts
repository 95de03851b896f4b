import { setTimeout as wait } from "node:timers/promises";
import type { JobConfig } from "../config/config.ts";

/** What the schedule asks of whoever runs the jobs. */
export type Scheduled = {
  readonly job: JobConfig;
  /** When the job's last cycle began; null when it has had none. */
  readonly lastStart: () => Promise<Date | null>;
  /** Runs one cycle. Never throws: what went wrong has been told by then. */
  readonly run: () => Promise<void>;
};

/**
 * When a job's next cycle is due: at once when it has had none, or when the last one is longer ago than its
 * interval.
 */
export function nextCycleAt(
  lastStart: Date | null,
  { schedule }: Pick<JobConfig, "schedule">,
  now: Date,
): Date {
  if (lastStart === null) return now;
  return new Date(Math.max(now.getTime(), lastStart.getTime() + schedule.everyMs));
}

/**
 * Runs every job at its interval, each in a loop of its own, until the signal comes. The cycle under way ends
 * by the signal, too.
 */
export async function runSchedule(
  jobs: readonly Scheduled[],
  options: { signal: AbortSignal },
): Promise<void> {
  await Promise.all(jobs.map((scheduled) => runLoop(scheduled, options)));
}

async function runLoop(
  { job, lastStart, run }: Scheduled,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const now = new Date();
    const due = nextCycleAt(await lastStart(), job, now);
    const ms = due.getTime() - now.getTime();
    if (ms > 0) {
      await pause(Math.min(ms, longestWaitMs), signal);
      continue;
    }
    const begun = Date.now();
    await run();
    // A cycle that could not even begin leaves no start behind: it is tried again after a minute, not at
    // once.
    if (Date.now() - begun < 1_000) await pause(Math.min(60_000, job.schedule.everyMs), signal);
  }
}

/** A timer takes no more than 2^31 - 1 milliseconds; a longer wait is waited in parts. */
const longestWaitMs = 2 ** 31 - 1;

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    // Stopping.
  }
}
