import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Scimmy, spawnScimmy } from "../servers/spawn-scimmy.ts";
import { type Company, companyOf } from "./company.ts";
import { defaultRules, install, type Installation } from "./lockstep.ts";

const size = { users: 60, groups: 6, memberships: 180 };
/**
 * Writes of an uninterrupted initial cycle: a create for each, and one request for the members of each group.
 */
const writes = size.users + 2 * size.groups;
const points = 24;

test("a process killed at any point of an initial cycle leaves no second account and nothing undone", async (t) => {
  const company = companyOf(size);
  let lost = 0;
  for (let point = 0; point < points; point += 1) {
    const after = 1 + Math.floor((point * (writes - 1)) / (points - 1));
    // On a server that takes any name twice, a second account would show.
    await using scimmy = await spawnScimmy({ unique: false });
    await using lockstep = await install({ ...scimmy, rules: defaultRules, concurrency: 4, bulk: false });
    await lockstep.write(company);
    const killedAt = await killAfter(lockstep.start(["sync", "people", "--json"]), { scimmy, after });
    lost += (await scimmy.store()).users.length - (await linkedUsers(lockstep));
    const report = await lockstep.sync();
    assert.equal(report.exitCode, 0, `after ${killedAt} writes: ${JSON.stringify(report.failures)}`);
    await confirmProvisioned(scimmy, company);
    t.diagnostic(`killed after ${killedAt} of ${writes} writes`);
  }
  t.diagnostic(`${lost} accounts were there that nobody here had stored yet`);
  assert.ok(lost >= points, "many a process died between the target's answer and the commit");
});

test("a process killed between or in its bulk requests leaves no second account and nothing undone", async () => {
  const company = companyOf(size);
  let lost = 0;
  for (const after of [3, 8]) {
    await using scimmy = await spawnScimmy({ unique: false, bulkOperations: 7 });
    await using lockstep = await install({ ...scimmy, rules: defaultRules, concurrency: 4 });
    await lockstep.write(company);
    await killAfter(lockstep.start(["sync", "people", "--json"]), { scimmy, after });
    lost += (await scimmy.store()).users.length - (await linkedUsers(lockstep));
    const report = await lockstep.sync();
    assert.equal(report.exitCode, 0, `after ${after} requests: ${JSON.stringify(report.failures)}`);
    await confirmProvisioned(scimmy, company);
  }
  assert.ok(lost > 0, "a process died between the target's answer and the commit");
});

test("a process killed before its removals sends none of them once they are not called for any more", async () => {
  await using scimmy = await spawnScimmy();
  await using lockstep = await install({ ...scimmy, rules: defaultRules, concurrency: 2, bulk: false });
  const company = companyOf(size);
  await lockstep.write(company);
  assert.equal((await lockstep.sync()).exitCode, 0);

  const leavers = new Set(company.users.slice(50, 55).map(({ id }) => id));
  const renamed = company.users.map((user) => ({
    ...user,
    displayName: `${String(user["displayName"])} II`,
  }));
  const assignments = company.assignments.filter(({ principalId }) => !leavers.has(principalId));
  await lockstep.write({ users: renamed, groups: [], assignments: assignments.filter(isUser) });
  await scimmy.forget();
  const killedAt = await killAfter(lockstep.start(["sync", "people", "--json"]), { scimmy, after: 20 });
  assert.ok(killedAt < size.users, `killed after ${killedAt} updates, before the first removal`);

  await lockstep.write({ ...company, users: renamed });
  const report = await lockstep.sync();
  assert.equal(report.exitCode, 0, JSON.stringify(report.failures));
  assert.equal(report.counts.disabled + report.counts.deleted, 0);
  const { stdout } = await lockstep.run("logs", "people", "--json");
  const entries = JSON.parse(stdout) as readonly { readonly action: string }[];
  assert.deepEqual(
    entries.filter(({ action }) => action === "disable" || action === "delete"),
    [],
  );
  await confirmProvisioned(scimmy, { ...company, users: renamed });
});

async function linkedUsers(lockstep: Installation): Promise<number> {
  const { stdout } = await lockstep.run("links", "people", "--json");
  return (JSON.parse(stdout) as readonly { readonly type: string }[]).filter(({ type }) => type === "user")
    .length;
}

function isUser({ principalType }: { readonly principalType: string }): boolean {
  return principalType === "User";
}

/** Kills the process as soon as the server has carried out so many writes. Returns how many it had. */
async function killAfter(
  child: ChildProcess,
  { scimmy, after }: { scimmy: Scimmy; after: number },
): Promise<number> {
  const closed = once(child, "close");
  let done = 0;
  while (done < after) {
    assert.equal(child.exitCode, null, `the process ended after ${done} writes`);
    const { POST = 0, PATCH = 0, DELETE = 0 } = await scimmy.requests();
    done = POST + PATCH + DELETE;
    if (done < after) await wait(1);
  }
  child.kill("SIGKILL");
  await closed;
  return done;
}

async function confirmProvisioned(scimmy: Scimmy, company: Company): Promise<void> {
  const { users, groups } = await scimmy.store();
  const names = users.map(({ userName }) => String(userName)).toSorted();
  assert.deepEqual(names, company.users.map(({ userPrincipalName }) => String(userPrincipalName)).toSorted());
  assert.deepEqual(
    users.map(({ displayName }) => String(displayName)).toSorted(),
    company.users.map(({ displayName }) => String(displayName)).toSorted(),
  );
  assert.ok(users.every(({ active }) => active === true));
  const idOf = new Map(users.map((user) => [user["userName"], user["id"]]));
  assert.equal(groups.length, company.groups.length);
  for (const { displayName, members } of company.groups) {
    const group = groups.find((candidate) => candidate["displayName"] === displayName);
    const has = (group?.["members"] ?? []) as readonly { readonly value: string }[];
    const wanted = members.map((id) => idOf.get(`person${id.slice(2)}@example.com`));
    assert.deepEqual(has.map(({ value }) => value).toSorted(), wanted.map(String).toSorted());
  }
  const unmanaged = users.filter((user) => {
    const extension = user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
    return (extension as { manager?: { value?: string } } | undefined)?.manager?.value === undefined;
  });
  assert.equal(unmanaged.length, 1, "everybody but the first has a manager");
}
