import type { JobConfig } from "../config/config.ts";
import type { Clock } from "./clock.ts";
import type { LastCycle, Notices } from "./notices.ts";

/** Why a cycle runs: its interval is over, or the directory has told of a change. */
export type Occasion = "interval" | "notice";

/** What the schedule asks of whoever runs the jobs. */
export type Scheduled = {
  readonly job: JobConfig;
  /** The job's last cycle that ended; null when it has had none. */
  readonly lastCycle: () => Promise<LastCycle | null>;
  /** Runs one cycle. Never throws: what went wrong has been told by then. */
  readonly run: (occasion: Occasion) => Promise<void>;
  /** What the directory tells; null: nothing. */
  readonly notices: Notices | null;
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

/** When the job's next cycle begins as far as is known now, and why. */
function dueAt(
  { job, notices }: Pick<Scheduled, "job" | "notices">,
  last: LastCycle | null,
  now: Date,
): { readonly at: Date; readonly occasion: Occasion } {
  const planned = nextCycleAt(last?.startedAt ?? null, job, now);
  const noticed = notices?.dueAt(last) ?? planned;
  return noticed < planned ? { at: noticed, occasion: "notice" } : { at: planned, occasion: "interval" };
}

/** An attempt at a cycle: the job's last cycle before it, and after it. */
type Attempt = { readonly before: LastCycle | null; readonly last: LastCycle | null };

/** When the job is worked on next after an attempt, as far as is known now. */
export function nextAttemptAt(
  scheduled: Pick<Scheduled, "job" | "notices">,
  attempt: Attempt,
  now: Date,
): Date {
  const pauseMs = pauseAfter(scheduled, attempt);
  if (pauseMs > 0) return new Date(now.getTime() + pauseMs);
  const { at } = dueAt(scheduled, attempt.last, now);
  return at > now ? at : now;
}

/**
 * A cycle that could not even begin leaves no start behind: it is tried again after a minute, not at once.
 */
function pauseAfter({ job }: Pick<Scheduled, "job">, { before, last }: Attempt): number {
  const began = before?.startedAt.getTime() !== last?.startedAt.getTime();
  return began ? 0 : Math.min(minuteMs, job.schedule.everyMs);
}

/**
 * Runs every job at its interval, or sooner when its directory tells of a change, each in a loop of its own,
 * until the signal comes. The cycle under way ends by the signal, too.
 */
export async function runSchedule(
  jobs: readonly Scheduled[],
  options: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  await Promise.all(jobs.map((scheduled) => runLoop(scheduled, options)));
}

async function runLoop(
  { lastCycle, run, ...scheduled }: Scheduled,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const last = await lastCycle();
    const now = clock.now();
    const { at, occasion } = dueAt(scheduled, last, now);
    const ms = at.getTime() - now.getTime();
    const noticed = scheduled.notices === null ? [] : [scheduled.notices.next()];
    if (ms > 0) {
      await clock.wait(ms, { signal: AbortSignal.any([signal, ...noticed]) });
      continue;
    }
    await run(occasion);
    const pauseMs = pauseAfter(scheduled, { before: last, last: await lastCycle() });
    if (pauseMs > 0) await clock.wait(pauseMs, { signal });
  }
}

const minuteMs = 60_000;
