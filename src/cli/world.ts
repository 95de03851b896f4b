import type { Config, JobConfig } from "../config/config.ts";
import type { JobRunner } from "../cycle/run-job.ts";
import type { Subscriptions } from "../source/subscriptions.ts";

/** What a command may know of the process it runs in; `main` alone makes one. */
export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How this program is started once more, as a child. */
  readonly program: { readonly executable: string; readonly script: string };
  readonly stdin: NodeJS.ReadableStream;
  /** Writes a line to stdout. */
  readonly print: (text: string) => void;
  /** Writes a line to stderr. */
  readonly report: (text: string) => void;
  /** Where progress is shown; null when stderr is no terminal. */
  readonly terminal: NodeJS.WriteStream | null;
  /** The clock for schedules, escrows and grace periods; `LOCKSTEP_NOW` sets it. */
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
};

/** Configuration and store, open. */
export type Engine = AsyncDisposable &
  JobRunner & {
    readonly config: Config;
    /** What tells `url` of changes to the job's directory; null where nothing can. */
    readonly openSubscriptions: (job: JobConfig, options: { url: string }) => Promise<Subscriptions | null>;
  };

export type EngineOptions = {
  /** The folder of `--config`. */
  readonly config: string;
  /** The one job the command is about, so that another job's file cannot stand in its way; absent: all. */
  readonly job?: string | undefined;
  /** For the lease, such as `sync dialpad`. */
  readonly command: string;
};

/** What a command works with. */
export type Tools = {
  readonly world: World;
  /** Opens configuration and store. Throws `RefusedConfig` when the configuration has problems. */
  readonly open: (options: EngineOptions) => Promise<Engine>;
};

/** 0 done, 1 something failed, 2 bad usage or configuration, 3 removals held. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Runs a command's action and remembers its exit code. `interrupted`: what Ctrl-C leaves behind. */
export type Run = (
  action: (tools: Tools) => Promise<ExitCode>,
  options?: { readonly interrupted: string },
) => Promise<void>;

/** Of several jobs the worst decides: a failure outweighs a hold. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  for (const code of [2, 1, 3] as const) if (codes.includes(code)) return code;
  return 0;
}

/** Prints a command's document: the one job asked for, or an array when it was about all. */
export function printDocument(
  world: World,
  documents: readonly unknown[],
  options: { readonly job: string | undefined },
): void {
  world.print(JSON.stringify(options.job === undefined ? documents : documents[0], null, 2));
}
