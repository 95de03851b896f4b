/** Who works on a job, for the message that refuses a second process. */
export type Holder = {
  readonly pid: number;
  readonly host: string;
  /** Such as `sync dialpad`. */
  readonly command: string;
  readonly since: Date;
};

/** The right to work on one job. `fence` grows with every new holder, and every commit checks it. */
export type Lease = { readonly job: string; readonly fence: number; readonly holder: Holder };

export type LeaseResult =
  | { readonly kind: "held"; readonly lease: Lease }
  | { readonly kind: "refused"; readonly holder: Holder };

/** Real time rules here, whatever clock a command was given. */
export interface Leases {
  /**
   * Passes over a dead holder: at once when its process is gone from this host, else 30 s after its last
   * renewal.
   */
  acquire(job: string, holder: Holder): Promise<LeaseResult>;
  /** False when somebody else has it now. */
  renew(lease: Lease): Promise<boolean>;
  release(lease: Lease): Promise<void>;
  /** Who has it now; null when nobody alive does. */
  holder(job: string): Promise<Holder | null>;
}

/** How long a lease lives without a renewal. */
export const leaseMs = 30_000;
