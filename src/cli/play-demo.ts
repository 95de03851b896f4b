import type { CycleReport } from "../store/cycles.ts";
import { setTimeout } from "node:timers/promises";
import type { SandboxProcess } from "../sandbox/spawn.ts";
import type { StoredCycle } from "../store/cycles.ts";
import { runChildCommand } from "./child-command.ts";
import { cycleDocument } from "./cycle-document.ts";
import { invocation } from "./invocation.ts";
import { logLines } from "./log-table.ts";
import { counted } from "./phrases.ts";
import type { Engine, ExitCode, World } from "./world.ts";

/** A demo that has been set up. */
export type Demo = {
  readonly world: World;
  readonly sandbox: SandboxProcess;
  readonly engine: Engine;
  /** The folder for `--config`. */
  readonly config: string;
  /** Seconds between two cycles. */
  readonly every: number;
  /** How many cycles after the first. */
  readonly cycles: number;
  readonly say: (text: string) => void;
  /** Where the commands print that it runs. */
  readonly childOutput: "stdout" | "stderr";
  /** Filled while it plays. */
  readonly told: DemoCycle[];
};

/** What happened in the company (null: nothing yet), and the cycle that carried it over. */
export type DemoCycle = { readonly change: string | null; readonly cycle: CycleReport };

const job = "dialpad";
const entriesShown = 8;

/** An initial cycle, then one for each thing that happens in the company; ends early when interrupted. */
export async function playDemo(demo: Demo): Promise<ExitCode> {
  const { world, every, cycles, say } = demo;
  const { signal } = world;
  say(`
Most people of a company of 200 use Dialpad: whoever is assigned to it in Entra ID is to have an account there, and
nobody else. Dialpad is empty still: the initial cycle creates the accounts, as fast as Dialpad allows.
`);
  const initial = await runCycle(demo, { change: null, flags: ["--initial"] });
  if (initial === null || initial.state === "failed") return 1;
  say(await invitation(demo));
  for (let count = 0; count < cycles && !signal.aborted; count += 1) {
    await setTimeout(every * 1_000, undefined, { signal });
    const change = await somethingHappens(demo);
    say(`\n── ${change}.`);
    const cycle = await runCycle(demo, { change, flags: [] });
    if (cycle === null || cycle.state === "failed") return 1;
  }
  return 0;
}

/** One cycle in a process of its own, and what it wrote into the log. Null: it did not begin. */
async function runCycle(
  { world, engine, config, say, childOutput, told }: Demo,
  { change, flags }: { change: string | null; flags: readonly string[] },
): Promise<StoredCycle | null> {
  const { cycles } = engine.store.job(job);
  const before = await cycles.last();
  const words = ["sync", job, ...flags, "--config", config];
  say(`$ ${invocation(world, words.join(" "))}`);
  await runChildCommand(world, words, { stdout: childOutput });
  world.signal.throwIfAborted();
  const cycle = await cycles.last();
  if (cycle === null || cycle.cycleId === before?.cycleId) return null;
  told.push({ change, cycle: cycleDocument(cycle) });
  await showLog({ engine, say }, cycle);
  return cycle;
}

async function showLog({ engine, say }: Pick<Demo, "engine" | "say">, cycle: StoredCycle): Promise<void> {
  let entries = 0;
  for await (const entry of engine.store.job(job).log.search({ since: cycle.startedAt })) {
    if (entry.cycleId !== cycle.cycleId) continue;
    if (entries === 0) say("\nFrom the provisioning log:");
    entries += 1;
    if (entries <= entriesShown) logLines(entry, { steps: false }).forEach(say);
  }
  if (entries > entriesShown) say(`… and ${counted(entries - entriesShown, "more entry", "more entries")}`);
}

async function invitation({ world, engine, config, every }: Demo): Promise<string> {
  const commands = [
    `status ${job}`,
    `links ${job}`,
    `logs ${job} --who ${await somebody(engine)} --steps`,
    `logs ${job} --follow`,
    `plan ${job} --reconcile --all`,
  ].map((command) => `  ${invocation(world, `${command} --config ${config}`)}`);
  return `
The accounts are there. Meanwhile, look around in a second terminal:

${commands.join("\n")}

From now on something happens in the company every ${every} s, and an incremental cycle carries it over. What a mapping
applies at creation only, such as the department, changes nothing in Dialpad. Ctrl-C ends the demo.`;
}

/** A name that has a history in the log. */
async function somebody({ store }: Engine): Promise<string> {
  for await (const { source } of store.job(job).log.search({ action: "create" })) return source.name;
  return "@";
}

/** In the company; told in a sentence. */
async function somethingHappens({ sandbox }: Demo): Promise<string> {
  const change = (await sandbox.control("change", {})) as { readonly sentence: string };
  return change.sentence;
}
