import type { JobConfig } from "../config/config.ts";
import type { CycleResult } from "../cycle/run-cycle.ts";
import type { CycleFailure, StoredCycle } from "../store/cycles.ts";
import { someOf } from "../rules/some-of.ts";
import { inColumns } from "./columns.ts";
import { countRows } from "./count-rows.ts";
import { holdCure, holdText } from "./hold-text.ts";
import { configFlag, invocation } from "./invocation.ts";
import { counted, duration, number } from "./phrases.ts";
import { printSaid } from "./print-said.ts";
import type { World } from "./world.ts";

export type CycleStory = {
  readonly job: JobConfig;
  readonly result: CycleResult;
  /** The folder of `--config`. */
  readonly config: string;
  /** Those of the cycle's warnings that are to be told; absent: all. */
  readonly warnings?: readonly string[];
};

const namesShown = 5;

/** What a cycle did, for people. */
export function printCycle(world: World, { job, result, config, ...story }: CycleStory): void {
  const { cycle, holds } = result;
  const { warnings = cycle.warnings } = story;
  world.print(`${job.name}: ${headline(cycle)}`);
  for (const line of inColumns([...countRows({ job, result }), requestRow(cycle)])) world.print(`  ${line}`);
  for (const failures of Map.groupBy(cycle.failures, ({ code }) => code).values()) {
    printFailures(world, failures);
  }
  for (const hold of holds) {
    world.print(`\n  hold: ${holdText(hold)}: nothing of it was sent`);
    world.print(`    cure: ${holdCure(hold, job.file)}`);
  }
  const { doubts } = cycle;
  printSaid(world, { doubts, warnings }, { effect: "nothing was taken away in this cycle" });
  const failed = cycle.failures.length > 0 ? " --status failure" : "";
  if (failed === "" && cycle.kind === "incremental") return;
  const hint = invocation(world, `logs ${job.name}${failed} --since 1h${configFlag(config)}`);
  world.print(`\n  What happened to whom: ${hint}`);
}

function headline({ kind, state, durationMs }: StoredCycle): string {
  const outcome = {
    running: "is at work",
    succeeded: "is complete",
    failed: "failed",
    held: "is complete, except for what is held",
    partial: "is complete, except for some failures",
  }[state];
  return `${kind} cycle ${outcome} (${duration(durationMs)})`;
}

function requestRow({ requests: { source, target } }: StoredCycle): readonly string[] {
  return ["requests", `${number(source)} to the directory, ${number(target)} to the application`];
}

function printFailures(world: World, failures: readonly CycleFailure[]): void {
  const [first] = failures;
  if (first === undefined) return;
  const messages = new Set(failures.map(({ message }) => message));
  const others = messages.size > 1 ? ` (and ${counted(messages.size - 1, "other message")})` : "";
  world.print(`\n  ${first.code}, ${counted(failures.length, "time")}: ${first.message}${others}`);
  const names = failures.map(({ who }) => who).filter((who) => who !== "");
  if (names.length > 0) world.print(`    who: ${someOf(names, namesShown)}`);
  if (first.cure !== null) world.print(`    cure: ${first.cure}`);
}
