import type { Cycles } from "./cycles.ts";
import type { Generated } from "./generated.ts";
import type { Lease, Leases } from "./lease.ts";
import type { Links } from "./links.ts";
import type { Listing } from "./listing.ts";
import type { Log } from "./log.ts";
import type { Mirror } from "./mirror.ts";
import type { Members } from "./members.ts";
import type { Operations } from "./operations.ts";
import type { JobState } from "./job-state.ts";

/** The engine's memory. Everything in it survives the death of the process at any point. */
export interface Store extends AsyncDisposable {
  readonly leases: Leases;
  /** Names of all jobs that have state, with or without a file. */
  jobNames(): Promise<readonly string[]>;
  /**
   * One job's memory. With a lease every write checks that the lease still holds and throws `leaseLost` if
   * not.
   */
  job(name: string, options?: { lease: Lease }): JobStore;
}

/** One job's memory, by noun. */
export type JobStore = {
  readonly state: JobState;
  readonly mirror: Mirror;
  readonly links: Links;
  readonly listing: Listing;
  readonly operations: Operations;
  readonly members: Members;
  readonly generated: Generated;
  readonly cycles: Cycles;
  readonly log: Log;
};
