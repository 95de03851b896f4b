import assert from "node:assert/strict";
import { test } from "node:test";
import type { Write } from "../../src/target/target.ts";
import { userRules } from "../rules/rules-fixture.ts";
import { memoryTarget } from "../target/memory-target.ts";
import { accountOf, type Bench, membersOf, openBench } from "./fixture.ts";

/** A job whose writes are read back; Ada is there and agreed with. */
async function openVerifying(): Promise<Bench> {
  const bench = await openBench();
  bench.verify = "writes";
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  return bench;
}

/** The target confirms these writes and carries none of them out. */
function ignoreWrites(bench: Bench, isIgnored: (write: Write) => boolean): void {
  bench.target.refuse = (write) =>
    isIgnored(write) ? { kind: "done", id: "id" in write ? write.id : "t99" } : null;
}

async function lastEntry(bench: Bench, who: string): Promise<{ status: string; warnings: string[] }> {
  const entries = await Array.fromAsync(bench.job().log.search({ who }));
  const { status = "", steps = [] } = entries.at(-1) ?? {};
  return {
    status,
    warnings: steps.flatMap((step) => (step.status === "warning" ? [step.details] : [])),
  };
}

test("verify: writes reads each write back, and off adds no request", async () => {
  for (const [verify, requests] of [
    ["writes", 3],
    ["off", 2],
  ] as const) {
    await using bench = await openBench();
    bench.verify = verify;
    bench.directory.addUser("ada").assign("ada");
    await bench.run();
    bench.directory.change("ada", { displayName: "Ada King" });
    const before = bench.target.requests;
    const { cycle } = await bench.run();
    assert.deepEqual([bench.target.requests - before, cycle.state], [requests, "succeeded"], verify);
    assert.equal((await lastEntry(bench, "ada")).status, "success");
  }
});

test("what the target confirms and does not do is written once more, told at once, and not written again", async () => {
  await using bench = await openVerifying();
  ignoreWrites(bench, ({ kind }) => kind === "update");
  bench.directory.change("ada", { jobTitle: "Countess" });
  const before = bench.target.writes.length;
  assert.equal((await bench.run()).cycle.state, "succeeded");
  const [first, second] = bench.target.writes.slice(before);
  assert.deepEqual([bench.target.writes.length - before, second], [2, { ...first, again: true }]);
  assert.deepEqual(await lastEntry(bench, "ada"), {
    status: "warning",
    warnings: [
      'the target does not keep this value: title was written as "Countess" and is shown as "Engineer"',
    ],
  });
  for (const kind of ["reconcile", "reconcile", "incremental"] as const) await bench.run({ kind });
  assert.equal(bench.target.writes.length - before, 2);
  assert.equal((await Array.fromAsync(bench.job().log.search({ status: "warning" }))).length, 1);
});

test("another way of writing that works is no warning, and nothing is remembered", async () => {
  await using bench = await openVerifying();
  ignoreWrites(bench, (write) => write.kind === "update" && write.again !== true);
  bench.directory.change("ada", { jobTitle: "Countess" });
  await bench.run();
  assert.equal(accountOf(bench, "ada")["title"], "Countess");
  assert.deepEqual(await lastEntry(bench, "ada"), { status: "success", warnings: [] });
  assert.deepEqual((await bench.job().links.ofSources("user", ["ada"]))[0]?.unkept, {});
});

test("a value that was seen is repaired however often it is changed by hand", async () => {
  await using bench = await openVerifying();
  for (let day = 0; day < 4; day += 1) {
    bench.target.users.set(accountOf(bench, "ada").id, { ...accountOf(bench, "ada"), title: "by hand" });
    await bench.run({ kind: "reconcile" });
    assert.equal(accountOf(bench, "ada")["title"], "Engineer");
  }
});

test("a disable that is confirmed and not done is a failure, and is tried again", async () => {
  await using bench = await openVerifying();
  ignoreWrites(bench, ({ kind }) => kind === "update");
  bench.directory.addUser("bob").assign("bob").unassign("ada");
  const { cycle } = await bench.run();
  assert.deepEqual(
    cycle.failures.map(({ who, code, message }) => [who, code, message]),
    [
      [
        "ada@example.com",
        "ConfirmedNotDone",
        "The target has confirmed the disable and does not keep active",
      ],
    ],
  );
  assert.equal((await bench.job().links.ofSources("user", ["ada"]))[0]?.state, "active");
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 6 * 3_600_000);
  assert.equal((await bench.run()).cycle.counts.disabled, 1);
  assert.equal(accountOf(bench, "ada")["active"], false);
});

test("a delete that is confirmed and not done is a failure", async () => {
  await using bench = await openVerifying();
  ignoreWrites(bench, ({ kind }) => kind === "delete");
  bench.directory.addUser("bob").assign("bob");
  bench.directory.purge("ada");
  const { cycle } = await bench.run();
  assert.deepEqual(
    cycle.failures.map(({ operation, code }) => [operation, code]),
    [["delete", "ConfirmedNotDone"]],
  );
  assert.deepEqual(await bench.job().links.counts(), { users: 2, groups: 0 });
  assert.equal((await bench.run()).cycle.counts.failed, 0, "not in every cycle");
});

test("a create that is confirmed and not done is told, and done in the next cycle", async () => {
  await using bench = await openVerifying();
  ignoreWrites(bench, ({ kind }) => kind === "create");
  bench.directory.addUser("bob").assign("bob");
  assert.equal((await bench.run()).cycle.counts.failed, 0);
  assert.deepEqual(await lastEntry(bench, "bob"), {
    status: "warning",
    warnings: ["the target has confirmed the create and does not show t99 yet: it is looked at again"],
  });
  assert.equal(bench.target.writes.length, 2, "nobody is made twice in one cycle");
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 60_000);
  await bench.run();
  assert.equal(accountOf(bench, "bob")["active"], true);
  assert.deepEqual(await bench.job().operations.escrows(), []);
});

test("an account that a look right after its creation does not show is disabled when its owner leaves", async () => {
  await using bench = await openBench();
  bench.verify = "writes";
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  const read = bench.target.read.bind(bench.target);
  bench.target.read = async () => null;
  assert.equal((await bench.run()).cycle.counts.created, 2);
  bench.target.read = read;
  bench.directory.unassign("ada");
  await bench.run();
  assert.deepEqual([accountOf(bench, "ada")["active"], accountOf(bench, "bob")["active"]], [false, true]);
  assert.deepEqual(await bench.job().links.counts(), { users: 2, groups: 0 });
});

test("an account that a mapping switches off and that stays on is a failure", async () => {
  await using bench = await openVerifying();
  bench.rules = {
    ...bench.rules,
    user: userRules({
      userName: "[userPrincipalName]",
      active: 'IIF([jobTitle] = "Engineer", "True", "False")',
    }),
  };
  ignoreWrites(bench, ({ kind }) => kind === "update");
  bench.directory.change("ada", { jobTitle: "Countess" });
  const { cycle } = await bench.run();
  assert.deepEqual(
    cycle.failures.map(({ operation, code, message }) => [operation, code, message]),
    [["update", "ConfirmedNotDone", "The target has confirmed the update and does not keep active"]],
  );
});

test("members are read back once for all batches, and written once more where they are missing", async () => {
  await using bench = await openBench();
  bench.verify = "writes";
  bench.target = memoryTarget({ memberBatch: 2 });
  const ids = ["a", "b", "c", "d", "e"];
  for (const id of ids) bench.directory.addUser(id).assign(id);
  bench.directory.addGroup("team", ids).assign("team");
  let ignored = 0;
  ignoreWrites(bench, (write) => write.kind === "members" && write.again !== true && (ignored += 1) === 2);
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ids);
  const again = bench.target.writes.filter((write) => write.kind === "members" && write.again === true);
  assert.deepEqual(again.length, 1);
  ignoreWrites(bench, (write) => write.kind === "members" && write.remove.length > 0);
  bench.directory.members.set("team", new Set(["a", "b", "c", "d"]));
  const { cycle } = await bench.run();
  assert.deepEqual(
    cycle.failures.map(({ code, message }) => [code, message]),
    [["ConfirmedNotDone", "The target has confirmed the change of members and has not done 1 of 1 removals"]],
  );
});
