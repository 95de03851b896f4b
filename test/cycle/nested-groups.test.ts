import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, type Bench, membersOf, openBench } from "./fixture.ts";

/** Everybody is assigned; the team is in it, and in the team are Ada and, to close the circle, everybody. */
async function openNested(): Promise<Bench> {
  const bench = await openBench();
  bench.rules = { ...bench.rules, nestedGroups: true };
  bench.directory.nested = true;
  bench.directory
    .addUser("ada")
    .addUser("bob")
    .addGroup("team", ["ada", "everybody"])
    .addGroup("everybody", ["bob", "team"])
    .assign("everybody");
  await bench.run();
  return bench;
}

test("runCycle() lets members of nested groups in, and flattens them into the assigned group", async () => {
  await using bench = await openNested();
  assert.equal(accountOf(bench, "ada")["active"], true);
  assert.deepEqual(membersOf(bench, "everybody"), ["ada", "bob"]);
  assert.equal(bench.target.groups.size, 1, "a nested group is not provisioned");
  const [entry] = await Array.fromAsync(bench.job().log.search({ who: "ada@example.com" }));
  assert.equal(
    entry?.steps.find(({ name }) => name === "scoping")?.details,
    "assigned through everybody and in scope",
  );
});

test("runCycle() provisions a nested group that is assigned itself", async () => {
  await using bench = await openNested();
  bench.directory.assign("team");
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["ada", "bob"]);
});

test("runCycle() takes away what ended with the nesting", async () => {
  await using bench = await openNested();
  bench.directory.members.get("everybody")?.delete("team");
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.disabled, 1);
  assert.deepEqual(membersOf(bench, "everybody"), ["bob"]);
  bench.directory.members.get("everybody")?.add("team");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], true);
  assert.deepEqual(membersOf(bench, "everybody"), ["ada", "bob"]);
});

test("runCycle() looks at everybody whom a change deep down concerns", async () => {
  await using bench = await openNested();
  bench.directory.addUser("cyd").addGroup("crew", ["cyd"]).members.get("team")?.add("crew");
  await bench.run();
  assert.equal(accountOf(bench, "cyd")["active"], true);
  assert.deepEqual(membersOf(bench, "everybody"), ["ada", "bob", "cyd"]);
  bench.directory.assign("cyd");
  await bench.run();
  bench.directory.members.get("crew")?.delete("cyd");
  await bench.run();
  assert.deepEqual(membersOf(bench, "everybody"), ["ada", "bob"]);
  bench.directory.unassign("everybody");
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.disabled, 2);
});

test("runCycle() takes nothing away below a group that hides its members", async () => {
  await using bench = await openNested();
  bench.directory.addGroup("crew", ["ada"]).members.set("team", new Set(["crew"]));
  await bench.run();
  const writes = bench.target.writes.length;
  for (const kind of ["incremental", "reconcile"] as const) {
    bench.directory.hiddenMembers.add("team");
    await bench.run({ kind });
    bench.directory.hiddenMembers.clear();
    bench.directory.unreadable.add("team");
    await bench.run({ kind });
    bench.directory.unreadable.clear();
  }
  assert.equal(bench.target.writes.length, writes);
  bench.directory.members.set("team", new Set());
  assert.equal((await bench.run()).cycle.counts.disabled, 1);
});

test("runCycle() knows nothing of nested groups where the job does not ask for them", async () => {
  await using bench = await openNested();
  bench.rules = { ...bench.rules, nestedGroups: false, fingerprint: "rules-2" };
  bench.directory.nested = false;
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.disabled, 1);
  assert.deepEqual(membersOf(bench, "everybody"), ["bob"]);
});

test("runCycle() puts a group that is new into one that loses somebody in the same cycle", async () => {
  await using bench = await openBench();
  const { directory } = bench;
  directory.addUser("ada").addUser("bob").addGroup("team", ["bob"]).addGroup("all", ["ada", "bob", "team"]);
  directory.assign("all");
  await bench.run();
  directory.assign("team").members.get("all")?.delete("ada");
  await bench.run();
  const team = [...bench.target.groups.values()].find((group) => group["displayName"] === "team");
  assert.deepEqual(membersOf(bench, "all"), ["bob", String(team?.["id"])]);
});
