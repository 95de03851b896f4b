import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import type { Position } from "../../../src/source/graph/chains/position.ts";
import type { SourcePage } from "../../../src/rules/source-record.ts";
import type { Edges, Source } from "../../../src/source/source.ts";
import { ofKind } from "../read-all.ts";
import { feedOfGroups } from "./answering.ts";
import { type Cycle, MemoryMirror } from "./memory-mirror.ts";
import { startTenant } from "./tenant.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const bob = "aaaaaaaa-0000-4000-8000-000000000002";
const cyd = "aaaaaaaa-0000-4000-8000-000000000003";
const dan = "aaaaaaaa-0000-4000-8000-000000000004";
const sales = "bbbbbbbb-0000-4000-8000-000000000001";
const field = "bbbbbbbb-0000-4000-8000-000000000002";
const north = "bbbbbbbb-0000-4000-8000-000000000003";

let mirror = new MemoryMirror();

beforeEach(async () => {
  await tenant.calm();
  await tenant.change([
    { kind: "reset" },
    ...[ada, bob, cyd, dan].map((id) => ({
      kind: "createUser",
      id,
      properties: { displayName: id, userPrincipalName: `${id}@example.com` },
    })),
    group(sales, "Sales"),
    group(field, "Field"),
    group(north, "North"),
    join(sales, ada),
    join(sales, bob),
    join(sales, field),
    join(field, cyd),
    join(field, north),
    join(north, dan),
    // In a circle.
    join(north, sales),
    { kind: "assign", id: "a1", principalId: sales },
    { kind: "assign", id: "a2", principalId: ada },
  ]);
  mirror = new MemoryMirror();
});

function group(id: string, displayName: string, properties: object = {}): object {
  return { kind: "createGroup", id, properties: { displayName, securityEnabled: true, ...properties } };
}

function join(groupId: string, memberId: string): object {
  return { kind: "addMember", groupId, memberId };
}

function leave(groupId: string, memberId: string): object {
  return { kind: "removeMember", groupId, memberId };
}

async function read(source: Source, ms = minuteMs): Promise<Cycle> {
  return await mirror.read(source, { now: await tenant.later(ms) });
}

async function again(source: Source, edges: Edges): Promise<readonly SourcePage[]> {
  return await Array.fromAsync(
    source.readAgain(edges, { known: mirror.known, signal: new AbortController().signal }),
  );
}

/** How many groups each chain follows. */
function sizes(): readonly number[] {
  return (mirror.watermark as Position).groups.map(({ ids }) => ids.length);
}

async function chainPaths(): Promise<readonly string[]> {
  return (await tenant.asked()).filter((path) => path.startsWith("/v1.0/groups/delta"));
}

test("read() reports who has left a group, by the feed, beside those who are in it", async () => {
  const source = tenant.source();
  await read(source);
  // The chain begins with everybody, after the first read.
  const opening = await read(source);
  assert.deepEqual(ofKind(opening.records, "left"), []);
  await tenant.change([leave(sales, bob), join(sales, dan)]);
  const { records, pages } = await read(source);
  assert.deepEqual(mirror.members(sales), [ada, dan, field].toSorted());
  assert.deepEqual(ofKind(records, "left"), [{ kind: "left", groupId: sales, memberIds: [bob] }]);
  const page = pages.find(({ records: own }) => ofKind(own, "left").length > 0);
  assert.notEqual(page?.watermark, undefined);
  assert.deepEqual(ofKind((await read(source)).records, "left"), []);
});

test("read() opens chains with everybody and not from now on, and no sooner than it has to", async () => {
  const source = tenant.source();
  await tenant.mark();
  await read(source);
  assert.deepEqual(await chainPaths(), []);
  await read(source);
  await read(source);
  const [opening, next, ...others] = await chainPaths();
  assert.match(decodeURIComponent(opening ?? ""), new RegExp(`\\$filter=id eq '${sales}'&?`));
  assert.match(opening ?? "", /\$select=id,displayName,visibility,members/);
  assert.ok(!opening?.includes("latest"));
  assert.match(next ?? "", /\$deltatoken=/);
  assert.deepEqual(others, []);
});

test("read() does not report as left who has come back in the meantime, in whatever order the feed has it", async () => {
  const source = tenant.source();
  await read(source);
  await read(source);
  for (let round = 0; round < 6; round += 1) {
    const delta = { ...defaultTenantSettings.delta, shuffled: true, duplicates: 50, membersPerRow: 1 };
    await tenant.change([{ kind: "settings", settings: { delta } }]);
    await tenant.change([leave(sales, bob), join(sales, bob), leave(sales, ada), join(sales, dan)]);
    const { records } = await read(source);
    const left = ofKind(records, "left").flatMap(({ memberIds }) => memberIds);
    assert.ok(!left.includes(bob) && !left.includes(dan), left.join());
    assert.ok(left.includes(ada));
    await tenant.change([join(sales, ada), leave(sales, dan)]);
    await read(source);
  }
});

test("read() does not report as left who is in another row of the same changes", async () => {
  await read(tenant.source());
  await read(tenant.source());
  const gone = { "@removed": { reason: "deleted" } };
  const rows = [
    { id: sales, "members@delta": [{ id: bob, ...gone }] },
    { id: sales, "members@delta": [{ id: bob }, { id: cyd, ...gone }] },
  ];
  const wrap = feedOfGroups(rows);
  const { records } = await read(tenant.source({ wrap }));
  assert.deepEqual(ofKind(records, "left"), [{ kind: "left", groupId: sales, memberIds: [cyd] }]);
});

test("read() goes on without the feed of groups, and says so", async () => {
  const source = tenant.source();
  await read(source);
  await tenant.fault({ graph: [{ kind: "status", status: 400, path: "/groups/delta" }] });
  await tenant.change([leave(sales, bob)]);
  const { records, end } = await read(source);
  assert.deepEqual(ofKind(records, "left"), []);
  assert.ok(!mirror.members(sales).includes(bob));
  const [warning, ...others] = end.warnings;
  assert.match(warning ?? "", /^Cannot follow the changes of the groups as Microsoft Graph answers 400/);
  assert.deepEqual(others, []);
});

for (const [what, lose] of [
  ["is lost", { kind: "resetDelta" }],
  [
    "has expired",
    { kind: "settings", settings: { delta: { ...defaultTenantSettings.delta, tokenLifetimeMs: 30_000 } } },
  ],
] as const) {
  test(`read() opens a chain of groups anew that ${what}`, async () => {
    const source = tenant.source();
    await read(source);
    await read(source);
    await tenant.change([lose]);
    await tenant.mark();
    // The users' chain is lost as well: the next read is complete, the one after it opens the groups' chain.
    const { end, pages } = await read(source);
    assert.equal(end.complete, true);
    assert.ok(pages.every(({ watermark }) => watermark === undefined));
    await tenant.calm();
    await read(source);
    assert.equal((await chainPaths()).filter((path) => path.includes("$select")).length, 1);
    await tenant.change([leave(sales, bob)]);
    const { records } = await read(source);
    assert.deepEqual(ofKind(records, "left"), [{ kind: "left", groupId: sales, memberIds: [bob] }]);
  });
}

test("read() opens chains of groups anew after six days", async () => {
  const source = tenant.source();
  for (let days = 0; days < 10; days += 1) await read(source, 23 * 60 * minuteMs);
  await read(source);
  const [chain, ...others] = (mirror.watermark as Position).groups;
  assert.deepEqual(others, []);
  const now = (await tenant.later(0)).getTime();
  assert.ok(now - (chain?.openedAt ?? 0) < dayMs);
});

test("read() follows fifty groups with a chain, and leaves those behind that do not count any more", async () => {
  const many = Array.from(
    { length: 120 },
    (_, at) => `cccccccc-0000-4000-8000-${String(at).padStart(12, "0")}`,
  );
  await tenant.change(
    many.flatMap((id) => [group(id, id), join(id, ada), { kind: "assign", id: `z-${id}`, principalId: id }]),
  );
  const source = tenant.source();
  await read(source);
  await read(source);
  assert.deepEqual(sizes(), [50, 50, 21]);
  await tenant.change(many.slice(0, 110).map((principalId) => ({ kind: "unassign", principalId })));
  await tenant.change([leave(many[115] ?? "", ada), leave(many[5] ?? "", ada)]);
  const { records } = await read(source);
  assert.deepEqual(sizes(), [50, 21]);
  assert.deepEqual(ofKind(records, "left"), [
    { kind: "left", groupId: many[115], memberIds: [ada] },
    { kind: "left", groupId: many[115], memberIds: "all" },
  ]);
});

test("read() takes groups that come one by one together in few chains", async () => {
  const source = tenant.source();
  await read(source);
  await read(source);
  for (let at = 0; at < 6; at += 1) {
    const id = `cccccccc-0000-4000-8000-00000000000${at}`;
    await tenant.change([group(id, id), join(id, ada), { kind: "assign", id: `z-${id}`, principalId: id }]);
    await tenant.mark();
    await read(source);
    assert.ok((await chainPaths()).length <= 2);
    const followed = (mirror.watermark as Position).groups.flatMap(({ ids }) => ids);
    assert.deepEqual([followed.length, new Set(followed).size], [at + 2, at + 2]);
  }
  await tenant.mark();
  await read(source);
  assert.ok((await chainPaths()).every((path) => !path.includes("$select")));
});

test("read() keeps its chains apart in a complete read, which opens none", async () => {
  const source = tenant.source({ nestedGroups: true });
  await read(source);
  await read(source);
  const { groups, ...position } = mirror.watermark as Position;
  mirror.watermark = {
    ...position,
    groups: groups.flatMap((chain) => chain.ids.map((id) => ({ ...chain, ids: [id] }))),
  };
  await mirror.read(source, { now: await tenant.later(minuteMs), complete: true });
  assert.deepEqual(sizes(), [1, 1, 1]);
  await read(source);
  assert.deepEqual(
    sizes().toSorted((one, other) => one - other),
    [1, 2],
  );
});

test("read() reads nested groups on request, each once, in first reads and later", async () => {
  const source = tenant.source({ nestedGroups: true });
  for (const ms of [0, minuteMs]) {
    const { records } = await read(source, ms);
    const groups = ofKind(records, "object").filter(({ type }) => type === "group");
    assert.deepEqual(
      groups.map(({ id }) => id),
      [sales, field, north],
    );
    assert.deepEqual(
      ofKind(records, "members").map(({ groupId }) => groupId),
      [sales, field, north],
    );
  }
  for (const id of [ada, bob, cyd, dan]) assert.notEqual(mirror.attributes(id), null);
  await tenant.change([leave(north, dan)]);
  const { records } = await read(source);
  assert.deepEqual(ofKind(records, "left"), [{ kind: "left", groupId: north, memberIds: [dan] }]);
});

test("read() reads the members of a group that is new with their attributes", async () => {
  const east = "bbbbbbbb-0000-4000-8000-000000000004";
  const source = tenant.source();
  await read(source);
  await tenant.change([group(east, "East"), join(east, dan), { kind: "assign", principalId: east }]);
  await tenant.mark();
  await read(source);
  assert.notEqual(mirror.attributes(dan), null);
  const asked = await tenant.asked();
  assert.ok(asked.includes(`/v1.0/groups/${sales}/members?$select=id&$top=999`));
  assert.ok(asked.some((path) => path.startsWith(`/v1.0/groups/${east}/members?$select=id,displayName`)));
});

test("read() takes nothing from a group that hides its members, in later reads as in the first", async () => {
  const source = tenant.source();
  await read(source);
  await read(source);
  await tenant.change([
    { kind: "updateGroup", id: sales, properties: { visibility: "HiddenMembership" } },
    leave(sales, bob),
  ]);
  for (const hiddenMembers of ["refused", "empty"]) {
    await tenant.change([{ kind: "settings", settings: { hiddenMembers } }]);
    const { records, end } = await read(source);
    assert.deepEqual(ofKind(records, "hiddenMembers"), [{ kind: "hiddenMembers", groupId: sales }]);
    assert.deepEqual([...ofKind(records, "members"), ...ofKind(records, "left")], []);
    assert.equal(end.warnings.length, 1);
    assert.deepEqual(end.doubts, []);
    const [, members] = await again(source, { assignments: false, groups: [sales] });
    assert.deepEqual(members?.records, [{ kind: "hiddenMembers", groupId: sales }]);
  }
});

test("read() gives nobody access through a group that is not security-enabled, and says so", async () => {
  const list = "bbbbbbbb-0000-4000-8000-000000000005";
  await tenant.change([
    group(list, "List", { securityEnabled: false }),
    join(list, dan),
    { kind: "assign", id: "a3", principalId: list },
    join(sales, list),
  ]);
  const source = tenant.source({ nestedGroups: true });
  for (const ms of [0, minuteMs]) {
    const { records, end } = await read(source, ms);
    assert.deepEqual(
      ofKind(records, "assignment")
        .map(({ id }) => id)
        .toSorted(),
      ["a1", "a2"],
    );
    assert.ok(ofKind(records, "object").every(({ id }) => id !== list));
    assert.ok(ofKind(records, "members").every(({ groupId }) => groupId !== list));
    assert.deepEqual(end.warnings, [
      'the group "List" gives nobody access as it is not security-enabled: assign a security group instead',
    ]);
  }
  const pages = await again(source, { assignments: true, groups: [] });
  const assignments = pages.flatMap(({ records }) => ofKind(records, "assignment"));
  assert.deepEqual(assignments.map(({ id }) => id).toSorted(), ["a1", "a2"]);
});

test("read() reports a group as missing whose members nobody knows of", async () => {
  const source = tenant.source();
  await read(source);
  await tenant.change([
    { kind: "settings", settings: { lagMs: { ...defaultTenantSettings.lagMs, members: 5 * minuteMs } } },
    group("bbbbbbbb-0000-4000-8000-000000000006", "New"),
    { kind: "assign", principalId: "bbbbbbbb-0000-4000-8000-000000000006" },
  ]);
  const { records } = await read(source);
  assert.deepEqual(ofKind(records, "missing"), [
    { kind: "missing", type: "group", id: "bbbbbbbb-0000-4000-8000-000000000006" },
  ]);
  assert.deepEqual(ofKind((await read(source, 10 * minuteMs)).records, "missing"), []);
});

test("readAgain() reports what it is asked about, and groups that are missing", async () => {
  const source = tenant.source({ config: { confirmAfterMs: 90_000 } });
  const unknown = "bbbbbbbb-0000-4000-8000-00000000ffff";
  const pages = await again(source, { assignments: true, groups: [field, unknown] });
  const records = pages.flatMap((page) => page.records);
  assert.deepEqual(
    ofKind(records, "assignment").map(({ id }) => id),
    ["a2", "a1"],
  );
  assert.deepEqual(ofKind(records, "members"), [
    {
      kind: "members",
      groupId: field,
      members: [
        { id: cyd, type: "user" },
        { id: north, type: "group" },
      ],
    },
  ]);
  assert.deepEqual(ofKind(records, "missing"), [{ kind: "missing", type: "group", id: unknown }]);
  assert.ok(pages.every(({ watermark }) => watermark === undefined));
  assert.equal(source.confirmAfterMs, 90_000);
});

test("readAgain() goes on below a group that hides its members, or is missing, as the mirror knows it", async () => {
  const unknown = "bbbbbbbb-0000-4000-8000-00000000ffff";
  const inside: Readonly<Record<string, string>> = { [sales]: field, [unknown]: north };
  const known = {
    ...mirror.known,
    groupsIn: async (ids: readonly string[]) => await Promise.resolve(ids.flatMap((id) => inside[id] ?? [])),
  };
  await tenant.change([
    { kind: "updateGroup", id: sales, properties: { visibility: "HiddenMembership" } },
    { kind: "removeMember", groupId: field, memberId: north },
  ]);
  for (const [nestedGroups, stillRead] of [
    [true, [field, north]],
    [false, []],
  ] as const) {
    const source = tenant.source({ nestedGroups });
    const { signal } = new AbortController();
    const edges = { assignments: false, groups: [sales, unknown] };
    const pages = await Array.fromAsync(source.readAgain(edges, { known, signal }));
    const records = pages.flatMap((page) => page.records);
    assert.deepEqual(ofKind(records, "hiddenMembers"), [{ kind: "hiddenMembers", groupId: sales }]);
    assert.deepEqual(ofKind(records, "missing"), [{ kind: "missing", type: "group", id: unknown }]);
    const groups = ofKind(records, "members").map(({ groupId }) => groupId);
    assert.deepEqual(groups.toSorted(), [...stillRead]);
  }
});
