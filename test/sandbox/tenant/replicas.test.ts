import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { list, text } from "../connect.ts";
import { follow } from "./delta/follow.ts";

const tenant = await follow();
after(() => tenant[Symbol.asyncDispose]());
const { change, round, set, advance, graph } = tenant;
const { servicePrincipalId, appId } = tenant.sandbox;
const principal = `/servicePrincipals/${servicePrincipalId}`;
const byAppId = `/servicePrincipals(appId='${appId}')`;
const minute = 60_000;

beforeEach(async () => {
  await change(
    { kind: "reset" },
    { kind: "createUser", id: "ada", properties: { displayName: "Ada" } },
    { kind: "createUser", id: "bob", properties: { displayName: "Bob" } },
    { kind: "createGroup", id: "team", properties: { displayName: "Team" } },
  );
  // Everything up to here is known everywhere, however long the lag.
  await advance(60 * minute);
});

async function ids(path: string): Promise<string[]> {
  return list((await graph(path)).body["value"]).map((row) => text(row["id"]));
}

async function nameOfAda(): Promise<unknown> {
  return (await graph("/users/ada")).body["displayName"];
}

async function timesShown(): Promise<unknown[]> {
  return [
    (await graph("/directory/deletedItems/bob?$select=deletedDateTime")).body["deletedDateTime"],
    list((await graph(`${principal}/appRoleAssignedTo`)).body["value"])[0]?.["createdDateTime"],
  ];
}

const looks = {
  servicePrincipals: {
    happen: { kind: "updateServicePrincipal", properties: { accountEnabled: false } },
    look: async () => [
      (await graph(principal)).body["accountEnabled"],
      (await graph(byAppId)).body["accountEnabled"],
      list((await graph("/servicePrincipals")).body["value"])[0]?.["accountEnabled"],
    ],
  },
  assignments: {
    happen: { kind: "assign", id: "a1", principalId: "ada" },
    look: async () => await ids(`${principal}/appRoleAssignedTo`),
  },
  users: {
    happen: { kind: "updateUser", id: "ada", properties: { displayName: "Ada L." } },
    look: async () => [await nameOfAda(), list((await graph("/users")).body["value"])[0]?.["displayName"]],
  },
  managers: {
    happen: { kind: "setManager", id: "bob", managerId: "ada" },
    look: async () => [
      (await graph("/users/bob/manager?$select=id")).status,
      (await graph("/users/bob?$select=id&$expand=manager")).body["manager"]?.["id"],
    ],
  },
  groups: {
    happen: { kind: "updateGroup", id: "team", properties: { displayName: "Crew" } },
    look: async () => [
      (await graph("/groups/team")).body["displayName"],
      list((await graph("/groups")).body["value"])[0]?.["displayName"],
    ],
  },
  members: {
    happen: { kind: "addMember", groupId: "team", memberId: "bob" },
    look: async () => [await ids("/groups/team/members"), await ids("/groups/team/transitiveMembers")],
  },
  deletedItems: {
    happen: { kind: "softDelete", id: "bob" },
    look: async () => [
      await ids("/directory/deletedItems/microsoft.graph.user"),
      (await graph("/directory/deletedItems/bob")).status,
    ],
  },
  usersDelta: {
    happen: { kind: "createUser", id: "cleo", properties: {} },
    look: async () => (await round("/users/delta")).rows.length,
  },
  groupsDelta: {
    happen: { kind: "addMember", groupId: "team", memberId: "bob" },
    look: async () => (await round("/groups/delta?$select=members")).rows,
  },
};

for (const [endpoint, { happen, look }] of Object.entries(looks)) {
  test(`${endpoint} see a change when their own lag is over, however long the others' is`, async () => {
    const before = await look();
    await set({ lagMs: { [endpoint]: minute } });
    await change(happen);
    assert.deepEqual(await look(), before);
    await advance(minute);
    const after_ = await look();
    assert.notDeepEqual(after_, before);
    const others = Object.keys(looks).filter((name) => name !== endpoint);
    await set({ lagMs: Object.fromEntries(others.map((name) => [name, 60 * minute])) });
    assert.deepEqual(await look(), after_);
  });
}

test("what was once seen stays seen when the lag grows, and comes step by step", async () => {
  await change({ kind: "updateUser", id: "ada", properties: { displayName: "first" } });
  assert.equal(await nameOfAda(), "first");
  await set({ lagMs: { users: 10 * minute } });
  assert.equal(await nameOfAda(), "first");
  await change({ kind: "updateUser", id: "ada", properties: { displayName: "second" } });
  await advance(5 * minute);
  await change({ kind: "updateUser", id: "ada", properties: { displayName: "third" } });
  assert.equal(await nameOfAda(), "first");
  await advance(5 * minute);
  assert.equal(await nameOfAda(), "second");
  await advance(5 * minute);
  assert.equal(await nameOfAda(), "third");
});

test("a delta feed that lags shows each change once, in the round in which it has arrived", async () => {
  await set({ lagMs: { usersDelta: minute } });
  await change({ kind: "updateUser", id: "ada", properties: { displayName: "before" } });
  const opened = await round("/users/delta?$deltatoken=latest&$select=displayName");
  await change({ kind: "updateUser", id: "bob", properties: { displayName: "after" } });
  const early = await round(opened.deltaLink);
  assert.deepEqual(early.rows, []);
  await advance(minute);
  const arrived = await round(early.deltaLink);
  assert.deepEqual(arrived.rows, [
    { id: "ada", displayName: "before" },
    { id: "bob", displayName: "after" },
  ]);
  assert.deepEqual((await round(arrived.deltaLink)).rows, []);
});

test("assignments are shown until it is known there that the service principal is gone", async () => {
  await set({ lagMs: { assignments: minute } });
  await change({ kind: "removeServicePrincipal" });
  for (const path of [principal, byAppId]) {
    assert.equal((await graph(path)).status, 404);
    assert.equal((await graph(`${path}/appRoleAssignedTo`)).status, 200);
  }
});

test("the manager of somebody deleted is shown until the deletion is known there", async () => {
  await change({ kind: "setManager", id: "bob", managerId: "ada" });
  await advance(minute);
  await set({ lagMs: { managers: minute } });
  await change({ kind: "softDelete", id: "bob" });
  assert.equal((await graph("/users/bob")).status, 404);
  assert.equal((await graph("/users/bob/manager")).status, 200);
});

test("a time that an endpoint shows is when it happened, not when it arrived", async () => {
  await set({ lagMs: { deletedItems: minute, assignments: minute } });
  await change({ kind: "softDelete", id: "bob" }, { kind: "assign", id: "a1", principalId: "ada" });
  await advance(minute);
  // Something is still under way.
  await change({ kind: "createUser", id: "cleo", properties: {} });
  const late = await timesShown();
  await set({ lagMs: {} });
  assert.deepEqual(await timesShown(), late);
  assert.ok(late.every((time) => typeof time === "string"));
});
