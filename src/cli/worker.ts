import type { Command } from "commander";
import type { JobConfig, ServiceConfig } from "../config/config.ts";
import type { Progress } from "../cycle/context.ts";
import { StopError } from "../rules/stop-error.ts";
import type { StoredCycle } from "../store/cycles.ts";
import { systemClock } from "../worker/clock.ts";
import { createNotices, type Notices } from "../worker/notices.ts";
import { nextAttemptAt, runSchedule, type Scheduled } from "../worker/schedule.ts";
import { configOption } from "./options.ts";
import { duration, moment } from "./phrases.ts";
import { printCycle } from "./print-cycle.ts";
import { watchDirectories } from "./watch-directories.ts";
import { type Engine, type ExitCode, type Run, type Tools, type World } from "./world.ts";

type WorkerOptions = { readonly config: string };

const longWaitMs = 60_000;

/** `worker`: every job at its interval, in this process. */
export function addWorker(program: Command, run: Run): void {
  program
    .command("worker")
    .summary("run every job at its interval")
    .description(
      "Runs every job at its `schedule.every`, in this process, until Ctrl-C or SIGTERM; sooner when the directory " +
        "tells of a change, where lockstep.yaml has `notifications`.",
    )
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
  const jobs = engine.config.jobs.map((job) => {
    const notices = noticesFor(job, engine.config.service);
    const run = openRunner(world, { engine, job, notices, config });
    return { job, notices, run, lastCycle: () => engine.store.job(job.name).cycles.last() };
  });
  const clock = systemClock;
  const listening = jobs.flatMap(({ job, notices }) => (notices === null ? [] : [{ job, notices }]));
  await using watching = await watchDirectories(listening, { world, engine, clock });
  const over = new AbortController();
  const signal = AbortSignal.any([world.signal, over.signal]);
  const watched = watching?.run({ signal });
  world.report(`Working on ${jobs.map(({ job }) => job.name).join(", ")}. Ctrl-C ends it.`);
  try {
    await runSchedule(jobs, { clock, signal });
  } finally {
    over.abort();
    await watched;
  }
  world.report("Stopped. What was under way is looked up by the next cycle.");
  return 0;
}

/** Null for a job that goes by its interval alone. */
function noticesFor({ schedule }: JobConfig, { notifications }: ServiceConfig): Notices | null {
  if (notifications === null || !schedule.notifications) return null;
  return createNotices({ ...notifications, now: () => systemClock.now() });
}

/** The second look has its time in every cycle; what the directory makes of a cycle, nobody can know. */
function tellLongWait(world: World, { name }: JobConfig, progress: Progress): void {
  if (progress.stage !== "wait" || progress.ms < longWaitMs) return;
  const { reason, ms } = progress;
  world.print(`${moment(world.now())}  ${name}: ${reason}, next try in ${duration(ms)}`);
}

type Work = {
  readonly engine: Engine;
  readonly job: JobConfig;
  readonly notices: Notices | null;
  readonly config: string;
};

/** Runs cycles of a job, and tells of them. Whatever stops one, the next one comes at its time. */
function openRunner(world: World, { engine, job, notices, config }: Work): Scheduled["run"] {
  const { cycles } = engine.store.job(job.name);
  let told: readonly string[] = [];

  async function nextAfter(before: StoredCycle | null): Promise<string> {
    const last = await cycles.last();
    return `next cycle at ${moment(nextAttemptAt({ job, notices }, { before, last }, world.now()))}`;
  }

  return async (occasion) => {
    const before = await cycles.last();
    try {
      const { runJob } = await import("../cycle/run-job.ts");
      const result = await runJob(engine, job, {
        kind: "incremental",
        allowEmpty: false,
        wait: false,
        now: world.now(),
        observe: (progress) => tellLongWait(world, job, progress),
        signal: world.signal,
      });
      const why = occasion === "notice" ? ", after a change was noticed" : "";
      world.print(`${moment(world.now())}  ${job.name}${why}, ${await nextAfter(before)}`);
      const warnings = result.cycle.warnings.filter((warning) => !told.includes(warning));
      told = result.cycle.warnings;
      printCycle(world, { job, result, config, warnings });
    } catch (error) {
      if (!(error instanceof StopError) && world.signal.aborted) return;
      const when = `${moment(world.now())}  ${job.name}`;
      world.report(`${when}: error: ${textOf(error)}\n  ${await nextAfter(before)}`);
    }
  };
}

function textOf(error: unknown): string {
  if (error instanceof StopError) return `${error.message}\n  cure: ${error.cure}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
