import type { Command } from "commander";
import type { JobConfig } from "../config/config.ts";
import type { Preview } from "../cycle/run-cycle.ts";
import { StopError } from "../rules/stop-error.ts";
import { printList } from "./json-list.ts";
import {
  allowEmptyOption,
  configOption,
  cycleKind,
  type CycleKindOptions,
  jsonOption,
  kindOptions,
} from "./options.ts";
import { planDocuments, plannedOperations } from "./planned-operations.ts";
import { printPlan } from "./print-plan.ts";
import { reportStop } from "./report-stop.ts";
import { type Engine, type ExitCode, type Run, type Tools, worstOf } from "./world.ts";

type PlanOptions = CycleKindOptions & {
  readonly config: string;
  readonly json: boolean;
  readonly wait: boolean;
  readonly all: boolean;
  readonly allowEmpty: boolean;
};

/** `plan`: what a cycle would do. */
export function addPlan(program: Command, run: Run): void {
  const command = program
    .command("plan")
    .summary("show what a cycle would do")
    .description("Imports the directory and plans. Shows every operation; writes nothing to the application.")
    .argument("[job]", "the job; all jobs without it");
  for (const option of kindOptions()) command.addOption(option);
  command
    .option("-a, --all", "show each object that is skipped, and why", false)
    .addOption(allowEmptyOption())
    .option("--wait", "wait for a job that is at work elsewhere", false)
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep plan dialpad --initial\n")
    .action((job: string | undefined, options: PlanOptions) =>
      run((tools) => plan(tools, job, options), {
        interrupted: "Stopped. What was read is stored; nothing was written to the application.",
      }),
    );
}

async function plan(tools: Tools, job: string | undefined, options: PlanOptions): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({ config: options.config, job, command: `plan ${job ?? ""}`.trim() });
  const several = options.json && job === undefined;
  const codes: ExitCode[] = [];
  if (several) world.print("[");
  for (const [index, config] of engine.config.jobs.entries()) {
    if (several && index > 0) world.print(",");
    codes.push(await planJob(tools, { engine, job: config, options }));
  }
  if (several) world.print("]");
  return worstOf(codes);
}

type JobPlan = { readonly engine: Engine; readonly job: JobConfig; readonly options: PlanOptions };

/** One job's plan. One that stops is reported, and keeps no other job from its turn. */
async function planJob({ world }: Tools, { engine, job, options }: JobPlan): Promise<ExitCode> {
  const { openProgress } = await import("./progress.ts");
  const { previewCycle } = await import("../cycle/run-cycle.ts");
  const { withJob } = await import("../cycle/run-job.ts");
  using progress = openProgress(world, job.name);
  const { wait, allowEmpty } = options;
  const kind = cycleKind(options);
  const { signal } = world;
  try {
    await withJob(engine, job, {
      wait,
      signal,
      observe: progress.show,
      work: async (parts) => {
        const preview = await previewCycle(parts, { kind, allowEmpty, now: world.now() });
        progress[Symbol.dispose]();
        try {
          await show(world, preview, options);
        } finally {
          // What was only looked at is no plan: the next cycle makes its own.
          await parts.store.operations.clear();
        }
      },
    });
    return 0;
  } catch (error) {
    if (!(error instanceof StopError)) throw error;
    if (options.json) {
      const { code, message, cure } = error;
      const nothing = { operations: [], doubts: [], warnings: [] };
      world.print(JSON.stringify({ job: job.name, kind, ...nothing, error: { code, message, cure } }));
    }
    return reportStop(world, error);
  }
}

async function show(
  world: Tools["world"],
  { context, holds, doubts, warnings }: Preview,
  { json, all, allowEmpty, config }: PlanOptions,
): Promise<void> {
  const { job, store, cycle } = context;
  if (json) {
    const before = `{"job":${JSON.stringify(job.name)},"kind":"${cycle.kind}","operations":`;
    const after = `,"doubts":${JSON.stringify(doubts)},"warnings":${JSON.stringify(warnings)}}`;
    return printList(world, planDocuments(store, holds), { before, after });
  }
  const operations = plannedOperations(store, holds);
  const { kind, now } = cycle;
  const escrows = cycle.all ? [] : await store.operations.escrows();
  const waiting = escrows.filter(({ nextTry }) => nextTry === null || nextTry > now).length;
  return printPlan(world, {
    job,
    kind,
    operations,
    waiting,
    holds,
    doubts,
    warnings,
    all,
    allowEmpty,
    config,
  });
}
