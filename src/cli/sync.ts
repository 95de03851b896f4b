import type { Command } from "commander";
import type { JobConfig } from "../config/config.ts";
import type { CycleResult } from "../cycle/run-cycle.ts";
import type { CycleReport } from "../store/cycles.ts";
import type { NamedEscrow } from "../store/operations.ts";
import { StopError } from "../rules/stop-error.ts";
import {
  allowEmptyOption,
  configOption,
  cycleKind,
  type CycleKindOptions,
  jsonOption,
  kindOptions,
} from "./options.ts";
import { counted, moment } from "./phrases.ts";
import { printCycle } from "./print-cycle.ts";
import { reportInterrupt, reportStop } from "./report-stop.ts";
import { cycleDocument, stoppedDocument } from "./cycle-document.ts";
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
    .addOption(allowEmptyOption())
    .option("--wait", "wait for a job that is at work elsewhere", false)
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep sync dialpad --initial\n")
    .action((job: string | undefined, options: SyncOptions) => run((tools) => sync(tools, job, options)));
}

async function sync(tools: Tools, job: string | undefined, options: SyncOptions): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({ config: options.config, job, command: `sync ${job ?? ""}`.trim() });
  const documents: CycleReport[] = [];
  const codes: ExitCode[] = [];
  for (const config of engine.config.jobs) {
    if (world.signal.aborted) break;
    const { document, code } = await syncJob(tools, { engine, job: config, options });
    documents.push(document);
    codes.push(code);
  }
  if (options.json) printDocument(world, documents, { job });
  return worstOf(codes);
}

type JobSync = { readonly engine: Engine; readonly job: JobConfig; readonly options: SyncOptions };
type Synced = { readonly document: CycleReport; readonly code: ExitCode };

/** One job's cycle. One that stops is told like any other, and keeps no other job from its turn. */
async function syncJob({ world }: Tools, { engine, job, options }: JobSync): Promise<Synced> {
  const { cycles, operations } = engine.store.job(job.name);
  const before = await cycles.last();
  try {
    const result = await runWithProgress(world, { engine, job, options });
    if (!options.json) {
      printCycle(world, { job, result, config: options.config });
      printWaiting(world, await operations.escrows());
    }
    return { document: cycleDocument(result.cycle), code: exitCodeOf(result) };
  } catch (error) {
    const why = whyStopped(world, error);
    const last = await cycles.last();
    const document = stoppedDocument(why, { job: job.name, kind: cycleKind(options), before, last });
    return { document, code: error instanceof StopError ? reportStop(world, error) : reportInterrupt(world) };
  }
}

/** Who failed earlier and was not due yet is no failure of this cycle, and no secret either. */
function printWaiting(world: Tools["world"], escrows: readonly NamedEscrow[]): void {
  const [next] = escrows
    .flatMap(({ nextTry }) => nextTry ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime());
  if (escrows.length === 0) return;
  const when = next === undefined ? "" : `, the next try is at ${moment(next)}`;
  world.print(`\n  waiting: ${counted(escrows.length, "object")} after a failure${when}; status says why`);
}

type Why = Parameters<typeof stoppedDocument>[0];

/** Whatever is no stop and no interruption is a defect, and thrown on. */
function whyStopped({ signal }: Tools["world"], error: unknown): Why {
  if (error instanceof StopError) return error;
  if (signal.aborted) return { code: "Interrupted", message: "Stopped by hand", cure: null };
  throw error;
}

async function runWithProgress(
  world: Tools["world"],
  { engine, job, options }: JobSync,
): Promise<CycleResult> {
  const { openProgress } = await import("./progress.ts");
  const { runJob } = await import("../cycle/run-job.ts");
  using progress = openProgress(world, job.name);
  return await runJob(engine, job, {
    kind: cycleKind(options),
    allowEmpty: options.allowEmpty,
    wait: options.wait,
    now: world.now(),
    observe: progress.show,
    signal: world.signal,
  });
}

function exitCodeOf({ cycle, holds }: CycleResult): ExitCode {
  if (cycle.state === "failed" || cycle.state === "partial") return 1;
  return holds.length > 0 ? 3 : 0;
}
