import type { Command } from "commander";
import type { JobConfig } from "../config/config.ts";
import type { CycleResult } from "../cycle/run-cycle.ts";
import { runJob } from "../cycle/run-job.ts";
import { StopError } from "../rules/stop-error.ts";
import { configOption, cycleKind, type CycleKindOptions, jsonOption, kindOptions } from "./options.ts";
import { printCycle } from "./print-cycle.ts";
import { openProgress } from "./progress.ts";
import { reportStop } from "./report-stop.ts";
import { type CycleDocument, cycleDocument, stoppedDocument } from "./cycle-document.ts";
import { type Engine, type ExitCode, printDocument, type Run, type Tools, worstOf } from "./world.ts";

type SyncOptions = CycleKindOptions & {
  readonly config: string;
  readonly json: boolean;
  readonly wait: boolean;
  readonly allowEmpty: boolean;
};

/** `sync`: one cycle now. */
export function addSync(program: Command, run: Run): void {
  const command = program
    .command("sync")
    .summary("run one cycle now")
    .description("Runs one cycle now: imports the directory, plans, and carries the plan out.")
    .argument("[job]", "the job; all jobs without it");
  for (const option of kindOptions()) command.addOption(option);
  command
    .option("--allow-empty", "accept a directory in which nobody is assigned", false)
    .option("--wait", "wait for a job that is at work elsewhere", false)
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep sync dialpad --initial\n")
    .action((job: string | undefined, options: SyncOptions) => run((tools) => sync(tools, job, options)));
}

async function sync(tools: Tools, job: string | undefined, options: SyncOptions): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({ config: options.config, job, command: `sync ${job ?? ""}`.trim() });
  const documents: CycleDocument[] = [];
  const codes: ExitCode[] = [];
  for (const config of engine.config.jobs) {
    const { document, code } = await syncJob(tools, { engine, job: config, options });
    documents.push(document);
    codes.push(code);
  }
  if (options.json) printDocument(world, documents, { job });
  return worstOf(codes);
}

type JobSync = { readonly engine: Engine; readonly job: JobConfig; readonly options: SyncOptions };
type Synced = { readonly document: CycleDocument; readonly code: ExitCode };

/** One job's cycle. One that stops is told like any other, and keeps no other job from its turn. */
async function syncJob({ world }: Tools, { engine, job, options }: JobSync): Promise<Synced> {
  const { operations, cycles } = engine.store.job(job.name);
  const before = await cycles.last();
  try {
    const result = await runWithProgress(world, { engine, job, options });
    if (!options.json) {
      const escrows = await operations.escrows();
      const cures = new Map(escrows.flatMap(({ failure }) => cureOf(failure)));
      printCycle(world, { job, result, cures, config: options.config });
    }
    return { document: cycleDocument(result.cycle), code: exitCodeOf(result) };
  } catch (error) {
    if (!(error instanceof StopError)) throw error;
    const document = stoppedDocument(error, {
      job: job.name,
      kind: cycleKind(options),
      before,
      last: await cycles.last(),
    });
    return { document, code: reportStop(world, error) };
  }
}

async function runWithProgress(
  world: Tools["world"],
  { engine, job, options }: JobSync,
): Promise<CycleResult> {
  using progress = openProgress(world.terminal, job.name);
  return await runJob(engine, job, {
    kind: cycleKind(options),
    allowEmpty: options.allowEmpty,
    wait: options.wait,
    now: world.now(),
    observe: progress.show,
    signal: world.signal,
  });
}

function cureOf({ code, cure }: { code: string; cure: string | null }): readonly [string, string][] {
  return cure === null ? [] : [[code, cure]];
}

function exitCodeOf({ cycle, holds }: CycleResult): ExitCode {
  if (cycle.state === "failed" || cycle.state === "partial") return 1;
  return holds.length > 0 ? 3 : 0;
}
