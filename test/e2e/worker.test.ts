import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { spawnScimmy } from "../servers/spawn-scimmy.ts";
import { companyOf } from "./company.ts";
import { defaultRules, ended, install } from "./lockstep.ts";

test("worker runs a job by itself, refuses the job to others meanwhile, and stops at SIGTERM", async (t) => {
  await using scimmy = await spawnScimmy();
  await using lockstep = await install({
    ...scimmy,
    rules: `${defaultRules}schedule: { every: 1s }\n`,
    concurrency: 1,
    bulk: false,
  });
  await lockstep.write(companyOf({ users: 40, groups: 0, memberships: 0 }));
  await scimmy.faults([{ kind: "delay", method: "POST", times: 40, delayMs: 1_000 }]);
  const worker = lockstep.start(["worker"]);
  t.after(() => worker.kill("SIGKILL"));
  const end = ended(worker);
  while ((await scimmy.store()).users.length < 1) await wait(20);

  const other = await lockstep.run("sync", "people");
  assert.equal(other.code, 1);
  assert.match(other.stderr, /Cannot work on job people as it is at work already: worker \(process \d+/);
  await scimmy.faults([]);

  while ((await scimmy.store()).users.length < 40) await wait(20);
  await lockstep.write(companyOf({ users: 41, groups: 0, memberships: 0 }));
  while ((await scimmy.store()).users.length < 41) await wait(20);
  const asked = performance.now();
  worker.kill("SIGTERM");
  const { code, stderr } = await end;
  assert.equal(code, 0, stderr);
  assert.ok(performance.now() - asked < 10_000);
});

test("a second sync passes over a process that died on this machine at once", async () => {
  await using scimmy = await spawnScimmy();
  await using lockstep = await install({ ...scimmy, rules: defaultRules, concurrency: 1, bulk: false });
  await lockstep.write(companyOf({ users: 40, groups: 0, memberships: 0 }));
  await scimmy.faults([{ kind: "delay", method: "POST", times: 40, delayMs: 50 }]);
  const first = lockstep.start(["sync", "people"]);
  const end = ended(first);
  while ((await scimmy.store()).users.length < 2) await wait(20);
  first.kill("SIGKILL");
  await end;
  await scimmy.faults([]);
  const report = await lockstep.sync();
  assert.equal(report.exitCode, 0);
  assert.equal((await scimmy.store()).users.length, 40);
});
