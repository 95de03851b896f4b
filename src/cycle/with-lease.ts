import { setTimeout as sleep } from "node:timers/promises";
import { StopError } from "../rules/stop-error.ts";
import { type Holder, type Lease, leaseMs, type Leases } from "../store/lease.ts";

type Options = {
  readonly job: string;
  readonly holder: Holder;
  /** Wait for the job instead of refusing. */
  readonly wait: boolean;
  readonly signal: AbortSignal;
};

/** How often a waiting process looks again. */
const pollMs = 1_000;

/**
 * Works on a job with the sole right to it. The signal given to the work is aborted when the lease could not
 * be renewed for half of its time: whoever takes over then must not meet us still sending.
 */
export async function withLease<T>(
  leases: Leases,
  options: Options,
  work: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lease = await acquire(leases, options);
  const lost = new AbortController();
  let renewed = performance.now();
  const timer = setInterval(() => void renew(), leaseMs / 6);
  async function renew(): Promise<void> {
    try {
      if (await leases.renew(lease)) renewed = performance.now();
      else lost.abort(leaseLost(options.job));
    } catch {
      // The store may be busy; what counts is for how long.
    }
    if (performance.now() - renewed > leaseMs / 2) lost.abort(leaseLost(options.job));
  }
  try {
    return await work(lease, AbortSignal.any([options.signal, lost.signal]));
  } finally {
    clearInterval(timer);
    await leases.release(lease);
  }
}

async function acquire(leases: Leases, { job, holder, wait, signal }: Options): Promise<Lease> {
  while (true) {
    signal.throwIfAborted();
    const result = await leases.acquire(job, holder);
    if (result.kind === "held") return result.lease;
    if (!wait) throw busy(job, result.holder);
    await sleep(pollMs, undefined, { signal });
  }
}

function busy(job: string, { command, pid, host, since }: Holder): StopError {
  const who = `${command} (process ${pid} on ${host}, since ${since.toISOString()})`;
  return new StopError("busy", `Cannot work on job ${job} as it is at work already: ${who}`, {
    cure: "Wait until it has ended, or add --wait.",
  });
}

function leaseLost(job: string): StopError {
  return new StopError(
    "leaseLost",
    `Cannot go on with job ${job} as its lease could not be renewed in time`,
    {
      cure: "Nothing is lost: run the command again, or leave it to the process that has taken over.",
    },
  );
}
