/** What one job's state belongs to, and what its last cycle went by. */
export type JobIdentity = {
  readonly source: string;
  readonly target: string;
};

export interface JobState {
  /** Null before the job's first cycle. */
  identity(): Promise<JobIdentity | null>;
  setIdentity(identity: JobIdentity): Promise<void>;
  /** Fingerprint of the rules every object was last evaluated with; null before the first complete cycle. */
  rulesFingerprint(): Promise<string | null>;
  setRulesFingerprint(fingerprint: string): Promise<void>;
  /** The source's position; JSON that only the source reads. */
  watermark(): Promise<unknown>;
}
