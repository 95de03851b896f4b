import type { JobConfig } from "../config/config.ts";
import type { Source, Wait } from "../source/source.ts";
import type { Holder } from "../store/lease.ts";
import type { Store } from "../store/store.ts";
import type { Target } from "../target/target.ts";
import type { CycleContext, Progress } from "./context.ts";
import { type CycleOptions, type CycleParts, type CycleResult, runCycle } from "./run-cycle.ts";
import { withLease } from "./with-lease.ts";

/** A job's two ends, open. */
export type Connection = AsyncDisposable & { readonly source: Source; readonly target: Target };

/** Who hears when the directory keeps a read waiting. */
export type Waits = { readonly onWait?: (wait: Wait) => void };

/** What it takes to work on jobs. */
export type JobRunner = {
  readonly store: Store;
  readonly connect: (job: JobConfig, waits?: Waits) => Promise<Connection>;
  readonly holder: Holder;
  readonly random: () => number;
  readonly wait: CycleContext["wait"];
  /** How long entries of the provisioning log are kept. */
  readonly logRetentionMs: number;
};

export type JobOptions = CycleOptions & {
  /** Wait for a job that is at work elsewhere. */
  readonly wait: boolean;
  readonly observe: (progress: Progress) => void;
  readonly signal: AbortSignal;
};

/** Runs one cycle of a job, with the sole right to it. */
export function runJob(runner: JobRunner, job: JobConfig, options: JobOptions): Promise<CycleResult> {
  return withJob(runner, job, {
    ...options,
    async work(parts) {
      const result = await runCycle(parts, options);
      await parts.store.log.prune(new Date(Date.now() - runner.logRetentionMs));
      return result;
    },
  });
}

/** Takes the job's lease, opens both ends, and does the work with them. */
export function withJob<T>(
  { store, connect, holder, random, wait }: JobRunner,
  job: JobConfig,
  options: Omit<JobOptions, keyof CycleOptions> & { readonly work: (parts: CycleParts) => Promise<T> },
): Promise<T> {
  return withLease(store.leases, { ...options, job: job.name, holder }, async (lease, signal) => {
    await using connection = await connect(job, {
      onWait: ({ reason, ms }) => options.observe({ stage: "wait", reason, ms }),
    });
    const { source, target } = connection;
    const jobStore = store.job(job.name, { lease });
    return await options.work({
      job,
      store: jobStore,
      source,
      target,
      random,
      wait,
      observe: options.observe,
      signal,
    });
  });
}
