import type { Command } from "commander";
import type { JobConfig } from "../config/config.ts";
import { StopError } from "../rules/stop-error.ts";
import { nextCycleAt, runSchedule } from "../worker/schedule.ts";
import { configOption } from "./options.ts";
import { moment } from "./phrases.ts";
import { printCycle } from "./print-cycle.ts";
import { reportStop } from "./report-stop.ts";
import { type Engine, type ExitCode, type Run, type Tools, type World } from "./world.ts";

type WorkerOptions = { readonly config: string };

/** `worker`: every job at its interval, in this process. */
export function addWorker(program: Command, run: Run): void {
  program
    .command("worker")
    .summary("run every job at its interval")
    .description("Runs every job at its `schedule.every`, in this process, until Ctrl-C or SIGTERM.")
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep worker --config /etc/lockstep\n")
    .action((options: WorkerOptions) => run((tools) => work(tools, options)));
}

async function work({ world, open }: Tools, { config }: WorkerOptions): Promise<ExitCode> {
  if ((world.env["LOCKSTEP_NOW"] ?? "") !== "") {
    world.report("error: The worker goes by the real time\n  cure: Unset LOCKSTEP_NOW.");
    return 2;
  }
  await using engine = await open({ config, command: "worker" });
  const jobs = engine.config.jobs.map((job) => ({
    job,
    lastStart: async () => (await engine.store.job(job.name).cycles.last())?.startedAt ?? null,
    run: () => runOnce(world, { engine, job, config }),
  }));
  world.report(`Working on ${jobs.map(({ job }) => job.name).join(", ")}. Ctrl-C ends it.`);
  await runSchedule(jobs, { signal: world.signal });
  world.report("Stopped. What was under way is looked up by the next cycle.");
  return 0;
}

/** One cycle, told. Whatever stops it, the next one comes at its time. */
async function runOnce(
  world: World,
  { engine, job, config }: { engine: Engine; job: JobConfig; config: string },
): Promise<void> {
  try {
    const { runJob } = await import("../cycle/run-job.ts");
    const result = await runJob(engine, job, {
      kind: "incremental",
      allowEmpty: false,
      wait: false,
      now: world.now(),
      observe: () => undefined,
      signal: world.signal,
    });
    const next = nextCycleAt(result.cycle.startedAt, job, world.now());
    world.print(`${moment(world.now())}  ${job.name}, next cycle at ${moment(next)}`);
    printCycle(world, { job, result, config });
  } catch (error) {
    if (error instanceof StopError) reportStop(world, error);
    else if (!world.signal.aborted) {
      world.report(
        `error: ${job.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
}
