import type { JobConfig } from "../config/config.ts";
import type { Source } from "../source/source.ts";
import type { Holder } from "../store/lease.ts";
import type { Store } from "../store/store.ts";
import type { Target } from "../target/target.ts";
import type { Progress } from "./context.ts";
import { type CycleOptions, type CycleParts, type CycleResult, runCycle } from "./run-cycle.ts";
import { withLease } from "./with-lease.ts";

/** A job's two ends, open. */
export type Connection = AsyncDisposable & { readonly source: Source; readonly target: Target };

/** What it takes to work on jobs. */
export type JobRunner = {
  readonly store: Store;
  readonly connect: (job: JobConfig) => Promise<Connection>;
  readonly holder: Holder;
  readonly random: () => number;
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
  { store, connect, holder, random }: JobRunner,
  job: JobConfig,
  options: Omit<JobOptions, keyof CycleOptions> & { readonly work: (parts: CycleParts) => Promise<T> },
): Promise<T> {
  return withLease(store.leases, { ...options, job: job.name, holder }, async (lease, signal) => {
    await using connection = await connect(job);
    const { source, target } = connection;
    const jobStore = store.job(job.name, { lease });
    return await options.work({
      job,
      store: jobStore,
      source,
      target,
      random,
      observe: options.observe,
      signal,
    });
  });
}
