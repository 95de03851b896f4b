import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Credential } from "../../../src/config/config.ts";
import type { SourceCheck } from "../../../src/source/source.ts";
import { type SourceOptions, startTenant } from "./tenant.ts";

const { signal } = new AbortController();
const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const sales = "bbbbbbbb-0000-4000-8000-000000000001";
const board = "bbbbbbbb-0000-4000-8000-000000000002";
const permissions = ["Application.Read.All", "User.Read.All", "GroupMember.Read.All"];

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
before(async () => {
  const properties = { displayName: "Ada", userPrincipalName: "ada@example.com" };
  await tenant.change([
    { kind: "createUser", id: ada, properties },
    { kind: "createGroup", id: sales, properties: { displayName: "Sales" } },
    { kind: "createGroup", id: board, properties: { displayName: "Board", visibility: "HiddenMembership" } },
    { kind: "addMember", groupId: board, memberId: ada },
    { kind: "assign", principalId: ada },
    { kind: "assign", principalId: sales },
  ]);
});
beforeEach(async () => await tenant.calm());

async function check(options?: SourceOptions): Promise<readonly SourceCheck[]> {
  return await Array.fromAsync(tenant.source(options).check({ signal }));
}

function granted(permission: string): string {
  return `Grant the app registration the application permission ${permission} and give admin consent`;
}

test("check() goes all the way", async () => {
  const checks = await check();
  assert.deepEqual(
    checks.map(({ name, ok }) => [name, ok]),
    [
      ["token", true],
      ["Application.Read.All", true],
      ["User.Read.All", true],
      ["GroupMember.Read.All", true],
      ["changes of users", true],
      ["changes of groups", true],
      ["service principal", true],
      ["assignments", true],
      ["members of groups", true],
    ],
  );
  assert.deepEqual(
    checks.slice(-2).map(({ details }) => details),
    ["1 of users, 1 of groups", "can be read, of 1 groups"],
  );
});

test("check() ends at a token that cannot be had", async () => {
  const credential: Credential = { kind: "clientSecret", clientSecret: "wrong" };
  const checks = await check({ config: { credential } });
  assert.equal(checks.length, 1);
  assert.match(checks[0]?.details ?? "", /AADSTS7000215/);
  assert.notEqual(checks[0]?.cure, null);
});

test("check() names each permission that is missing", async () => {
  await tenant.change({ kind: "settings", settings: { permissions: ["Application.Read.All"] } });
  const failed = (await check()).filter(({ ok }) => !ok);
  assert.deepEqual(
    failed.map(({ name, cure }) => [name, cure]),
    [
      ["User.Read.All", granted("User.Read.All")],
      ["GroupMember.Read.All", granted("GroupMember.Read.All")],
      ["changes of users", granted("User.Read.All")],
      ["changes of groups", granted("GroupMember.Read.All")],
      ["members of groups", granted("GroupMember.Read.All")],
    ],
  );
});

for (const status of [400, 404, 501]) {
  test(`check() says which tenants have no change feed where Graph answers ${status}`, async () => {
    await tenant.fault({ graph: [{ kind: "status", status, path: "/users/delta" }] });
    const failed = (await check()).filter(({ ok }) => !ok);
    assert.deepEqual(
      failed.map(({ name }) => name),
      ["changes of users"],
    );
    assert.match(failed[0]?.details ?? "", /^Cannot follow the changes of users as Microsoft Graph answers /);
    assert.match(failed[0]?.cure ?? "", /^Use a workforce tenant: .*B2C.*External ID$/);
  });
}

test("check() blames no tenant for the answer of a proxy", async () => {
  await tenant.fault({ graph: [{ kind: "html", status: 404, path: "/users/delta" }] });
  const failed = (await check()).find(({ ok }) => !ok);
  assert.equal(failed?.name, "changes of users");
  assert.doesNotMatch(failed.cure ?? "", /workforce/);
});

for (const hiddenMembers of ["refused", "empty"]) {
  test(`check() names a group that hides its members, which come ${hiddenMembers}`, async () => {
    await tenant.change([
      { kind: "assign", principalId: board },
      { kind: "settings", settings: { hiddenMembers } },
    ]);
    const hidden = (await check()).at(-1);
    await tenant.change({
      kind: "settings",
      settings: { permissions: [...permissions, "Member.Read.Hidden"] },
    });
    const shown = (await check()).at(-1);
    await tenant.change({ kind: "unassign", principalId: board });
    assert.deepEqual(hidden, {
      name: "members of groups",
      ok: true,
      warning: true,
      details: 'hidden, of "Board": nobody new gets access through them, who is known keeps it',
      cure: granted("Member.Read.Hidden"),
    });
    assert.equal(shown?.details, "can be read, of 2 groups");
  });
}

test("check() warns of a group that is not security-enabled, whether it hides its members or not", async () => {
  const list = "bbbbbbbb-0000-4000-8000-000000000003";
  const properties = { displayName: "List", securityEnabled: false };
  await tenant.change([
    { kind: "createGroup", id: list, properties },
    { kind: "assign", principalId: list },
  ]);
  for (const visibility of [null, "HiddenMembership"]) {
    await tenant.change({ kind: "updateGroup", id: list, properties: { visibility } });
    assert.deepEqual((await check()).slice(-2), [
      { name: "members of groups", ok: true, details: "can be read, of 1 groups", cure: null },
      {
        name: "access through groups",
        ok: true,
        warning: true,
        details: 'nobody gets it through "List": not security-enabled',
        cure: "Assign security groups instead",
      },
    ]);
  }
  await tenant.change({ kind: "unassign", principalId: list });
});

for (const [what, retryAfter] of [
  ["asks for more patience than somebody has at a terminal", "11"],
  ["asks for a little patience first", "0.1"],
] as const) {
  test(`check() says at once what Graph answers where it ${what}`, async () => {
    const times = retryAfter === "11" ? {} : { times: 1 };
    await tenant.fault({ graph: [{ kind: "status", status: 429, retryAfter, path: "/users?", ...times }] });
    const start = performance.now();
    const users = (await check()).find(({ name }) => name === "User.Read.All");
    assert.equal(users?.ok, retryAfter !== "11");
    assert.ok(performance.now() - start < 8_000);
  });
}

test("check() reports a service principal that is missing, or to which nobody is assigned", async () => {
  const id = "11111111-0000-4000-8000-000000000001";
  const missing = await check({ config: { servicePrincipal: { id } } });
  assert.equal(missing.at(-1)?.name, "service principal");
  assert.match(missing.at(-1)?.cure ?? "", /; or it was deleted in the tenant: restore or recreate it$/);
  await tenant.change([
    { kind: "unassign", principalId: ada },
    { kind: "unassign", principalId: sales },
  ]);
  const empty = (await check()).at(-1);
  assert.equal(empty?.ok, false);
  assert.match(empty?.details ?? "", /nobody is assigned/);
});
