import { after, test } from "node:test";
import fc from "fast-check";
import { startTenant } from "../source/graph/tenant.ts";
import { compareMirror } from "./histories/compare-mirror.ts";
import { compareTarget } from "./histories/compare-target.ts";
import { hasten } from "./histories/hasten.ts";
import { openPlay } from "./histories/play.ts";
import { history, setting, type Setting, type Step } from "./histories/step.ts";

hasten();
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

// HISTORIES=5000 runs more of them; HISTORY="-123 4:1:0" shows one again: seed and path of a failure.
const { HISTORIES: runs = "60", HISTORY: one } = process.env;

test("whatever happens in the directory and on the way, one quiet cycle later mirror and target are what it says", async () => {
  await fc.assert(fc.asyncProperty(setting, history, tell), {
    numRuns: Number(runs),
    ...(one === undefined ? {} : replay(one)),
  });
});

function replay(text: string): { readonly seed: number; readonly path: string } {
  const [seed, path = ""] = text.split(" ");
  return { seed: Number(seed), path };
}

async function tell(chosen: Setting, steps: readonly Step[]): Promise<void> {
  await using play = await openPlay(tenant, chosen);
  for (const step of steps) await play.step(step);
  for (let quiet = 0; quiet < 2; quiet += 1) {
    await play.settle();
    await compareMirror(play, chosen);
    compareTarget(play, chosen);
  }
}
