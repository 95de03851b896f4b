/** What one job's state belongs to, and what its last cycle went by. */
export type JobIdentity = {
  readonly source: string;
  readonly target: string;
};

/** What the guard keeps from being sent until a person has looked at it. The same set has the same hash. */
export type HeldSet = {
  readonly hash: string;
  readonly removals: readonly {
    readonly who: string;
    readonly operation: string;
    readonly member?: string;
  }[];
  readonly creates: readonly { readonly who: string }[];
};

export interface JobState {
  /** Null before the job's first cycle. */
  identity(): Promise<JobIdentity | null>;
  /** Another target has another schema, another source another position: what was known of it goes. */
  setIdentity(identity: JobIdentity): Promise<void>;
  /** Fingerprint of the rules every object was last evaluated with; null before the first complete cycle. */
  rulesFingerprint(): Promise<string | null>;
  /** Null: forget it, so that the next cycle is an initial one. */
  setRulesFingerprint(fingerprint: string | null): Promise<void>;
  /** What the last complete cycle held; null for nothing. */
  hold(): Promise<HeldSet | null>;
  setHold(hold: HeldSet | null): Promise<void>;
  /** The source's position; JSON that only the source reads. */
  watermark(): Promise<unknown>;
  /** Groups that reads show to be empty against the change feed, and since when. */
  emptied(): Promise<ReadonlyMap<string, Date>>;
  setEmptied(since: ReadonlyMap<string, Date>): Promise<void>;
  /** What is known of the target, as JSON of which a later release may read something else; null before. */
  targetDescription(): Promise<unknown>;
  setTargetDescription(description: unknown): Promise<void>;
}
