import type { JobConfig } from "../config/config.ts";
import type { Hold } from "../cycle/cycle-guard.ts";
import type { Change, OperationKind } from "../rules/operation.ts";
import type { CycleKind } from "../store/cycles.ts";
import type { StoredOperation } from "../store/operations.ts";
import { changedText } from "./change-text.ts";
import { inColumns } from "./columns.ts";
import { endOfAccess } from "./end-of-access.ts";
import { holdCure, holdText } from "./hold-text.ts";
import { configFlag, invocation } from "./invocation.ts";
import { counted, number } from "./phrases.ts";
import { printSaid } from "./print-said.ts";
import type { PlannedOperation } from "./planned-operations.ts";
import { skipText } from "./skip-text.ts";
import type { World } from "./world.ts";

export type PlanStory = {
  readonly job: JobConfig;
  readonly kind: CycleKind;
  readonly operations: AsyncIterable<PlannedOperation>;
  /** How many objects have failed and are not tried yet. */
  readonly waiting: number;
  readonly holds: readonly Hold[];
  readonly doubts: readonly string[];
  readonly warnings: readonly string[];
  /** Show every skip, not only how many there are of each reason. */
  readonly all: boolean;
  readonly allowEmpty: boolean;
  /** The folder of `--config`. */
  readonly config: string;
};

/** A plan, for people: operation by operation, the sum of it last. */
export async function printPlan(world: World, story: PlanStory): Promise<void> {
  const { job, kind, operations, waiting, holds, all, config } = story;
  const kinds = new Map<OperationKind, number>();
  const skips = new Map<string, number>();
  for await (const planned of operations) {
    const { operation, warnings } = planned;
    world.signal.throwIfAborted();
    addOne(kinds, operation.kind);
    if (operation.kind === "skip") addOne(skips, operation.reason ?? "");
    if (operation.kind !== "skip" || warnings.length > 0 || all) printOperation(world, planned);
  }
  world.print(`${job.name}: ${kind} plan: ${sumOf(kinds, waiting)}`);
  for (const line of skipLines(skips)) world.print(`  ${line}`);
  if (skips.size > 0 && !all) world.print("  Who is skipped, one by one: add --all");
  if (waiting > 0) {
    const status = invocation(world, `status ${job.name}${configFlag(config)}`);
    world.print(`  ${counted(waiting, "object")} failed earlier and wait for the next try: ${status}`);
  }
  for (const hold of holds) {
    world.print(`\n  hold: ${holdText(hold)}: nothing of it would be sent`);
    world.print(`    cure: ${holdCure(hold, job.file)}`);
  }
  printSaid(world, story, { effect: "nothing would be taken away" });
  const flag = `${kind === "incremental" ? "" : ` --${kind}`}${story.allowEmpty ? " --allow-empty" : ""}`;
  const command = invocation(world, `sync ${job.name}${flag}${configFlag(config)}`);
  const what = holds.length > 0 ? "To carry out what is not held" : "To carry this out";
  world.print(`Nothing has been written. ${what}: ${command}\n`);
}

function printOperation(world: World, { operation, changes, warnings, held }: PlannedOperation): void {
  const { kind, type, source, targetId } = operation;
  const account = targetId === null ? [] : [`(${targetId} in the application)`];
  const head = [kind.padEnd(7), type.padEnd(5), source.name, ...account, ...reasonOf(operation)];
  world.print(`${head.join("  ")}${held ? "  (held)" : ""}`);
  for (const line of inColumns(changes.map(changeCells))) world.print(`           ${line}`);
  for (const warning of warnings) world.print(`         ! ${warning}`);
}

function reasonOf({ kind, steps, reason, message }: StoredOperation): readonly string[] {
  const ended = endOfAccess({ action: kind, steps });
  if (ended !== null) return [ended];
  if (reason === null) return message === null ? [] : [message];
  return [message === null ? skipText(reason) : `${reason}: ${message}`];
}

function changeCells(change: Change): readonly string[] {
  return [change.path, changedText(change)];
}

/** `150 create, 3 update, 12 skip` */
function sumOf(kinds: ReadonlyMap<OperationKind, number>, waiting: number): string {
  if (kinds.size === 0) return waiting === 0 ? "nothing to do, both sides agree" : "nothing to do yet";
  return [...kinds].map(([kind, count]) => `${number(count)} ${kind}`).join(", ");
}

function skipLines(skips: ReadonlyMap<string, number>): readonly string[] {
  return inColumns([...skips].map(([reason, count]) => ["skip", counted(count, "object"), skipText(reason)]));
}

function addOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
