import assert from "node:assert/strict";
import { test } from "node:test";
import type { CycleKind, StoredCycle } from "../../../src/store/cycles.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Application } from "./application.ts";
import { type Case, cases, type Chapter, hire, mappedIn } from "./cases.ts";
import { confirmAgrees, hasAccount, hasGroups } from "./confirm.ts";
import { sourceOf } from "./attributes.ts";
import { openMemory, openWorld, type World } from "./world.ts";

/** What every application comes to hold, whatever it is made of: what the directory says. */
export function testCycles(name: string, open: () => Promise<Application>): void {
  test(`${name}: cycles carry every operation there, and a second cycle writes nothing`, async () => {
    await using application = await open();
    await using memory = await openMemory();
    await playCases(application, cases, { ...memory, thorough: true });
  });
}

export type PlayOptions = {
  readonly store: Store;
  /** Whether a cycle over everything has a look after each chapter, and not only at the end. */
  readonly thorough: boolean;
};

/** Plays the cases side by side, chapter by chapter, and looks at the application after each. */
export async function playCases(
  application: Application,
  played: readonly Case[],
  { store, thorough }: PlayOptions,
): Promise<void> {
  const world = await openWorld(application, { ...mappedIn(played), store });
  // An application to which nobody is assigned is believed to be a mistake.
  hire(world, "zoe", { givenName: "Zoe", surname: "Bystander" });
  const last = Math.max(...played.map(({ chapters }) => chapters.length));
  for (let number = 0; number < last; number += 1) {
    const chapters = played.flatMap((each) => each.chapters[number] ?? []);
    for (const chapter of chapters) await chapter.change(world);
    confirmFailures(world, chapters, await world.run());
    await confirmAgrees(world);
    assert.equal(await writesOf(world, "incremental"), 0, "a second cycle writes");
    if (thorough || number === last - 1) await confirmSilence(world);
  }
}

/** What the application cannot do is told, with a cure, and nothing else fails. */
function confirmFailures(world: World, chapters: readonly Chapter[], { failures }: StoredCycle): void {
  const { traits } = world.application;
  const told = failures.map(({ who, operation, code, message }) => `${operation} ${who}: ${code} ${message}`);
  const ofObjects = failures.filter(({ operation }) => operation !== "groups");
  const refused = chapters.flatMap((chapter) => chapter.refused?.(traits) ?? []);
  assert.equal(ofObjects.length, refused.length, told.join("\n"));
  for (const { message, cure } of failures) assert.ok(message !== "" && cure !== null, told.join("\n"));
  const lacksGroups = hasGroups(world) && !traits.hasGroups();
  assert.equal(failures.length > ofObjects.length, lacksGroups, told.join("\n"));
}

/**
 * A cycle over everything writes nothing. Where the application does not keep a value, that may be written
 * twice more before it is given up.
 */
async function confirmSilence(world: World): Promise<void> {
  const { application, maps, unkept } = world;
  const isKept = unkept.size === 0 && maps.every((path) => application.traits.keeps(path));
  let patience = isKept ? 0 : 2;
  while (patience > 0 && (await writesOf(world, "reconcile")) > 0) patience -= 1;
  assert.equal(await writesOf(world, "reconcile"), 0, "a cycle over everything writes");
  if (!isKept) await confirmTold(world);
}

/** Of each value that the application does not keep, the log says so once. */
async function confirmTold(world: World): Promise<void> {
  const { application, directory, maps, unkept } = world;
  for (const [id, { attributes }] of directory.objects) {
    if (!hasAccount(world, id)) continue;
    const lost = maps.filter((path) => !application.traits.keeps(path) || unkept.has(`${id} ${path}`));
    for (const path of lost) {
      if ((attributes[sourceOf(path)] ?? null) === null) continue;
      const told = (await world.said(id)).filter((text) =>
        text.includes(`does not keep this value: ${path}`),
      );
      assert.equal(told.length, 1, `${id} ${path} is told ${String(told.length)} times`);
    }
  }
}

/** Without those of objects that the application refuses: a cycle over everything tries them anew. */
async function writesOf({ application, run }: World, kind: CycleKind): Promise<number> {
  const before = application.writes();
  const { counts, failures } = await run(kind);
  const isRefused = failures.some(({ operation }) => operation !== "groups");
  const { created, updated, linked, disabled, enabled, deleted } = counts;
  const done = created + updated + linked + disabled + enabled + deleted;
  return isRefused ? done : application.writes() - before;
}
