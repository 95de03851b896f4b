import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../src/rules/stop-error.ts";
import { userRules } from "../rules/rules-fixture.ts";
import { memoryTarget } from "../target/memory-target.ts";
import { accountOf, membersOf, openBench, operationsOf } from "./fixture.ts";

const tight = {
  maxRemovals: 500,
  maxRemovalsPercent: 20,
  minimum: 10,
  minGroupSize: 10,
  maxCreates: 500,
  windowMs: 0,
};

test("runCycle() moves the link of a rehire and drops the old object's removal", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("old", { userPrincipalName: "ada@example.com" })
    .addUser("bob")
    .assign("old", "bob");
  await bench.run();
  bench.directory
    .purge("old")
    .addUser("new", { userPrincipalName: "ada@example.com", displayName: "Ada" })
    .assign("new");
  const { cycle } = await bench.run();
  assert.equal(cycle.state, "succeeded");
  assert.equal(cycle.counts.linked, 1);
  assert.equal(bench.target.users.size, 2);
  const account = accountOf(bench, "ada");
  assert.deepEqual([account["active"], account["displayName"]], [true, "Ada"]);
  assert.deepEqual(
    bench.target.writes.filter(({ kind }) => kind === "delete"),
    [],
  );
  const [link] = await bench.job().links.ofTargets("user", [account.id]);
  assert.equal(link?.sourceId, "new");
});

test("runCycle() leaves two people who exchange names in conflict, with the cure, and writes nothing else", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory
    .change("ada", { userPrincipalName: "bob@example.com" })
    .change("bob", { userPrincipalName: "ada@example.com" });
  const { cycle } = await bench.run();
  assert.equal(cycle.state, "partial");
  assert.deepEqual(
    cycle.failures.map(({ code }) => code),
    ["AttributeConflict", "AttributeConflict"],
  );
  assert.deepEqual([...bench.target.users.values()].map(({ userName }) => String(userName)).toSorted(), [
    "ada@example.com",
    "bob@example.com",
  ]);
  const [escrow] = await bench.job().operations.escrows();
  assert.match(escrow?.failure.cure ?? "", /no temporary value is ever written/);
});

test("runCycle() gets a chain of renames right, round by round", async () => {
  await using bench = await openBench();
  const ids = ["a", "b", "c", "d", "e", "f"];
  for (const id of ids) bench.directory.addUser(id);
  bench.directory.assign(...ids);
  await bench.run();
  ids.forEach((id, index) => {
    bench.directory.change(id, { userPrincipalName: `${ids[index + 1] ?? "free"}@example.com` });
  });
  const { cycle } = await bench.run();
  assert.equal(cycle.state, "succeeded");
  assert.equal(cycle.counts.updated, 6);
  assert.equal(accountOf(bench, "free")["displayName"], "f");
});

test("runCycle() fails the second of two people who match one account", async () => {
  await using bench = await openBench();
  bench.target.users.set("x1", { id: "x1", userName: "ada@example.com" });
  bench.directory
    .addUser("u2", { userPrincipalName: "ada@example.com" })
    .addUser("u1", { userPrincipalName: "ada@example.com" })
    .assign("u1", "u2");
  const { cycle } = await bench.run();
  assert.deepEqual(
    cycle.failures.map(({ code }) => code),
    ["DuplicateSourceEntries"],
  );
  const [link] = await bench.job().links.ofTargets("user", ["x1"]);
  assert.equal(link?.sourceId, "u1", "the lower source id has it");
});

test("runCycle() creates one account for two people with one name, and says so", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("u1", { userPrincipalName: "ada@example.com" })
    .addUser("u2", { userPrincipalName: "ada@example.com" })
    .assign("u1", "u2");
  const { cycle } = await bench.run();
  assert.equal(bench.target.users.size, 1);
  assert.deepEqual(
    cycle.failures.map(({ code }) => code),
    ["DuplicateSourceEntries"],
  );
});

test("runCycle() asks a person when several accounts match", async () => {
  await using bench = await openBench();
  bench.target.users.set("x1", { id: "x1", userName: "ada@example.com" });
  bench.target.users.set("x2", { id: "x2", userName: "Ada@example.com" });
  bench.directory.addUser("ada").assign("ada");
  const { cycle } = await bench.run();
  assert.deepEqual(
    cycle.failures.map(({ code }) => code),
    ["DuplicateTargetEntries"],
  );
  assert.deepEqual(bench.target.writes, []);
});

test("runCycle() refuses a job whose target or tenant was changed, and does nothing", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  const first = bench.target;
  bench.target = memoryTarget({ identity: "memory:other" });
  await assert.rejects(
    bench.run(),
    (error) => error instanceof StopError && error.code === "identityChanged",
  );
  assert.equal(bench.target.requests, 0);
  bench.target = first;
  bench.directory.identity = "memory:tenant-2";
  const before = first.requests;
  await assert.rejects(bench.run(), /its source has changed: its links belong to memory:tenant-1/);
  assert.equal(first.requests, before);
  bench.directory.identity = "memory:tenant-1";
  assert.equal((await bench.run()).cycle.state, "succeeded", "the old one is back");
});

test("runCycle() creates nobody again when every link answers 404", async () => {
  await using bench = await openBench();
  bench.rules = { ...bench.rules, guard: tight };
  const ids = Array.from({ length: 40 }, (_, index) => `user${index}`);
  for (const id of ids) bench.directory.addUser(id);
  bench.directory.assign(...ids);
  await bench.run();
  bench.target.users.clear();
  const writes = bench.target.writes.length;
  const { cycle, holds } = await bench.run({ kind: "initial" });
  assert.equal(cycle.state, "held");
  assert.deepEqual(
    holds.map(({ guardClass, planned }) => [guardClass, planned]),
    [["lostLinks", 40]],
  );
  assert.equal(bench.target.writes.length, writes);
  assert.deepEqual(await bench.job().links.counts(), { users: 40, groups: 0 });
});

test("runCycle() creates a lost account again, with its memberships, when it is one of many", async () => {
  await using bench = await openBench();
  bench.rules = { ...bench.rules, guard: tight };
  const ids = Array.from({ length: 20 }, (_, index) => `user${index}`);
  for (const id of ids) bench.directory.addUser(id);
  bench.directory.addGroup("team", ["user3"]).assign(...ids, "team");
  await bench.run();
  const lost = accountOf(bench, "user3").id;
  bench.target.users.delete(lost);
  const { cycle } = await bench.run({ kind: "initial" });
  assert.equal(cycle.counts.created, 1);
  assert.notEqual(accountOf(bench, "user3").id, lost);
  assert.ok(membersOf(bench, "team").includes("user3"));
});

test("runCycle() holds removals beyond the guard, whole, and sends everything else", async () => {
  await using bench = await openBench();
  bench.rules = { ...bench.rules, guard: tight };
  const ids = Array.from({ length: 20 }, (_, index) => `user${index}`);
  for (const id of ids) bench.directory.addUser(id);
  bench.directory.assign(...ids);
  await bench.run();
  bench.directory.unassign(...ids.slice(0, 5)).change("user9", { displayName: "Nine" });
  const { cycle, holds } = await bench.run();
  assert.equal(cycle.state, "held");
  assert.deepEqual(
    holds.map(({ guardClass, planned, limit }) => [guardClass, planned, limit]),
    [["userRemovals", 5, 4]],
  );
  assert.deepEqual([cycle.counts.disabled, cycle.counts.updated, cycle.counts.held], [0, 1, 5]);
  const again = await bench.run();
  assert.equal(again.cycle.state, "held", "held removals stay due");
  assert.equal((await bench.job().state.hold())?.removals.length, 5);
  const told = await Array.fromAsync(bench.job().log.search({ who: "user0@example.com" }));
  assert.deepEqual(
    told.map(({ action, status }) => `${action} ${status}`),
    ["create success", "disable warning"],
    "the log says once that it is held",
  );
  bench.directory.assign("user0");
  const fewer = await bench.run();
  assert.equal(fewer.cycle.counts.disabled, 4, "exactly the limit passes");
});

test("runCycle() names those whose memberships it holds, unless a mapping hides the name", async () => {
  await using bench = await openBench();
  const ids = Array.from({ length: 20 }, (_, index) => `user${index}`);
  for (const id of ids) bench.directory.addUser(id);
  bench.directory.addGroup("team", ids).assign("team", ...ids);
  await bench.run();
  bench.rules = { ...bench.rules, guard: tight };
  for (const id of ids.slice(0, 5)) bench.directory.members.get("team")?.delete(id);
  await bench.run();
  const removals = (await bench.job().state.hold())?.removals;
  assert.equal(removals?.length, 5);
  assert.deepEqual(removals[0], { who: "team", operation: "removeMember", member: "user0@example.com" });
  const attributes = { userName: "Redact([userPrincipalName])" };
  bench.rules = { ...bench.rules, user: userRules(attributes, { match: [["userName"]] }) };
  await bench.run();
  const [hidden] = (await bench.job().state.hold())?.removals ?? [];
  assert.equal(hidden?.member, "user0");
});

test("runCycle() stops before anything else when the directory looks empty", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  bench.directory.unassign("ada");
  const before = bench.target.requests;
  await assert.rejects(
    bench.run(),
    (error) => error instanceof StopError && error.code === "sourceIncomplete",
  );
  assert.equal(bench.target.requests, before);
  const { cycle } = await bench.run({ allowEmpty: true });
  assert.equal(cycle.counts.disabled, 1);
});

for (const scope of ["assigned", "all"] as const) {
  test(`runCycle() stops at an empty directory before it has ever provisioned anybody (${scope})`, async () => {
    await using bench = await openBench();
    bench.rules = { ...bench.rules, scope };
    for (let time = 0; time < 2; time += 1) await assert.rejects(bench.run(), StopError);
  });
}

test("runCycle() stops at an empty directory no longer when nobody has access to lose", async () => {
  await using bench = await openBench();
  bench.directory.confirmAfterMs = 60_000;
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.unassign("ada", "bob");
  const failure = { code: "X", message: "No", cure: null, transient: true };
  let refusals = 1;
  bench.target.refuse = () => (refusals-- > 0 ? { kind: "failed", failure } : null);
  assert.equal((await bench.run({ allowEmpty: true })).cycle.counts.disabled, 1);
  await assert.rejects(bench.run(), StopError, "one of two still has access");
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 86_400_000);
  await bench.run({ allowEmpty: true });
  for (const kind of ["incremental", "reconcile"] as const) {
    assert.equal((await bench.run({ kind })).cycle.state, "succeeded");
  }
  bench.directory.assign("bob");
  assert.equal((await bench.run()).cycle.counts.enabled, 1);
  bench.directory.unassign("bob");
  await assert.rejects(bench.run(), StopError);
});

test("runCycle() stops at an empty directory that nobody can be looked for in, as disabled accounts would be deleted", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  bench.directory.unassign("ada");
  assert.equal((await bench.run({ allowEmpty: true })).cycle.counts.disabled, 1);
  await assert.rejects(bench.run({ kind: "reconcile" }), StopError);
});

test("runCycle() removes nothing while the directory's answer is in doubt", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").addGroup("team", ["ada"]).assign("ada", "bob", "team");
  await bench.run();
  bench.directory.doubts = ["group team has a member that is not in the file"];
  bench.directory.unassign("ada").change("bob", { accountEnabled: false, displayName: "Bob" });
  bench.directory.members.set("team", new Set());
  const writes = bench.target.writes.length;
  await bench.run();
  assert.equal(bench.target.writes.length, writes);
  bench.directory.doubts = [];
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.disabled, 2);
  assert.deepEqual(membersOf(bench, "team"), []);
});

test("runCycle() keeps the last decision about an object it cannot read", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.unreadable.add("ada");
  bench.directory.unassign("ada");
  const writes = bench.target.writes.length;
  await bench.run();
  assert.equal(bench.target.writes.length, writes);
  assert.equal(accountOf(bench, "ada")["active"], true);
  bench.directory.unreadable.delete("ada");
  bench.directory.purge("ada");
  assert.equal((await bench.run()).cycle.counts.deleted, 1, "what is known to be deleted needs no reading");
});

test("runCycle() finds an account whose create got no answer, and makes no second one", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  bench.target.distort = (write, result) =>
    write.kind === "create" ? { kind: "unknown", message: "connection reset" } : result;
  const { cycle } = await bench.run();
  assert.equal(bench.target.users.size, 1);
  assert.equal(cycle.state, "succeeded");
  assert.deepEqual(await bench.job().links.counts(), { users: 1, groups: 0 });
});

test("previewCycle() leaves what the last cycle held as it is", async () => {
  await using bench = await openBench();
  bench.rules = { ...bench.rules, guard: tight };
  const ids = Array.from({ length: 20 }, (_, index) => `user${index}`);
  for (const id of ids) bench.directory.addUser(id);
  bench.directory.assign(...ids);
  await bench.run();
  bench.directory.unassign(...ids.slice(0, 5));
  await bench.run();
  const { holds } = await bench.preview();
  assert.deepEqual(
    holds.map(({ guardClass, planned }) => [guardClass, planned]),
    [["userRemovals", 5]],
  );
  assert.equal((await bench.job().state.hold())?.removals.length, 5);
});

test("previewCycle() plans everything and writes nothing to the target", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addGroup("team", ["ada"]).assign("ada", "team");
  await bench.preview();
  const operations = await operationsOf(bench);
  assert.deepEqual(
    operations.map(({ kind, type }) => `${kind} ${type}`),
    ["create user", "create group"],
  );
  assert.deepEqual(bench.target.writes, []);
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.created, 2, "the dirty marks are still there");
});
