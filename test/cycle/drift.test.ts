import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, type Bench, openBench } from "./fixture.ts";

test("a value that is kept is repaired as often as somebody changes it", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  for (let day = 0; day < 4; day += 1) {
    bench.target.users.set(accountOf(bench, "ada").id, { ...accountOf(bench, "ada"), title: "by hand" });
    assert.equal(await writesOf(bench), 1);
    assert.equal(await writesOf(bench), 0, "it is seen, and nothing is remembered against it");
  }
  await assertUnwarned(bench);
});

test("what is changed by hand in the same way between any two looks is put right each time", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  for (let day = 0; day < 4; day += 1) {
    const account = accountOf(bench, "ada");
    bench.target.users.set(account.id, { ...account, title: "by hand", active: false });
    assert.equal(await writesOf(bench), 1);
    const { title, active } = accountOf(bench, "ada");
    assert.deepEqual([title, active], ["Engineer", true]);
  }
  await assertUnwarned(bench);
});

test("access that the target does not give is told once and written in every look", async () => {
  await using bench = await openBench();
  bench.target.distort = (_write, result) => {
    for (const [id, user] of bench.target.users) bench.target.users.set(id, { ...user, active: false });
    return result;
  };
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  for (let day = 0; day < 4; day += 1) assert.equal(await writesOf(bench), 1);
  assert.equal((await Array.fromAsync(bench.job().log.search({ status: "warning" }))).length, 1);
});

/** How many writes one more reconcile sends. */
async function writesOf(bench: Bench): Promise<number> {
  const before = bench.target.writes.length;
  assert.equal((await bench.run({ kind: "reconcile" })).cycle.counts.failed, 0);
  return bench.target.writes.length - before;
}

async function assertUnwarned(bench: Bench): Promise<void> {
  assert.deepEqual(await Array.fromAsync(bench.job().log.search({ status: "warning" })), []);
}
