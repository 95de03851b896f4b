import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import type { Source } from "../../../src/source/source.ts";
import { MemoryMirror } from "./memory-mirror.ts";
import { startTenant } from "./tenant.ts";

const minuteMs = 60_000;
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

/** Never in scope. */
const boss = "aaaaaaaa-0000-4000-8000-000000000000";
const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const bob = "aaaaaaaa-0000-4000-8000-000000000002";
const cyd = "aaaaaaaa-0000-4000-8000-000000000003";

let mirror = new MemoryMirror();

beforeEach(async () => {
  await tenant.calm();
  await tenant.change([
    { kind: "reset" },
    ...[boss, ada, bob, cyd].map((id) => ({
      kind: "createUser",
      id,
      properties: { displayName: id, userPrincipalName: `${id}@example.com`, department: "Old" },
    })),
    { kind: "setManager", id: ada, managerId: boss },
    { kind: "setManager", id: bob, managerId: ada },
    ...[ada, bob, cyd].map((principalId) => ({ kind: "assign", id: `a-${principalId}`, principalId })),
  ]);
  mirror = new MemoryMirror();
});

function source(): Source {
  return tenant.source({ reads: ["manager", "manager.department"] });
}

/** What is known is beyond doubt: from here on nothing but the feed tells of changes of users. */
async function readFirst(): Promise<void> {
  await mirror.read(source(), { now: await tenant.later(0) });
  for (let round = 0; round < 2; round += 1) {
    await mirror.read(source(), { now: await tenant.later(11 * minuteMs) });
  }
  assert.equal(mirror.doubted, 0);
}

async function readAfter(ms: number): Promise<void> {
  await mirror.read(source(), { now: await tenant.later(ms) });
}

async function lagOfManagers(managers: number): Promise<void> {
  await tenant.change({
    kind: "settings",
    settings: { lagMs: { ...defaultTenantSettings.lagMs, managers } },
  });
}

function managerOf(id: string): unknown {
  return mirror.attributes(id)?.["manager"];
}

const bossBefore = { id: boss, department: "Old" };

test("read() notices another manager, and none any more", async () => {
  await readFirst();
  await tenant.change([
    { kind: "setManager", id: ada, managerId: null },
    { kind: "setManager", id: cyd, managerId: boss },
  ]);
  await readAfter(minuteMs);
  assert.equal(managerOf(ada), undefined);
  assert.deepEqual(managerOf(cyd), bossBefore);
});

test("read() notices another manager whom servers show late", async () => {
  await readFirst();
  await lagOfManagers(5 * minuteMs);
  await tenant.change([{ kind: "setManager", id: bob, managerId: boss }]);
  await readAfter(minuteMs);
  assert.deepEqual(managerOf(bob), { id: ada, department: "Old" });
  await readAfter(5 * minuteMs);
  assert.deepEqual(managerOf(bob), bossBefore);
});

test("read() notices a change of a manager who is not in scope", async () => {
  await readFirst();
  await tenant.change([{ kind: "updateUser", id: boss, properties: { department: "New" } }]);
  await readAfter(minuteMs);
  assert.deepEqual(managerOf(ada), { id: boss, department: "New" });
  assert.equal(mirror.attributes(boss), null);
});

test("read() notices a change of a manager that servers show late", async () => {
  await readFirst();
  await lagOfManagers(5 * minuteMs);
  await tenant.change([{ kind: "updateUser", id: boss, properties: { department: null } }]);
  await readAfter(minuteMs);
  assert.deepEqual(managerOf(ada), bossBefore);
  await readAfter(5 * minuteMs);
  assert.deepEqual(managerOf(ada), { id: boss });
});

test("read() asks for nobody when a manager changes in what nobody reads of managers", async () => {
  await readFirst();
  await tenant.change([{ kind: "updateUser", id: boss, properties: { displayName: "The boss" } }]);
  await tenant.mark();
  await readAfter(minuteMs);
  const asked = await tenant.asked();
  assert.deepEqual(
    asked.filter((path) => /^\/v1\.0\/users\/[^d]/.test(path)),
    [],
  );
});

for (const [what, lagMs] of [
  ["", 0],
  [", however late servers show it", 5 * minuteMs],
] as const) {
  test(`read() notices that a manager is deleted and comes back${what}`, async () => {
    await readFirst();
    await lagOfManagers(lagMs);
    await tenant.change([{ kind: "softDelete", id: boss }]);
    await readAfter(minuteMs);
    await readAfter(lagMs);
    assert.equal(managerOf(ada), undefined);
    await readAfter(11 * minuteMs);
    assert.equal(mirror.doubted, 0);

    await tenant.change([{ kind: "restore", id: boss }]);
    await readAfter(minuteMs);
    if (lagMs > 0) assert.equal(managerOf(ada), undefined);
    await readAfter(lagMs);
    assert.deepEqual(managerOf(ada), bossBefore);
  });
}

test("read() notices that a manager came back who was gone when the report came into scope", async () => {
  await tenant.change([
    { kind: "unassign", principalId: ada },
    { kind: "softDelete", id: boss },
  ]);
  await readFirst();
  await tenant.change([{ kind: "assign", id: "late", principalId: ada }]);
  await readAfter(minuteMs);
  await readAfter(11 * minuteMs);
  assert.equal(mirror.doubted, 0);
  assert.equal(managerOf(ada), undefined);
  await tenant.change([{ kind: "restore", id: boss }]);
  await readAfter(minuteMs);
  assert.deepEqual(managerOf(ada), bossBefore);
});

test("read() notices that a manager is purged", async () => {
  await readFirst();
  await tenant.change([{ kind: "purge", id: boss }]);
  await readAfter(minuteMs);
  assert.equal(managerOf(ada), undefined);
});

test("read() keeps a report in doubt whom a server shows without the manager who came back", async () => {
  await readFirst();
  await tenant.change([{ kind: "softDelete", id: boss }]);
  await readAfter(minuteMs);
  await readAfter(11 * minuteMs);
  await tenant.change([{ kind: "restore", id: boss }]);
  await tenant.fault({
    graph: [{ kind: "status", status: 404, path: `/v1.0/users/${ada}/manager`, times: 1 }],
  });
  await readAfter(minuteMs);
  assert.equal(managerOf(ada), undefined);
  await readAfter(minuteMs);
  assert.deepEqual(managerOf(ada), bossBefore);
});
