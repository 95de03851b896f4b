import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import type { Position } from "../../../src/source/graph/chains/position.ts";
import type { Source } from "../../../src/source/source.ts";
import { ofKind } from "../read-all.ts";
import { emptyLists, feedOfGroups } from "./answering.ts";
import { type Cycle, MemoryMirror } from "./memory-mirror.ts";
import { startTenant } from "./tenant.ts";

const minuteMs = 60_000;
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const bob = "aaaaaaaa-0000-4000-8000-000000000002";
const sales = "bbbbbbbb-0000-4000-8000-000000000001";
const field = "bbbbbbbb-0000-4000-8000-000000000002";

let mirror = new MemoryMirror();

beforeEach(async () => {
  await tenant.calm();
  await tenant.change([
    { kind: "reset" },
    ...[ada, bob].map((id) => ({
      kind: "createUser",
      id,
      properties: { displayName: id, userPrincipalName: `${id}@example.com` },
    })),
    ...[sales, field].map((id) => ({
      kind: "createGroup",
      id,
      properties: { displayName: id, securityEnabled: true },
    })),
    ...[ada, bob, field].map((id) => join(sales, id)),
    { kind: "assign", id: "a1", principalId: sales },
    { kind: "assign", id: "a2", principalId: ada },
  ]);
  mirror = new MemoryMirror();
});

function join(groupId: string, memberId: string): object {
  return { kind: "addMember", groupId, memberId };
}

function leave(groupId: string, memberId: string): object {
  return { kind: "removeMember", groupId, memberId };
}

async function read(source: Source, ms = minuteMs): Promise<Cycle> {
  return await mirror.read(source, { now: await tenant.later(ms) });
}

test("read() reports that nobody is in a group that a new chain shows without members", async () => {
  const source = tenant.source();
  await read(source);
  await tenant.change([leave(sales, ada), leave(sales, bob), leave(sales, field)]);
  const { records } = await read(source);
  assert.deepEqual(ofKind(records, "left"), [{ kind: "left", groupId: sales, memberIds: "all" }]);
  assert.deepEqual(ofKind(records, "members"), [{ kind: "members", groupId: sales, members: [] }]);
});

test("read() asks the feed afresh about a group that nobody is in and that no chain told of", async () => {
  const all = [{ kind: "left", groupId: sales, memberIds: "all" }];
  const source = tenant.source();
  await read(source);
  await tenant.change([leave(sales, ada), leave(sales, bob), leave(sales, field)]);
  const complete = await mirror.read(source, { now: await tenant.later(minuteMs), complete: true });
  assert.deepEqual(ofKind(complete.records, "left"), all);
  assert.deepEqual((mirror.watermark as Position).groups, []);

  await tenant.change([join(sales, ada)]);
  await read(source);
  // The list still shows whom the chain has seen leave; when it does not any more, the chain is silent.
  await tenant.change([
    { kind: "settings", settings: { lagMs: { ...defaultTenantSettings.lagMs, members: 5 * minuteMs } } },
    leave(sales, ada),
  ]);
  await read(source);
  assert.deepEqual(mirror.members(sales), [ada]);
  assert.deepEqual(ofKind((await read(source, 10 * minuteMs)).records, "left"), all);
});

test("read() does not say that a group is empty whose members the feed shows", async () => {
  const source = tenant.source({ wrap: emptyLists });
  for (const ms of [0, minuteMs]) {
    const { records } = await read(source, ms);
    assert.deepEqual(ofKind(records, "members"), [{ kind: "members", groupId: sales, members: [] }]);
    assert.deepEqual(ofKind(records, "left"), []);
  }
});

test("read() does not say that a group is empty that begins to hide its members", async () => {
  const source = tenant.source();
  await read(source);
  // `/groups/{id}` says so late.
  const lagMs = { ...defaultTenantSettings.lagMs, groups: 5 * minuteMs };
  await tenant.change([
    { kind: "settings", settings: { hiddenMembers: "empty", lagMs } },
    { kind: "updateGroup", id: sales, properties: { visibility: "HiddenMembership" } },
  ]);
  for (const complete of [true, false]) {
    const { records } = await mirror.read(source, { now: await tenant.later(minuteMs), complete });
    assert.deepEqual(ofKind(records, "members"), [{ kind: "members", groupId: sales, members: [] }]);
    assert.deepEqual(ofKind(records, "left"), []);
  }
});

test("read() does not say that a group is empty whose list shows somebody", async () => {
  await read(tenant.source());
  await tenant.change([leave(sales, bob)]);
  const wrap = feedOfGroups([{ id: sales, displayName: "Sales" }]);
  const { records } = await read(tenant.source({ wrap }));
  assert.deepEqual(mirror.members(sales), [ada, field].toSorted());
  assert.deepEqual(ofKind(records, "left"), []);
});

test("read() asks afresh about a group that nobody is in although a chain told of some who left", async () => {
  await read(tenant.source());
  await read(tenant.source());
  await tenant.change([leave(sales, bob)]);
  const { records } = await read(tenant.source({ wrap: emptyLists }));
  assert.deepEqual(ofKind(records, "left"), [{ kind: "left", groupId: sales, memberIds: [bob] }]);
  await tenant.change([leave(sales, ada), leave(sales, field)]);
  const { records: last } = await read(tenant.source());
  const [, all] = ofKind(last, "left");
  assert.deepEqual(all, { kind: "left", groupId: sales, memberIds: "all" });
});

test("read() reports that nobody is in a group in which only a device is left", async () => {
  const device = "dddddddd-0000-4000-8000-000000000001";
  await tenant.change([
    { kind: "createOther", id: device, type: "device", displayName: "Laptop" },
    join(sales, device),
  ]);
  const source = tenant.source();
  await read(source);
  await tenant.change([leave(sales, ada), leave(sales, bob), leave(sales, field)]);
  const { records } = await read(source);
  assert.deepEqual(ofKind(records, "left"), [{ kind: "left", groupId: sales, memberIds: "all" }]);
});

test("read() does not say that a group is empty whose members do not say what they are", async () => {
  await read(tenant.source());
  const rows = [{ id: sales, "members@delta": [{ id: ada }] }];
  const wrap = feedOfGroups(rows);
  const { records } = await read(tenant.source({ wrap: (http) => emptyLists(wrap(http)) }));
  assert.deepEqual(ofKind(records, "left"), []);
});
