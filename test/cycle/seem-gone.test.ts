import assert from "node:assert/strict";
import { test } from "node:test";
import { openBench } from "./fixture.ts";

test("runCycle() says how many people and groups it will look for again, each of them once", async () => {
  await using bench = await openBench();
  const { directory } = bench;
  directory.confirmAfterMs = 60_000;
  directory.addUser("ada").addUser("bob").addUser("cyd").addUser("dan");
  directory.addGroup("team", ["bob", "cyd"]).addGroup("crew", ["dan"]).assign("ada", "team", "crew");
  await bench.run();
  // Ada is nowhere and unassigned besides, and who is in the crew has lost nothing as far as this read shows.
  for (const hidden of ["ada", "a-ada", "team/bob", "a-crew"]) directory.hidden.add(hidden);
  await bench.run();
  const looks = bench.observed.filter(({ stage }) => stage === "secondLook");
  assert.deepEqual(looks, [{ stage: "secondLook", ms: 60_000, seemGone: { user: 2, group: 1 } }]);
});
