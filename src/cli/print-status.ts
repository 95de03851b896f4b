import { countNames } from "../store/cycles.ts";
import { someOf } from "../rules/some-of.ts";
import { inColumns } from "./columns.ts";
import type { JobStatus } from "./job-status.ts";
import { counted, duration, moment, number } from "./phrases.ts";
import type { World } from "./world.ts";

const namesShown = 5;

/** How a job is, for people. `disabled`: how many of its links keep a disabled account. */
export function printStatus(
  world: World,
  status: JobStatus,
  { disabled }: { readonly disabled: number } = { disabled: 0 },
): void {
  const { job, state, links, escrows } = status;
  world.print(state === "stopped" ? `${job}: no file of this job any more` : job);
  const rows = [
    ...runningRows(status),
    ["last cycle", lastCycleText(status)],
    ...saidRows(status),
    ...(status.nextCycle === null ? [] : [["next cycle", `${moment(status.nextCycle)}, if a worker runs`]]),
    ["links", linksText(links, disabled)],
    ...holdRows(status),
    [
      "escrows",
      escrows.length === 0 ? "none" : `${counted(escrows.length, "object")} failed and will be tried again`,
    ],
  ];
  for (const line of inColumns(rows)) world.print(`  ${line}`);
  printSaid(world, status);
  printHold(world, status);
  printEscrows(world, status);
  world.print("");
}

function linksText({ users, groups }: JobStatus["links"], disabled: number): string {
  const objects = `${counted(users, "user")}, ${counted(groups, "group")}`;
  return disabled === 0 ? objects : `${objects}, ${number(disabled)} of them disabled`;
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

function saidRows({ lastCycle }: JobStatus): readonly (readonly string[])[] {
  const { doubts = [], warnings = [] } = lastCycle ?? {};
  return [
    ["doubts", number(doubts.length)],
    ["warnings", number(warnings.length)],
  ].filter(([, count]) => count !== "0");
}

function printSaid(world: World, { lastCycle }: JobStatus): void {
  for (const doubt of lastCycle?.doubts ?? []) world.print(`    doubt: ${doubt}`);
  for (const warning of lastCycle?.warnings ?? []) world.print(`    warning: ${warning}`);
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

/** By cause, with the cure; who they all are is in `--json`. */
function printEscrows(world: World, { escrows }: JobStatus): void {
  for (const alike of Map.groupBy(escrows, ({ code }) => code).values()) {
    const [first] = alike;
    if (first === undefined) continue;
    world.print(`    ${first.code}: ${first.message}`);
    world.print(
      `      who: ${someOf(
        alike.map(({ who }) => who),
        namesShown,
      )}`,
    );
    world.print(`      ${triesText(alike)}`);
    if (first.cure !== null) world.print(`      cure: ${first.cure}`);
  }
}

function triesText(escrows: JobStatus["escrows"]): string {
  const tries = escrows.flatMap(({ nextTry }) => nextTry ?? []).toSorted((a, b) => a.getTime() - b.getTime());
  const [next] = tries;
  const given = escrows.length - tries.length;
  const up = given > 0 ? `${counted(given, "object")} given up` : "";
  return [next === undefined ? "" : `next try ${moment(next)}`, up].filter((text) => text !== "").join(", ");
}

function printHold(world: World, { hold }: JobStatus): void {
  if (hold === null) return;
  for (const [operation, alike] of Map.groupBy(hold.removals, (removal) => removal.operation)) {
    const who = alike.map((removal) =>
      removal.member === undefined ? removal.who : `${removal.member} of ${removal.who}`,
    );
    world.print(`    held ${operation}: ${someOf(who, namesShown)}`);
  }
  if (hold.creates.length > 0) {
    world.print(
      `    held create: ${someOf(
        hold.creates.map(({ who }) => who),
        namesShown,
      )}`,
    );
  }
}
