import { setTimeout } from "node:timers/promises";
import { type Command, Option } from "commander";
import type { LogEntry, LogQuery, LogStatus } from "../store/log.ts";
import type { OperationKind } from "../rules/operation.ts";
import { printList } from "./json-list.ts";
import { csvHeader, csvLine } from "./log-csv.ts";
import { logHeader, logLines } from "./log-table.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { configOption, jsonOption } from "./options.ts";
import { parseSince } from "./since.ts";
import type { Engine, ExitCode, Run, Tools, World } from "./world.ts";

type Format = "table" | "json" | "csv";
type LogOptions = {
  readonly config: string;
  readonly who?: string;
  readonly status?: LogStatus;
  readonly action?: string;
  readonly since?: Date;
  readonly follow: boolean;
  readonly steps: boolean;
  readonly format: Format;
  readonly json: boolean;
};

const statuses = ["success", "failure", "skipped", "warning"] satisfies readonly LogStatus[];
const actions = [
  "create",
  "link",
  "update",
  "disable",
  "enable",
  "delete",
  "skip",
  "fail",
] satisfies readonly OperationKind[];
/** How often `--follow` looks for something new. */
const pollMs = 1_000;

/** `logs`: the provisioning log. */
export function addLogs(program: Command, run: Run): void {
  program
    .command("logs")
    .summary("show the provisioning log")
    .description("Shows what happened to whom and why, oldest first.")
    .argument("[job]", "the job; all jobs without it")
    .option("--who <who>", "a source id, a target id, or a part of a name")
    .addOption(new Option("--status <status>", "what came of it").choices(statuses))
    .addOption(new Option("--action <action>", "what was done").choices(actions))
    .addOption(new Option("--since <time>", "such as 1h, 7d or 2026-11-21T08:00:00Z").argParser(parseSince))
    .option("--follow", "go on with whatever is added, one entry a line", false)
    .option("--steps", "why: each step and its reason", false)
    .addOption(new Option("--format <format>", "the form").choices(["table", "json", "csv"]).default("table"))
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep logs dialpad --who ada --since 1d --steps\n")
    .action((job: string | undefined, options: LogOptions) => run((tools) => logs(tools, job, options)));
}

async function logs(tools: Tools, job: string | undefined, options: LogOptions): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({ config: options.config, job, command: "logs" });
  const format = options.json ? "json" : options.format;
  if (options.follow) await follow(world, engine, { ...options, format });
  else if (format === "json") await printList(world, entriesOf(engine, queryOf(options)));
  else await printLines(world, entriesOf(engine, queryOf(options)), { ...options, format });
  return 0;
}

function queryOf({ who, status, action, since }: LogOptions): LogQuery {
  return {
    ...(who === undefined ? {} : { who }),
    ...(status === undefined ? {} : { status }),
    ...(action === undefined ? {} : { action }),
    ...(since === undefined ? {} : { since }),
  };
}

function entriesOf({ store, config }: Engine, query: LogQuery): AsyncIterable<LogEntry> {
  return mergeByTime(config.jobs.map(({ name }) => withoutPosition(store.job(name).log.search(query))));
}

async function* withoutPosition(
  entries: AsyncIterable<LogEntry & { readonly position: number }>,
): AsyncGenerator<LogEntry, void, undefined> {
  for await (const { position: _, ...entry } of entries) yield entry;
}

type Form = { readonly format: Format; readonly steps: boolean };

async function printLines(world: World, entries: AsyncIterable<LogEntry>, form: Form): Promise<void> {
  for (const line of headOf(form)) world.print(line);
  let isEmpty = true;
  for await (const entry of entries) {
    world.signal.throwIfAborted();
    isEmpty = false;
    for (const line of linesOf(entry, form)) world.print(line);
  }
  if (isEmpty) world.report("No entry fits.");
}

/** Until it is interrupted, which is its normal end. */
async function follow(world: World, { store, config }: Engine, options: LogOptions): Promise<void> {
  const { signal } = world;
  const positions = new Map<string, number>();
  for (const line of headOf(options)) world.print(line);
  while (!signal.aborted) {
    for (const { name } of config.jobs) {
      const after = positions.get(name);
      const query = { ...queryOf(options), ...(after === undefined ? {} : { after }) };
      for await (const { position, ...entry } of store.job(name).log.search(query)) {
        positions.set(name, position);
        for (const line of linesOf(entry, options)) world.print(line);
      }
    }
    await setTimeout(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

function headOf({ format }: Form): readonly string[] {
  switch (format) {
    case "table":
      return [logHeader];
    case "csv":
      return [csvHeader];
    case "json":
      return [];
  }
}

function linesOf(entry: LogEntry, { format, steps }: Form): readonly string[] {
  switch (format) {
    case "table":
      return logLines(entry, { steps });
    case "csv":
      return [csvLine(entry)];
    case "json":
      return [JSON.stringify(entry)];
  }
}
