import type { Command } from "commander";
import type { JobConfig } from "../config/config.ts";
import type { Connection } from "../cycle/run-job.ts";
import { StopError } from "../rules/stop-error.ts";
import { checkSchema } from "./check-schema.ts";
import { configOption, jsonOption } from "./options.ts";
import { counted } from "./phrases.ts";
import {
  type Engine,
  type ExitCode,
  printDocument,
  type Run,
  type Tools,
  type World,
  worstOf,
} from "./world.ts";

type CheckOptions = { readonly config: string; readonly json: boolean };

/** One test and what came of it. */
type Checked = {
  readonly side: "configuration" | "source" | "target";
  readonly name: string;
  readonly ok: boolean;
  readonly details: string;
  readonly cure: string | null;
  /** It passes, and somebody should look at it all the same. */
  readonly warning?: true;
};

/** `check`: tests configuration and both ends. */
export function addCheck(program: Command, run: Run): void {
  program
    .command("check")
    .summary("test configuration, directory and application")
    .description("Tests the configuration, then the way to both ends step by step. Writes nothing anywhere.")
    .argument("[job]", "the job; all jobs without it")
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep check dialpad\n")
    .action((job: string | undefined, options: CheckOptions) =>
      run((tools) => check(tools, job, options), { interrupted: "Stopped. Nothing was written anywhere." }),
    );
}

async function check(tools: Tools, job: string | undefined, options: CheckOptions): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({
    config: options.config,
    job,
    command: `check ${job ?? ""}`.trim(),
  });
  const documents: { job: string; ok: boolean; checks: readonly Checked[] }[] = [];
  for (const config of engine.config.jobs) {
    if (!options.json) world.print(config.name);
    const checks: Checked[] = [];
    for await (const checked of testsOf(engine, config, { signal: world.signal, now: world.now() })) {
      checks.push(checked);
      if (!options.json) printCheck(world, checked);
    }
    documents.push({ job: config.name, ok: checks.every(({ ok }) => ok), checks });
  }
  if (options.json) printDocument(world, documents, { job });
  return worstOf(documents.map(({ ok }) => (ok ? 0 : 1)));
}

async function* testsOf(
  engine: Engine,
  job: JobConfig,
  { signal, now }: { readonly signal: AbortSignal; readonly now: Date },
): AsyncGenerator<Checked, void, undefined> {
  yield { side: "configuration", name: "configuration", ok: true, details: job.file, cure: null };
  yield* expiryTest(job, now);
  try {
    await using connection = await engine.connect(job);
    yield* testsOfBothEnds(connection, job, signal);
  } catch (error) {
    if (!(error instanceof StopError)) throw error;
    yield { side: "configuration", name: "connection", ok: false, details: error.message, cure: error.cure };
  }
}

/** The day on which the application's key ends, where the job file knows it. */
function* expiryTest({ target: { auth } }: JobConfig, now: Date): Iterable<Checked> {
  if (auth.kind !== "token" || auth.expires === null) return;
  const days = Math.floor((auth.expires.getTime() - now.getTime()) / 86_400_000);
  const ok = days >= 0;
  const details = ok ? `expires in ${counted(days, "day")}` : `expired ${counted(-days, "day")} ago`;
  const cure = ok ? null : "Make a new key in the application, and correct auth.expires.";
  yield { side: "configuration", name: "token", ok, details, cure };
}

async function* testsOfBothEnds(
  { source, target }: Connection,
  { rules }: JobConfig,
  signal: AbortSignal,
): AsyncGenerator<Checked, void, undefined> {
  for await (const tested of source.check({ signal })) yield { side: "source", ...tested };
  const [[path] = []] = rules.user.match;
  const wanted = { type: "user", path: path ?? "userName", groups: rules.group !== null } as const;
  const tests = target.check(wanted, { signal });
  while (true) {
    const next = await tests.next();
    if (next.done !== true) {
      yield { side: "target", ...next.value };
      continue;
    }
    if (next.value !== null) yield { side: "target", ...checkSchema(next.value.schema, rules) };
    return;
  }
}

function printCheck(world: World, { name, ok, details, cure, warning }: Checked): void {
  const passed = warning === true ? "!" : "✓";
  world.print(`  ${ok ? passed : "✗"} ${name}: ${details}`);
  if (cure !== null) world.print(`      cure: ${cure}`);
}
