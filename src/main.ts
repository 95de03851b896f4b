import { hostname } from "node:os";
import { CommanderError } from "commander";
import { printable } from "./cli/printable.ts";
import { buildProgram } from "./cli/program.ts";
import { reportInterrupt, reportStop } from "./cli/report-stop.ts";
import type { ExitCode, Run, Tools, World } from "./cli/world.ts";
import { openEngine, random } from "./compose.ts";
import { RefusedConfig } from "./config/refused-config.ts";
import { StopError } from "./rules/stop-error.ts";

/** argv → command → exit code: the only place that reads `process`. */
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => interrupt.abort(new Error(`Stopped by ${signal}`)));
}
// A reader such as `head` that has seen enough is no error.
process.stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit();
  throw error;
});

const world: World = {
  env: process.env,
  program: { executable: process.execPath, script: import.meta.filename },
  stdin: process.stdin,
  print: (text) => process.stdout.write(`${printable(text)}\n`),
  report: (text) => process.stderr.write(`${printable(text)}\n`),
  terminal: process.stderr.isTTY ? process.stderr : null,
  now: clock(process.env["LOCKSTEP_NOW"]),
  random,
  signal: interrupt.signal,
};
const tools: Tools = {
  world,
  open: (options) =>
    openEngine({
      ...options,
      env: process.env,
      warn: world.report,
      holder: { pid: process.pid, host: hostname(), command: options.command, since: new Date() },
      isAlive,
      now: world.now,
    }),
};

try {
  await buildProgram(run).parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version end with 0; commander has printed what is wrong with the rest.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

async function run(...[action, options]: Parameters<Run>): Promise<void> {
  process.exitCode = await exitCodeOf(action, options);
}

async function exitCodeOf(...[action, options]: Parameters<Run>): Promise<ExitCode> {
  try {
    return await action(tools);
  } catch (error) {
    return reportError(error, options);
  }
}

function reportError(error: unknown, options: Parameters<Run>[1]): ExitCode {
  if (error instanceof RefusedConfig) {
    world.report(error.message);
    return 2;
  }
  if (error instanceof StopError) return reportStop(world, error);
  if (interrupt.signal.aborted) return reportInterrupt(world, options);
  world.report(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  world.report(
    "  This is a defect of Lockstep. Nothing is lost: the next cycle looks up what was under way.",
  );
  return 1;
}

function clock(fixed: string | undefined): () => Date {
  if (fixed === undefined || fixed === "") return () => new Date();
  const time = new Date(fixed);
  if (Number.isNaN(time.getTime())) {
    process.stderr.write(`error: LOCKSTEP_NOW is no ISO time: got "${fixed}"\n`);
    process.exit(2);
  }
  process.stderr.write(`The clock is set to ${time.toISOString()} by LOCKSTEP_NOW\n`);
  return () => time;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
