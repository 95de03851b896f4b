import type { Exchange, Recorder } from "../../servers/recorder.ts";
import type { Application } from "../cycles/application.ts";
import { cases, hire, mappedIn } from "../cycles/cases.ts";
import { openMemory, openWorld, type World } from "../cycles/world.ts";

/** What one cycle sent, and why. */
export type Recording = {
  readonly title: string;
  readonly says: string;
  readonly exchanges: readonly Exchange[];
  /** What the server called everybody who was there before or after, by id. */
  readonly names: ReadonlyMap<string, string>;
};

const signal = new AbortController().signal;

/** Plays every case of the contract, a chapter and a cycle at a time. */
export async function recordCases(
  application: Application,
  recorder: Recorder,
): Promise<readonly Recording[]> {
  await using memory = await openMemory();
  const world = await openWorld(application, { ...memory, ...mappedIn(cases) });
  await warmUp(world);
  const recordings: Recording[] = [];
  const names = new Map<string, string>();
  for (const { title, says, isPrelude, change } of cases.flatMap(({ chapters }) => chapters)) {
    await change(world);
    recorder.take();
    const { failures } = await world.run();
    const exchanges = recorder.take();
    if (failures.length > 0) throw new Error(`${title}: ${JSON.stringify(failures)}`);
    for (const [id, name] of await namesOf(application)) names.set(id, names.get(id) ?? name);
    if (isPrelude !== true) recordings.push({ title, says, exchanges, names });
  }
  return recordings;
}

/** What is asked once in a job's life is asked here: a first cycle, with one of everything. */
async function warmUp(world: World): Promise<void> {
  hire(world, "zoe", { givenName: "Zoe", surname: "Bystander" });
  world.directory.addGroup("bystanders", ["zoe"]).assign("bystanders");
  await world.run("initial");
  hire(world, "zac", { givenName: "Zac", surname: "Bystander" });
  world.directory.addGroup("others", ["zac"]).assign("others");
  await world.run();
}

async function namesOf({ target }: Application): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const type of ["user", "group"] as const) {
    for await (const { objects } of target.list(type, { signal })) {
      for (const { id, attributes } of objects) {
        const name = String(attributes[type === "user" ? "userName" : "displayName"]);
        names.set(id, name.replace(/@.*/, "").replace(/\..*/, ""));
      }
    }
  }
  return names;
}
