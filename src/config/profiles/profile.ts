/** What is known about one kind of application beforehand: plain data that configuration and target read. */
export type Profile = {
  readonly name: string;
  /** Requests a second. */
  readonly rateLimit: number;
  readonly concurrency: number;
  /** Resources asked for in one page of a listing. */
  readonly pageSize: number;
  /** Members in one PATCH. */
  readonly memberBatch: number;
  /** False: the application keeps a group's first name, so `displayName` is written at creation only. */
  readonly groupRename: boolean;
  /** Paths the application fills itself; a mapping to one is refused. */
  readonly serverAssigned: readonly string[];
};
