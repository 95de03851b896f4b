import assert from "node:assert/strict";
import { test } from "node:test";
import { property } from "../../src/rules/attribute-path.ts";
import type { Attributes, ObjectType } from "../../src/rules/directory.ts";
import type { MatchKey } from "../../src/rules/operation.ts";
import { isTargetSchema } from "../../src/rules/target-schema.ts";
import type { ResolvedChange, ResolvedValue, Target } from "../../src/target/target.ts";

/** A target to try things on; it is empty, and its `userName`s are unique. */
export type TargetUnderTest = AsyncDisposable & {
  readonly target: Target;
  /** Of its users' addresses; `example.com` if left out. */
  readonly domain?: string;
};

/** Attributes of users that are common, and that a target may not keep all the same. */
type Attribute = "displayName" | "nickName" | "roles" | "phoneNumbers" | "manager" | "several of one type";

const signal = new AbortController().signal;

/** What every target does, whatever it is made of; `lacks`: what this one does not keep. */
export function testTarget(
  name: string,
  open: () => Promise<TargetUnderTest>,
  lacks: readonly Attribute[] = [],
): void {
  /** What a test cannot do without. */
  function needs(...needed: readonly Attribute[]): { skip: string | false } {
    const missing = needed.filter((attribute) => lacks.includes(attribute));
    return { skip: missing.length > 0 && `it keeps no ${missing.join(", ")}` };
  }

  test(`${name}: write() creates a user that read() returns with its values`, async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const id = await create(target, "user", {
      userName: at("ada"),
      active: true,
      "name.givenName": "Ada",
      [workEmail]: at("ada"),
    });
    const user = await target.read("user", id, { signal });
    assert.equal(user?.id, id);
    assert.equal(user.attributes["userName"], at("ada"));
    assert.equal(user.attributes["active"], true);
    assert.equal(nameOf(user.attributes)["givenName"], "Ada");
  });

  test(`${name}: find() finds by value, and nothing where nothing is`, async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const id = await create(target, "user", {
      userName: at('ada+"x"'),
      externalId: "E1",
      [workEmail]: at("ada"),
    });
    await create(target, "user", { userName: at("bob"), externalId: "E2" });
    assert.deepEqual(await find(target, { path: "userName", value: at('ada+"x"') }), [id]);
    assert.deepEqual(await find(target, { path: "externalId", value: "E1" }), [id]);
    assert.deepEqual(await find(target, { path: "externalId", value: "e1" }), []);
    assert.deepEqual(await find(target, { path: "userName", value: at("eve") }), []);
  });

  test(`${name}: find() with a scan finds what differs in case alone`, async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const id = await create(target, "user", { userName: at("Ada") });
    const key = { path: "userName", value: at("ada").toUpperCase() };
    const hits = await target.find("user", key, { signal, scan: true });
    assert.deepEqual(
      hits.map((object) => object.id),
      [id],
    );
  });

  test(`${name}: find() with several terms finds only what has all of them`, async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const familyName = { "name.familyName": "Lovelace" };
    const id = await create(target, "user", { userName: at("ada"), externalId: "E1", ...familyName });
    await create(target, "user", { userName: at("bob"), externalId: "E2", ...familyName });
    const family = { path: "name.familyName", value: "Lovelace" };
    assert.deepEqual(await find(target, { ...family, and: [{ path: "externalId", value: "E1" }] }), [id]);
    assert.deepEqual(await find(target, { ...family, and: [{ path: "externalId", value: "E3" }] }), []);
    const both = [
      { path: "externalId", value: "E1" },
      { path: "userName", value: at("bob") },
    ];
    assert.deepEqual(await find(target, { ...family, and: both }), []);
  });

  test(`${name}: find() minds case where it is told to`, needs("nickName"), async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const id = await create(target, "user", { userName: at("ada"), nickName: "Ada" });
    assert.deepEqual(await find(target, { path: "nickName", value: "Ada", exact: true }), [id]);
    assert.deepEqual(await find(target, { path: "nickName", value: "ada", exact: true }), []);
    const both = {
      path: "userName",
      value: at("ada"),
      and: [{ path: "nickName", value: "ADA", exact: true }],
    };
    assert.deepEqual(await find(target, both), []);
  });

  test(`${name}: write() creates and replaces elements as they are given`, needs("roles"), async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const admin = { primary: false, type: "role", display: "Admin", value: "Admin" };
    const user = { primary: false, type: "role", display: "User", value: "User" };
    const id = await create(target, "user", { userName: at("ada"), roles: [admin] });
    assert.deepEqual(await roles(target, id), [admin]);
    await update(target, id, { path: "roles", from: ["Admin"], to: [user] });
    assert.deepEqual(await roles(target, id), [user]);
    await update(target, id, { path: "roles", from: ["User"], to: null });
    assert.deepEqual(await roles(target, id), []);
  });

  test(`${name}: write() adds to what is there and takes nothing away`, needs("roles", several), async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const path = 'emails[type eq "other"].value';
    const id = await create(target, "user", { userName: at("ada"), roles: ["a"], [path]: at("a") });
    await update(target, id, { path: "roles", from: null, to: [{ value: "b" }], adds: true });
    await update(target, id, { path, from: null, to: [at("b"), at("c")], adds: true });
    assert.deepEqual(await roles(target, id), [{ value: "a" }, { value: "b" }]);
    const emails = (await target.read("user", id, { signal }))?.attributes["emails"];
    assert.deepEqual(emails, [
      { type: "other", value: at("a") },
      { type: "other", value: at("b") },
      { type: "other", value: at("c") },
    ]);
  });

  test(`${name}: describe() says what its attributes are, or nothing`, async () => {
    await using opened = await open();
    const { schema } = await opened.target.describe({ signal });
    assert.ok(schema === null || isTargetSchema(schema));
    if (schema === null) return;
    const userName = schema.user.find(({ path }) => path === "userName");
    assert.equal(userName?.type, "string");
    assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
  });

  test(`${name}: write() reports a value that somebody else has as a conflict`, async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    await create(target, "user", { userName: at("ada") });
    const bob = await create(target, "user", { userName: at("bob") });
    const again = { kind: "create", type: "user", changes: sets({ userName: at("ADA") }) } as const;
    assert.equal((await target.write(again, { signal })).kind, "conflict");
    const rename = [{ path: "userName", from: at("bob"), to: at("ada") }];
    const taken = { kind: "update", type: "user", id: bob, changes: rename } as const;
    assert.equal((await target.write(taken, { signal })).kind, "conflict");
  });

  test(`${name}: write() changes, adds and clears values`, async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const id = await create(target, "user", {
      userName: at("ada"),
      active: true,
      title: "Mathematician",
      [workEmail]: at("ada"),
    });
    const changes: readonly ResolvedChange[] = [
      { path: "active", from: true, to: false },
      { path: "title", from: "Mathematician", to: null },
      { path: "displayName", from: null, to: "Ada Lovelace" },
      { path: "name.familyName", from: null, to: "Lovelace" },
      { path: workEmail, from: at("ada"), to: at("countess") },
      { path: 'phoneNumbers[type eq "mobile"].value', from: null, to: "+44 1" },
      { path: enterprise("department"), from: null, to: "Engines" },
    ];
    const kept = changes.filter(({ path }) => !lacks.some((attribute) => path.startsWith(attribute)));
    const result = await target.write({ kind: "update", type: "user", id, changes: kept }, { signal });
    assert.deepEqual(result, { kind: "done", id });
    const attributes = (await target.read("user", id, { signal }))?.attributes ?? {};
    assert.equal(attributes["active"], false);
    assert.equal(attributes["title"] ?? null, null);
    assert.equal(nameOf(attributes)["familyName"], "Lovelace");
    assert.equal(valueOf(attributes["emails"], "work"), at("countess"));
    if (!lacks.includes("displayName")) assert.equal(attributes["displayName"], "Ada Lovelace");
    if (!lacks.includes("phoneNumbers")) assert.equal(valueOf(attributes["phoneNumbers"], "mobile"), "+44 1");
    assert.equal(property(attributes[enterpriseUrn], "department"), "Engines");
  });

  test(`${name}: write() sets, replaces and clears a manager`, needs("manager"), async () => {
    await using opened = await open();
    const { target, at } = addressed(opened);
    const boss = await create(target, "user", { userName: at("boss") });
    const chief = await create(target, "user", { userName: at("chief") });
    const path = enterprise("manager");
    const id = await create(target, "user", { userName: at("ada"), [path]: boss });
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
    const { target, at } = addressed(opened);
    const id = await create(target, "user", { userName: at("ada") });
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
    const { target, at } = addressed(opened);
    const ids = new Set<string>();
    for (let number = 0; number < 7; number++) {
      ids.add(await create(target, "user", { userName: at(`user${String(number)}`) }));
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
    const { target, at } = addressed(opened);
    const users: string[] = [];
    for (let number = 0; number < 4; number++) {
      users.push(await create(target, "user", { userName: at(`user${String(number)}`) }));
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
    await assert.rejects(target.describe({ ...around }), isReason);
    await assert.rejects(target.list("user", around).next(), isReason);
    await assert.rejects(target.write({ kind: "delete", type: "user", id: "a" }, around), isReason);
  });
}

const workEmail = 'emails[type eq "work"].value';
const several = "several of one type";
const enterpriseUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** Addresses of the target's domain, by local part. */
function addressed({ target, domain = "example.com" }: TargetUnderTest): {
  readonly target: Target;
  readonly at: (name: string) => string;
} {
  return { target, at: (name) => `${name}@${domain}` };
}

function nameOf({ name }: Attributes): Attributes {
  return { ...(name as Attributes) };
}

/** The value of the only element of a type; servers add sub-attributes, and elements, of their own. */
function valueOf(elements: unknown, type: string): unknown {
  const found = (elements as readonly Attributes[]).filter((element) => element["type"] === type);
  assert.equal(found.length, 1, JSON.stringify(elements));
  return found[0]?.["value"];
}

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
