import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObjectType } from "../../src/rules/directory.ts";
import type { MatchKey } from "../../src/rules/operation.ts";
import { isTargetSchema } from "../../src/rules/target-schema.ts";
import type { ResolvedChange, ResolvedValue, Target } from "../../src/target/target.ts";

/** A target to try things on; it is empty, and its `userName`s are unique. */
export type TargetUnderTest = AsyncDisposable & { readonly target: Target };

const signal = new AbortController().signal;

/** What every target does, whatever it is made of. */
export function testTarget(name: string, open: () => Promise<TargetUnderTest>): void {
  test(`${name}: write() creates a user that read() returns with its values`, async () => {
    await using opened = await open();
    const { target } = opened;
    const id = await create(target, "user", {
      userName: "ada@example.com",
      active: true,
      "name.givenName": "Ada",
      'emails[type eq "work"].value': "ada@example.com",
    });
    const user = await target.read("user", id, { signal });
    assert.equal(user?.id, id);
    assert.equal(user.attributes["userName"], "ada@example.com");
    assert.equal(user.attributes["active"], true);
    assert.deepEqual(user.attributes["name"], { givenName: "Ada" });
  });

  test(`${name}: find() finds by value, and nothing where nothing is`, async () => {
    await using opened = await open();
    const { target } = opened;
    const id = await create(target, "user", { userName: 'ada+"x"@example.com', externalId: "E1" });
    await create(target, "user", { userName: "bob@example.com", externalId: "E2" });
    assert.deepEqual(await find(target, { path: "userName", value: 'ada+"x"@example.com' }), [id]);
    assert.deepEqual(await find(target, { path: "externalId", value: "E1" }), [id]);
    assert.deepEqual(await find(target, { path: "externalId", value: "e1" }), []);
    assert.deepEqual(await find(target, { path: "userName", value: "eve@example.com" }), []);
  });

  test(`${name}: find() with a scan finds what differs in case alone`, async () => {
    await using opened = await open();
    const { target } = opened;
    const id = await create(target, "user", { userName: "Ada@example.com" });
    const key = { path: "userName", value: "ada@EXAMPLE.com" };
    const hits = await target.find("user", key, { signal, scan: true });
    assert.deepEqual(
      hits.map((object) => object.id),
      [id],
    );
  });

  test(`${name}: find() with several terms finds only what has all of them`, async () => {
    await using opened = await open();
    const { target } = opened;
    const familyName = { "name.familyName": "Lovelace" };
    const id = await create(target, "user", { userName: "ada@x", externalId: "E1", ...familyName });
    await create(target, "user", { userName: "bob@x", externalId: "E2", ...familyName });
    const family = { path: "name.familyName", value: "Lovelace" };
    assert.deepEqual(await find(target, { ...family, and: [{ path: "externalId", value: "E1" }] }), [id]);
    assert.deepEqual(await find(target, { ...family, and: [{ path: "externalId", value: "E3" }] }), []);
    const both = [
      { path: "externalId", value: "E1" },
      { path: "userName", value: "bob@x" },
    ];
    assert.deepEqual(await find(target, { ...family, and: both }), []);
  });

  test(`${name}: find() minds case where it is told to`, async () => {
    await using opened = await open();
    const { target } = opened;
    const id = await create(target, "user", { userName: "ada@x", nickName: "Ada" });
    assert.deepEqual(await find(target, { path: "nickName", value: "Ada", exact: true }), [id]);
    assert.deepEqual(await find(target, { path: "nickName", value: "ada", exact: true }), []);
    const both = { path: "userName", value: "ada@x", and: [{ path: "nickName", value: "ADA", exact: true }] };
    assert.deepEqual(await find(target, both), []);
  });

  test(`${name}: write() creates and replaces elements as they are given`, async () => {
    await using opened = await open();
    const { target } = opened;
    const admin = { primary: false, type: "Role", display: "Admin", value: "Admin" };
    const user = { primary: false, type: "Role", display: "User", value: "User" };
    const id = await create(target, "user", { userName: "ada@example.com", roles: [admin] });
    assert.deepEqual(await roles(target, id), [admin]);
    await update(target, id, { path: "roles", from: ["Admin"], to: [user] });
    assert.deepEqual(await roles(target, id), [user]);
    await update(target, id, { path: "roles", from: ["User"], to: null });
    assert.deepEqual(await roles(target, id), []);
  });

  test(`${name}: write() adds to what is there and takes nothing away`, async () => {
    await using opened = await open();
    const { target } = opened;
    const path = 'emails[type eq "other"].value';
    const id = await create(target, "user", { userName: "ada@x", roles: ["a"], [path]: "a@x" });
    await update(target, id, { path: "roles", from: null, to: [{ value: "b" }], adds: true });
    await update(target, id, { path, from: null, to: ["b@x", "c@x"], adds: true });
    assert.deepEqual(await roles(target, id), [{ value: "a" }, { value: "b" }]);
    const emails = (await target.read("user", id, { signal }))?.attributes["emails"];
    assert.deepEqual(emails, [
      { type: "other", value: "a@x" },
      { type: "other", value: "b@x" },
      { type: "other", value: "c@x" },
    ]);
  });

  test(`${name}: schema() describes attributes or nothing`, async () => {
    await using opened = await open();
    const schema = await opened.target.schema({ signal });
    assert.ok(schema === null || isTargetSchema(schema));
    if (schema === null) return;
    const userName = schema.user.find(({ path }) => path === "userName");
    assert.equal(userName?.type, "string");
    assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
  });

  test(`${name}: write() reports a value that somebody else has as a conflict`, async () => {
    await using opened = await open();
    const { target } = opened;
    await create(target, "user", { userName: "ada@example.com" });
    const bob = await create(target, "user", { userName: "bob@example.com" });
    const again = { kind: "create", type: "user", changes: sets({ userName: "ADA@example.com" }) } as const;
    assert.equal((await target.write(again, { signal })).kind, "conflict");
    const rename = [{ path: "userName", from: "bob@example.com", to: "ada@example.com" }];
    const taken = { kind: "update", type: "user", id: bob, changes: rename } as const;
    assert.equal((await target.write(taken, { signal })).kind, "conflict");
  });

  test(`${name}: write() changes, adds and clears values`, async () => {
    await using opened = await open();
    const { target } = opened;
    const id = await create(target, "user", {
      userName: "ada@example.com",
      active: true,
      title: "Mathematician",
      'emails[type eq "work"].value': "ada@example.com",
    });
    const changes: readonly ResolvedChange[] = [
      { path: "active", from: true, to: false },
      { path: "title", from: "Mathematician", to: null },
      { path: "displayName", from: null, to: "Ada Lovelace" },
      { path: "name.familyName", from: null, to: "Lovelace" },
      { path: 'emails[type eq "work"].value', from: "ada@example.com", to: "countess@example.com" },
      { path: 'phoneNumbers[type eq "mobile"].value', from: null, to: "+44 1" },
      { path: enterprise("department"), from: null, to: "Engines" },
    ];
    const result = await target.write({ kind: "update", type: "user", id, changes }, { signal });
    assert.deepEqual(result, { kind: "done", id });
    const attributes = (await target.read("user", id, { signal }))?.attributes ?? {};
    assert.equal(attributes["active"], false);
    assert.equal(attributes["title"] ?? null, null);
    assert.equal(attributes["displayName"], "Ada Lovelace");
    assert.deepEqual(attributes["name"], { familyName: "Lovelace" });
    assert.deepEqual(attributes["emails"], [{ type: "work", value: "countess@example.com" }]);
    assert.deepEqual(attributes["phoneNumbers"], [{ type: "mobile", value: "+44 1" }]);
    assert.deepEqual(attributes[enterpriseUrn], { department: "Engines" });
  });

  test(`${name}: write() sets, replaces and clears a manager`, async () => {
    await using opened = await open();
    const { target } = opened;
    const boss = await create(target, "user", { userName: "boss@example.com" });
    const chief = await create(target, "user", { userName: "chief@example.com" });
    const path = enterprise("manager");
    const id = await create(target, "user", { userName: "ada@example.com", [path]: boss });
    assert.equal(await manager(target, id), boss);
    await update(target, id, { path, from: boss, to: chief });
    assert.equal(await manager(target, id), chief);
    await update(target, id, { path, from: chief, to: null });
    assert.equal(await manager(target, id), undefined);
    await update(target, id, { path, from: null, to: boss });
    assert.equal(await manager(target, id), boss);
  });

  test(`${name}: write() deletes, and reports what is not there as gone`, async () => {
    await using opened = await open();
    const { target } = opened;
    const id = await create(target, "user", { userName: "ada@example.com" });
    const write = { kind: "delete", type: "user", id } as const;
    assert.equal((await target.write(write, { signal })).kind, "done");
    assert.equal(await target.read("user", id, { signal }), null);
    assert.equal((await target.write(write, { signal })).kind, "gone");
    const changes = [{ path: "title", from: null, to: "Countess" }];
    const late = { kind: "update", type: "user", id, changes } as const;
    assert.equal((await target.write(late, { signal })).kind, "gone");
    const members = { kind: "members", id, add: ["x"], remove: [] } as const;
    assert.equal((await target.write(members, { signal })).kind, "gone");
  });

  test(`${name}: list() returns everything once, whatever the page size`, async () => {
    await using opened = await open();
    const { target } = opened;
    const ids = new Set<string>();
    for (let number = 0; number < 7; number++) {
      ids.add(await create(target, "user", { userName: `user${String(number)}@example.com` }));
    }
    const listed: string[] = [];
    const pages = target.list("user", { signal });
    let page = await pages.next();
    for (; page.done !== true; page = await pages.next()) {
      assert.ok(page.value.total >= page.value.objects.length);
      listed.push(...page.value.objects.map((object) => object.id));
    }
    assert.equal(page.value, true);
    assert.deepEqual(listed.toSorted(), [...ids].toSorted());
  });

  test(`${name}: list() of nothing is complete`, async () => {
    await using opened = await open();
    const listing = opened.target.list("group", { signal });
    let page = await listing.next();
    while (page.done !== true) page = await listing.next();
    assert.equal(page.value, true);
  });

  test(`${name}: write() adds and removes members, which read() shows when asked`, async () => {
    await using opened = await open();
    const { target } = opened;
    const users: string[] = [];
    for (let number = 0; number < 4; number++) {
      users.push(await create(target, "user", { userName: `user${String(number)}@example.com` }));
    }
    const id = await create(target, "group", { displayName: "Everybody" });
    const first = await target.write({ kind: "members", id, add: users.slice(0, 3), remove: [] }, { signal });
    assert.equal(first.kind, "done");
    const [left = "", stays = ""] = users;
    const second = { kind: "members", id, add: users.slice(3), remove: [left] } as const;
    assert.equal((await target.write(second, { signal })).kind, "done");
    const group = await target.read("group", id, { signal, members: true });
    const members = group?.attributes["members"] as readonly { value: string }[];
    assert.deepEqual(members.map(({ value }) => value).toSorted(), users.slice(1).toSorted());
    assert.ok(users.includes(stays));
    assert.equal((await target.read("group", id, { signal }))?.attributes["members"], undefined);
    const [found] = await target.find("group", { path: "displayName", value: "Everybody" }, { signal });
    assert.equal(found?.id, id);
    assert.equal(found.attributes["members"], undefined);
  });

  test(`${name}: write() of a member's removal is done where the member is none`, async () => {
    await using opened = await open();
    const { target } = opened;
    const id = await create(target, "group", { displayName: "Everybody" });
    const absent = { kind: "members", id, add: [], remove: ["nobody"] } as const;
    assert.equal((await target.write(absent, { signal })).kind, "done");
  });

  test(`${name}: check() finds nothing wrong and ends`, async () => {
    await using opened = await open();
    const checks = await Array.fromAsync(opened.target.check({ type: "user", path: "userName" }, { signal }));
    assert.ok(checks.length > 0);
    for (const { name: step, ok, details } of checks) assert.ok(ok, `${step}: ${details}`);
  });

  test(`${name}: every method ends with the signal's reason`, async () => {
    await using opened = await open();
    const { target } = opened;
    const reason = new Error("enough");
    const around = { signal: AbortSignal.abort(reason) };
    function isReason(error: unknown): boolean {
      return error === reason;
    }
    await assert.rejects(target.find("user", { path: "userName", value: "a" }, around), isReason);
    await assert.rejects(target.read("user", "a", around), isReason);
    await assert.rejects(target.schema(around), isReason);
    await assert.rejects(target.list("user", around).next(), isReason);
    await assert.rejects(target.write({ kind: "delete", type: "user", id: "a" }, around), isReason);
  });
}

const enterpriseUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

function enterprise(attribute: string): string {
  return `${enterpriseUrn}:${attribute}`;
}

function sets(values: Readonly<Record<string, ResolvedValue>>): readonly ResolvedChange[] {
  return Object.entries(values).map(([path, to]) => ({ path, from: null, to }));
}

async function create(
  target: Target,
  type: ObjectType,
  values: Readonly<Record<string, ResolvedValue>>,
): Promise<string> {
  const result = await target.write({ kind: "create", type, changes: sets(values) }, { signal });
  assert.ok(result.kind === "done", JSON.stringify(result));
  return result.id;
}

async function find(target: Target, key: MatchKey): Promise<readonly string[]> {
  return (await target.find("user", key, { signal })).map(({ id }) => id);
}

async function update(target: Target, id: string, change: ResolvedChange): Promise<void> {
  const result = await target.write({ kind: "update", type: "user", id, changes: [change] }, { signal });
  assert.deepEqual(result, { kind: "done", id });
}

/** Without sub-attributes that have no value, which some servers send. */
async function roles(target: Target, id: string): Promise<readonly unknown[]> {
  const user = await target.read("user", id, { signal });
  return JSON.parse(JSON.stringify(user?.attributes["roles"] ?? [])) as readonly unknown[];
}

async function manager(target: Target, id: string): Promise<unknown> {
  const user = await target.read("user", id, { signal });
  const extension = user?.attributes[enterpriseUrn] as { manager?: { value?: string } } | undefined;
  return extension?.manager?.value;
}
