import assert from "node:assert/strict";
import { test } from "node:test";
import { type Choose, everyCombination } from "./every-combination.ts";
import { allPairs, allSingles, pairsIn, pairsOf } from "./pairs.ts";
import { isAllowed } from "./space.ts";

const space = { size: [1, 2, 3, 4], colour: ["red", "blue"], round: [true, false], heavy: [true, false] };

test("allPairs() brings every two values together, in far fewer rows than there are combinations", () => {
  const rows = allPairs(space);
  const met = new Set(rows.flatMap(pairsIn));
  assert.deepEqual(
    [...pairsOf(space, [])].filter((pair) => !met.has(pair)),
    [],
  );
  assert.ok(rows.length < 16, `${rows.length} rows`);
});

test("allPairs() never brings together what excludes each other", () => {
  const exclusions = [["size=3", "colour=1"]] as const;
  const rows = allPairs(space, exclusions);
  assert.ok(rows.every((row) => isAllowed(row, exclusions)));
  const met = new Set(rows.flatMap(pairsIn));
  assert.equal(met.has("colour=1 size=3"), false);
  assert.deepEqual(
    [...pairsOf(space, exclusions)].filter((pair) => !met.has(pair)),
    [],
  );
});

test("allSingles() turns each switch by itself", () => {
  assert.equal(allSingles(space).length, 1 + 3 + 1 + 1 + 1);
});

test("everyCombination() tries each combination of what is asked for, and nothing twice", async () => {
  const seen: string[] = [];
  async function trial(choose: Choose): Promise<void> {
    const size = await Promise.resolve(choose("size"));
    // Only the largest are painted.
    const colour = size === 4 ? choose("colour") : "";
    seen.push(`${String(size)}${String(colour)}${String(choose("size") === size)}`);
  }
  assert.deepEqual(await everyCombination(space, trial), { runs: 5, failures: [] });
  assert.deepEqual(seen, ["1true", "2true", "3true", "4redtrue", "4bluetrue"]);
});

test("everyCombination() says with which values a trial failed, and goes on", async () => {
  const failures = ['colour "red", heavy true: sunk'];
  assert.deepEqual(await everyCombination(space, sinkRed), { runs: 3, failures });
});

test("everyCombination() refuses a trial that does not ask in the same order", async () => {
  let turn = 0;
  async function trial(choose: Choose): Promise<void> {
    turn += 1;
    choose(turn === 1 ? "size" : "colour");
    await Promise.resolve();
  }
  await assert.rejects(everyCombination(space, trial), /Asked for colour where size/);
});

async function sinkRed(choose: Choose): Promise<void> {
  if (choose("colour") === "red" && choose("heavy") === true) await Promise.reject(new Error("sunk"));
}
