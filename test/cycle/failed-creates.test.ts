import assert from "node:assert/strict";
import { test } from "node:test";
import type { Failure } from "../../src/rules/operation.ts";
import type { WriteResult } from "../../src/target/target.ts";
import { accountOf, type Bench, openBench } from "./fixture.ts";

const failure: Failure = {
  code: "InternalServerError",
  message: "the invitation could not be mailed",
  cure: null,
  transient: true,
};
const unsure: WriteResult = { kind: "unknown", message: "500", failure };

/** What nobody finds at first. */
async function withHidden(bench: Bench, run: () => Promise<unknown>): Promise<void> {
  const find = bench.target.find.bind(bench.target);
  bench.target.find = () => Promise.resolve([]);
  await run();
  bench.target.find = find;
}

test("an account that a create made and reported as a failure is linked", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  bench.target.distort = (write, result) => (write.kind === "create" ? unsure : result);
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.created, bench.target.users.size], ["succeeded", 1, 1]);
});

test("an account that shows only later is taken out although its owner has left", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  bench.target.distort = (write, result) => (write.kind === "create" ? unsure : result);
  await withHidden(bench, () => bench.run());
  bench.directory.unassign("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
});

test("a create that failed and made nothing fails with what the target said of it", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  bench.target.refuse = (write) => (write.kind === "create" ? unsure : null);
  const { cycle } = await bench.run();
  assert.equal(cycle.state, "partial");
  const [escrow] = await bench.job().operations.escrows();
  assert.deepEqual(escrow?.failure, failure);
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 60_000);
  await bench.run();
  assert.equal(bench.target.users.size, 1);
});
