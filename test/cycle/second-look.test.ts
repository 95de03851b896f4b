import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../src/rules/stop-error.ts";
import { accountOf, type Bench, membersOf, openBench } from "./fixture.ts";

/** A directory whose servers may disagree: Ada by herself, Bob and Cyd through the team. */
async function openWatchful(): Promise<Bench> {
  const bench = await openBench();
  bench.directory.confirmAfterMs = 60_000;
  bench.directory.feeds.add("users");
  bench.directory.addUser("ada").addUser("bob").addUser("cyd").addGroup("team", ["bob", "cyd"]);
  bench.directory.assign("ada", "team");
  await bench.run();
  return bench;
}

const refused = {
  kind: "failed",
  failure: { code: "X", message: "No", cure: null, transient: true },
} as const;

function isActive(bench: Bench, id: string): unknown {
  return accountOf(bench, id)["active"];
}

for (const kind of ["incremental", "reconcile"] as const) {
  test(`runCycle() believes only what both looks of a cycle miss (${kind})`, async () => {
    await using bench = await openWatchful();
    const { directory } = bench;
    const writes = bench.target.writes.length;
    for (const hidden of ["a-ada", "a-team", "ada", "team", "team/bob"]) {
      directory.hidden.add(hidden);
      directory.changes.push("ada");
      bench.whileWaiting = async () => {
        directory.hidden.clear();
        const [ada] = await bench.job().mirror.byIds("user", ["ada"]);
        assert.equal(ada?.object.state, "active", "one look proves nothing");
      };
      assert.equal((await bench.run({ kind })).cycle.state, "succeeded");
      assert.deepEqual(bench.waits.splice(0), [60_000], hidden);
      assert.equal(bench.target.writes.length, writes, hidden);
    }
    directory.unassign("ada");
    directory.members.get("team")?.delete("bob");
    bench.whileWaiting = () => undefined;
    const { cycle } = await bench.run({ kind });
    assert.deepEqual(bench.waits, [60_000]);
    assert.equal(cycle.counts.disabled, 2);
    assert.deepEqual([isActive(bench, "ada"), isActive(bench, "bob")], [false, false]);
  });
}

test("runCycle() waits for nothing while nothing is missing, nor where a second look would show the same", async () => {
  await using bench = await openWatchful();
  await bench.run();
  await bench.run({ kind: "reconcile" });
  bench.directory.confirmAfterMs = null;
  bench.directory.unassign("ada").purge("bob");
  const { cycle } = await bench.run({ kind: "reconcile" });
  assert.deepEqual([cycle.counts.disabled, cycle.counts.deleted], [1, 1]);
  assert.deepEqual(bench.waits, []);
});

test("runCycle() needs no second look at a membership whose end the change feed reports", async () => {
  for (const kind of ["incremental", "reconcile"] as const) {
    await using bench = await openWatchful();
    bench.directory.feeds.add("groups");
    bench.directory.members.set("team", new Set());
    const { cycle } = await bench.run({ kind });
    assert.equal(cycle.counts.disabled, 2);
    assert.deepEqual([bench.waits, membersOf(bench, "team")], [[], []]);
  }
});

test("runCycle() stops when a group is empty all at once, until somebody says that it is meant", async () => {
  await using bench = await openWatchful();
  bench.directory.members.set("team", new Set());
  const writes = bench.target.writes.length;
  await assert.rejects(bench.run(), (error) => {
    assert.ok(error instanceof StopError && error.code === "sourceIncomplete");
    assert.match(error.message, /^Cannot import the directory as the group "team" is suddenly empty, and /);
    return true;
  });
  assert.equal(bench.target.writes.length, writes);
  assert.equal((await bench.job().cycles.last())?.counts.imported, 1, "what came before the stop");
  const { cycle } = await bench.run({ allowEmpty: true });
  assert.equal(cycle.counts.disabled, 2);
});

test("runCycle() stops when a group is empty and the change feed told only of some who left it", async () => {
  await using bench = await openWatchful();
  bench.directory.feeds.add("groups");
  bench.directory.members.get("team")?.delete("bob");
  bench.directory.hidden.add("team/cyd");
  await assert.rejects(bench.run(), {
    message: /^Cannot import the directory as the group "team" is suddenly/,
  });
  bench.directory.hidden.clear();
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.disabled, 1);
  assert.deepEqual([isActive(bench, "bob"), isActive(bench, "cyd")], [false, true]);
});

test("runCycle() goes on when a group is empty twice and the change feed says so, and not when it is once", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  directory.feeds.add("groups");
  directory.saidEmpty.add("team");
  for (const id of ["bob", "cyd"]) directory.hidden.add(`team/${id}`);
  bench.whileWaiting = () => directory.hidden.clear();
  assert.equal((await bench.run()).cycle.counts.disabled, 0);
  for (const id of ["bob", "cyd"]) directory.hidden.add(`team/${id}`);
  bench.whileWaiting = () => undefined;
  assert.equal((await bench.run()).cycle.counts.disabled, 2);
  assert.deepEqual(bench.waits, [60_000, 60_000]);
});

test("runCycle() finds out by itself who lost assignment and membership with a deletion", async () => {
  await using bench = await openWatchful();
  bench.directory.softDelete("ada").unassign("ada").softDelete("bob");
  bench.directory.members.get("team")?.delete("bob");
  // Their rows in the feed come later.
  bench.directory.changes.length -= 2;
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.disabled, 2);
  assert.deepEqual(bench.waits, [], "what the recycle bin shows needs no second look");
  assert.deepEqual(membersOf(bench, "team"), ["bob", "cyd"]);
});

test("runCycle() finds a deletion that only the second look shows", async () => {
  await using bench = await openWatchful();
  bench.directory.unassign("ada");
  bench.whileWaiting = () => {
    bench.directory.softDelete("ada");
    // Its row in the feed comes later.
    bench.directory.changes.length -= 1;
  };
  await bench.run();
  const [, disable] = await Array.fromAsync(bench.job().log.search({ who: "ada@example.com" }));
  const scoping = disable?.steps.find(({ name }) => name === "scoping");
  assert.equal(scoping?.details, "softDeleted, unassigned");
});

test("runCycle() looks for everybody whom a read that had to be complete does not show", async () => {
  await using bench = await openWatchful();
  bench.directory.unassign("ada");
  await bench.run();
  bench.directory.purge("ada");
  // The position in the feed is lost.
  bench.directory.feeds.clear();
  bench.waits.splice(0);
  const { cycle } = await bench.run();
  const ada = await bench.job().mirror.byIds("user", ["ada"]);
  assert.deepEqual([bench.waits, ada[0]?.object.state, cycle.kind], [[60_000], "softDeleted", "incremental"]);
});

test("runCycle() deletes the account of somebody who is nowhere when that is so a quarter of an hour later, too", async () => {
  await using bench = await openWatchful();
  bench.directory.purge("ada");
  const { cycle } = await bench.run();
  assert.deepEqual([bench.waits.splice(0), cycle.counts.disabled, cycle.counts.deleted], [[60_000], 1, 0]);
  for (const [minutes, deleted] of [
    [14, 0],
    [2, 1],
  ] as const) {
    bench.now = new Date(bench.now.getTime() + minutes * 60_000);
    const { cycle: later } = await bench.run({ kind: "reconcile" });
    assert.deepEqual([bench.waits, later.counts.deleted], [[], deleted], `${minutes} minutes later`);
  }
});

test("runCycle() enables somebody who was nowhere for a while, and begins to count anew", async () => {
  await using bench = await openWatchful();
  bench.directory.hidden.add("ada");
  await bench.run({ kind: "reconcile" });
  bench.directory.hidden.delete("ada");
  const { cycle } = await bench.run({ kind: "reconcile" });
  assert.equal(cycle.counts.enabled, 1);
  bench.now = new Date(bench.now.getTime() + 3_600_000);
  bench.directory.hidden.add("ada");
  const { cycle: last } = await bench.run({ kind: "reconcile" });
  assert.deepEqual([last.counts.disabled, last.counts.deleted], [1, 0]);
});

test("runCycle() takes no access from somebody who is nowhere as long as a group shows the membership again", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  for (const hidden of ["bob", "team/bob"]) directory.hidden.add(hidden);
  bench.whileWaiting = () => void directory.hidden.delete("team/bob");
  const { cycle } = await bench.run({ kind: "reconcile" });
  assert.deepEqual([cycle.counts.disabled, isActive(bench, "bob")], [0, true]);
  assert.deepEqual(membersOf(bench, "team"), ["bob", "cyd"]);
  directory.change("bob", { displayName: "Bobby" }).hidden.clear();
  assert.equal((await bench.run()).cycle.counts.updated, 1);
  for (const hidden of ["bob", "team/bob"]) directory.hidden.add(hidden);
  bench.whileWaiting = () => undefined;
  assert.equal((await bench.run({ kind: "reconcile" })).cycle.counts.disabled, 1);
});

test("runCycle() does not wait for somebody whom nobody knows, or who is known to be gone", async () => {
  await using bench = await openWatchful();
  bench.rules = { ...bench.rules, deprovision: { ...bench.rules.deprovision, hardDeleted: "keep" } };
  bench.directory.purge("ada").assign("ada", "nobody");
  await bench.run();
  assert.deepEqual(bench.waits.splice(0), [60_000]);
  assert.deepEqual(await bench.job().links.counts(), { users: 3, groups: 1 });
  for (const kind of ["incremental", "reconcile"] as const) await bench.run({ kind });
  assert.deepEqual(bench.waits, []);
});

test("runCycle() takes nobody's access away for a group that one answer misses and another shows", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  const writes = bench.target.writes.length;
  for (const kind of ["incremental", "reconcile"] as const) {
    directory.hidden.add("team");
    directory.beforeLocate = () => directory.hidden.clear();
    await bench.run({ kind });
    assert.equal(directory.hidden.size, 0);
  }
  assert.equal(bench.target.writes.length, writes);
  assert.deepEqual(membersOf(bench, "team"), ["bob", "cyd"]);
});

test("runCycle() gives a group that comes back in the second look its members back", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  const writes = bench.target.writes.length;
  directory.hidden.add("a-team");
  // Its members are not read again: one more answer that disagrees.
  bench.whileWaiting = () => {
    directory.hidden.clear();
    directory.hidden.add("team");
    directory.beforeLocate = () => directory.hidden.clear();
  };
  await bench.run();
  assert.deepEqual(bench.waits, [60_000]);
  assert.equal(bench.target.writes.length, writes);
});

test("runCycle() lets a group keep members who cannot be read, with the directory's warning", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  directory.hiddenMembers.add("team");
  directory.warnings = ["team hides its members"];
  directory.members.set("team", new Set(["cyd"]));
  const writes = bench.target.writes.length;
  assert.deepEqual((await bench.run()).cycle.warnings, ["team hides its members"]);
  assert.deepEqual((await bench.preview()).warnings, ["team hides its members"]);
  assert.equal(bench.target.writes.length, writes);
});

test("runCycle() warns of a group that is there although the read does not find it", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  directory.beforeLocate = () => directory.hidden.clear();
  directory.hidden.add("team");
  assert.deepEqual((await bench.run()).cycle.warnings, [
    "the directory does not show who is in team, what was known last holds: if it lasts, look at the group in Entra",
  ]);
  assert.deepEqual((await bench.run()).cycle.warnings, []);
  directory.hidden.add("team");
  directory.beforeLocate = () => undefined;
  assert.deepEqual((await bench.run()).cycle.warnings, [], "what is gone has lost its members");
});

test("runCycle() forgets nobody in a group that hides its members, whether they have an account or not", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  directory.addUser("eve", { accountEnabled: false }).members.get("team")?.add("eve");
  await bench.run();
  await bench.run({ kind: "reconcile" });
  assert.equal((await bench.job().links.counts()).users, 3);
  directory.hiddenMembers.add("team");
  await bench.run({ kind: "reconcile" });
  directory.change("eve", { accountEnabled: true });
  await bench.run();
  assert.equal(isActive(bench, "eve"), true);
});

test("runCycle() reads nobody again who stays deleted and assigned, until the feed tells the return", async () => {
  await using bench = await openWatchful();
  const { directory } = bench;
  directory.softDelete("ada");
  assert.equal((await bench.run()).cycle.counts.disabled, 1);
  await bench.run();
  assert.equal((await bench.run()).cycle.counts.imported, 1, "the group alone");
  directory.restore("ada");
  assert.equal((await bench.run()).cycle.counts.enabled, 1);
});

test("runCycle() looks for those whose create failed when a complete read does not show them", async () => {
  await using bench = await openWatchful();
  bench.rules = { ...bench.rules, scope: "all", fingerprint: "rules-2" };
  const { directory } = bench;
  directory.addUser("eve").addUser("gil").assign("eve", "gil");
  bench.target.refuse = ({ kind }) => (kind === "create" ? refused : null);
  await bench.run({ kind: "reconcile" });
  directory.unassign("eve", "gil").purge("gil");
  await bench.run({ kind: "reconcile" });
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 86_400_000);
  await bench.run();
  assert.equal(isActive(bench, "eve"), true);
  assert.equal((await bench.job().links.counts()).users, 4);
});

test("runCycle() takes nothing away and looks for nobody while the read is in doubt", async () => {
  await using bench = await openWatchful();
  bench.directory.doubts = ["a page was short"];
  bench.directory.unassign("ada").purge("bob");
  const writes = bench.target.writes.length;
  await bench.run();
  assert.deepEqual([bench.waits, bench.target.writes.length], [[], writes]);
  bench.directory.doubts = [];
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.disabled, cycle.counts.deleted], [2, 0]);
});
