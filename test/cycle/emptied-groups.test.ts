import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../src/rules/stop-error.ts";
import { accountOf, type Bench, openBench } from "./fixture.ts";

const hour = 3_600_000;

/** Ada by herself, Bob and Cyd through the team, which no answer shows anybody in from now on. */
async function openEmptied(): Promise<Bench> {
  const bench = await openBench();
  bench.directory.confirmAfterMs = 60_000;
  bench.directory.feeds.add("users");
  bench.directory.addUser("ada").addUser("bob").addUser("cyd").addGroup("team", ["bob", "cyd"]);
  bench.directory.assign("ada", "team");
  await bench.run();
  hideTeam(bench);
  return bench;
}

function hideTeam({ directory }: Bench): void {
  for (const id of ["bob", "cyd"]) directory.hidden.add(`team/${id}`);
}

function later(bench: Bench, hours: number): void {
  bench.now = new Date(bench.now.getTime() + hours * hour);
}

async function stops(bench: Bench): Promise<StopError> {
  let stop: unknown = null;
  await assert.rejects(bench.run(), (error) => {
    stop = error;
    return error instanceof StopError && /the group "team" is suddenly empty/.test(error.message);
  });
  assert.ok(stop instanceof StopError);
  assert.equal(accountOf(bench, "bob")["active"], true);
  return stop;
}

test("runCycle() believes that a group is empty when all reads have shown it for a day", async () => {
  await using bench = await openEmptied();
  const { cure } = await stops(bench);
  assert.match(cure, / Otherwise it is believed if all reads until 2026-11-22 12:00Z show it\.$/);
  later(bench, 23.9);
  await stops(bench);
  later(bench, 0.1);
  assert.equal((await bench.run()).cycle.counts.disabled, 2);
  later(bench, 1);
  assert.equal((await bench.run()).cycle.counts.disabled, 0);
});

test("runCycle() counts anew when somebody was in the group in between", async () => {
  await using bench = await openEmptied();
  await stops(bench);
  later(bench, 23);
  bench.directory.hidden.clear();
  assert.equal((await bench.run()).cycle.counts.disabled, 0);
  hideTeam(bench);
  later(bench, 1);
  await stops(bench);
  bench.whileWaiting = () => bench.directory.hidden.clear();
  later(bench, 23.9);
  assert.equal((await bench.run()).cycle.counts.disabled, 0, "the second look showed them");
  hideTeam(bench);
  bench.whileWaiting = () => undefined;
  later(bench, 0.1);
  await stops(bench);
});

test("runCycle() leaves it to the guard whether those in a group that is believed empty lose access", async () => {
  await using bench = await openEmptied();
  bench.rules = { ...bench.rules, guard: { ...bench.rules.guard, maxRemovals: 1 } };
  await stops(bench);
  later(bench, 24);
  const { cycle, holds } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.disabled], ["held", 0]);
  assert.ok(holds.some(({ guardClass, planned }) => guardClass === "userRemovals" && planned === 2));
});

test("previewCycle() shows what an empty group would mean, and lets no cycle believe it", async () => {
  await using bench = await openEmptied();
  await bench.preview({ allowEmpty: true });
  await stops(bench);
  assert.equal((await bench.run({ allowEmpty: true })).cycle.counts.disabled, 2);
  assert.equal((await bench.run()).cycle.state, "succeeded", "said once");
});

test("runCycle() stops at the next group that is suddenly empty, whatever was said of one before", async () => {
  await using bench = await openEmptied();
  await bench.run({ allowEmpty: true });
  bench.directory.hidden.clear();
  assert.equal((await bench.run()).cycle.counts.enabled, 2);
  hideTeam(bench);
  await stops(bench);
});

test("runCycle() believes no rehearsal that its clock is ahead", async () => {
  await using bench = await openEmptied();
  await assert.rejects(bench.preview({ now: new Date(bench.now.getTime() + 48 * hour) }), StopError);
  await stops(bench);
  later(bench, 23.9);
  await stops(bench);
  later(bench, 0.1);
  assert.equal((await bench.run()).cycle.counts.disabled, 2);
});

test("runCycle() stops no longer when the change feed says that nobody is in the group", async () => {
  await using bench = await openEmptied();
  await bench.preview({ allowEmpty: true });
  bench.directory.feeds.add("groups").add("users");
  await stops(bench);
  bench.directory.saidEmpty.add("team");
  assert.equal((await bench.run()).cycle.counts.disabled, 2);
});
