import assert from "node:assert/strict";
import { test } from "node:test";
import { openBench } from "./fixture.ts";

test("runCycle() counts among the planned what becomes due while it applies, so that the outcomes add up", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada", { manager: { id: "bob" } }).addUser("bob", { manager: { id: "ada" } });
  bench.directory.addUser("cyd", { accountEnabled: false }).addGroup("team", ["ada"]);
  bench.directory.assign("ada", "bob", "cyd", "team");
  const { planned, created, updated, skipped } = (await bench.run()).cycle.counts;
  assert.deepEqual([created, updated, skipped], [3, 2, 1], "a loop of managers takes a second round");
  assert.equal(planned, created + updated + skipped);
});

test("runCycle() counts an object once among the imported, however often the read shows it", async () => {
  await using bench = await openBench();
  bench.directory.feeds.add("users");
  bench.directory.addUser("ada").addUser("bob").addGroup("team", ["ada", "bob"]).assign("team");
  const { cycle, shown } = await bench.run();
  assert.deepEqual([cycle.counts.imported, shown], [3, { users: 2, groups: 1 }]);
  bench.directory.changes.push("ada", "ada", "ada");
  const { cycle: next, shown: again } = await bench.run();
  assert.deepEqual([next.counts.imported, again], [2, { users: 1, groups: 1 }]);
});
