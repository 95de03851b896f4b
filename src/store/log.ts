import type { ObjectType } from "../rules/directory.ts";
import type { Change, Step } from "../rules/operation.ts";

export type LogStatus = "success" | "failure" | "skipped" | "warning";

/** One line of the provisioning log: what happened to one object, and why. */
export type LogEntry = {
  readonly time: string;
  readonly job: string;
  readonly cycleId: string;
  readonly action: string;
  readonly status: LogStatus;
  readonly type: ObjectType;
  readonly source: { readonly id: string; readonly name: string };
  readonly target: { readonly id: string } | null;
  readonly steps: readonly Step[];
  readonly changes: readonly Change[];
  readonly error: { readonly code: string; readonly message: string; readonly cure: string | null } | null;
  readonly durationMs: number;
};

export type LogQuery = {
  /** Source id, target id or name, without case; a part of a name is enough. */
  readonly who?: string;
  readonly status?: LogStatus;
  readonly action?: string;
  readonly since?: Date;
  /** Only entries after this position. */
  readonly after?: number;
};

export interface Log {
  add(entries: readonly LogEntry[]): Promise<void>;
  /** Oldest first, each with its position. */
  search(query: LogQuery): AsyncIterable<LogEntry & { readonly position: number }>;
  /** Forgets entries older than this. */
  prune(before: Date): Promise<void>;
}
