import { countNames } from "../store/cycles.ts";
import { inColumns } from "./columns.ts";
import type { JobStatus } from "./job-status.ts";
import { counted, duration, moment, number } from "./phrases.ts";
import type { World } from "./world.ts";

const escrowsShown = 20;

/** How a job is, for people. */
export function printStatus(world: World, status: JobStatus): void {
  const { job, state, links, escrows } = status;
  world.print(state === "stopped" ? `${job}: no file of this job any more` : job);
  const rows = [
    ...runningRows(status),
    ["last cycle", lastCycleText(status)],
    ...(status.nextCycle === null ? [] : [["next cycle", `${moment(status.nextCycle)}, if a worker runs`]]),
    ["links", `${counted(links.users, "user")}, ${counted(links.groups, "group")}`],
    ...holdRows(status),
    [
      "escrows",
      escrows.length === 0 ? "none" : `${counted(escrows.length, "object")} failed and will be tried again`,
    ],
  ];
  for (const line of inColumns(rows)) world.print(`  ${line}`);
  printEscrows(world, status);
  world.print("");
}

function runningRows({ running }: JobStatus): readonly (readonly string[])[] {
  if (running === null) return [];
  const { command, pid, host, since, cycle } = running;
  const what = cycle === null ? "" : `, ${cycle.kind} cycle`;
  return [["at work", `${command} (process ${pid} on ${host}) since ${moment(since)}${what}`]];
}

function lastCycleText({ lastCycle }: JobStatus): string {
  if (lastCycle === null) return "none yet";
  const { kind, state, durationMs, counts, endedAt, failures } = lastCycle;
  const when = endedAt === null ? "" : ` at ${moment(endedAt)}`;
  const done = countNames
    .filter((name) => name !== "imported" && name !== "planned" && counts[name] > 0)
    .map((name) => `${number(counts[name])} ${name}`);
  const [first] = failures;
  const why = state === "failed" && first !== undefined ? `: ${first.message}` : "";
  return [`${kind}, ${state}${when} after ${duration(durationMs)}${why}`, ...done].join(", ");
}

function holdRows({ hold }: JobStatus): readonly (readonly string[])[] {
  if (hold === null) return [];
  const { removals, creates, hash } = hold;
  const what = [
    ...(removals.length > 0 ? [counted(removals.length, "removal")] : []),
    ...(creates.length > 0 ? [counted(creates.length, "create")] : []),
  ];
  return [["held", `${what.join(" and ")} (hash ${hash.slice(0, 12)})`]];
}

function printEscrows(world: World, { escrows }: JobStatus): void {
  const rows = escrows.slice(0, escrowsShown).map(({ who, operation, code, attempts, nextTry }) => {
    const next = nextTry === null ? "given up" : `next try ${moment(nextTry)}`;
    return [who, operation, code, counted(attempts, "attempt"), next];
  });
  for (const line of inColumns(rows)) world.print(`    ${line}`);
  if (escrows.length > escrowsShown)
    world.print(`    … and ${number(escrows.length - escrowsShown)} more (--json)`);
}
