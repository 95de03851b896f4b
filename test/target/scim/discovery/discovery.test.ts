import assert from "node:assert/strict";
import { test } from "node:test";
import type { TargetCapabilities } from "../../../../src/rules/target-capabilities.ts";
import { type Answer, listOf, ok, type Scripted, scripted, type Seen } from "../scripted.ts";

const signal = new AbortController().signal;
const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

/** What is said where `answers` has an answer for the path below the base; 404 to everything else. */
function serving(answers: Readonly<Record<string, Answer>>): (seen: Seen) => Answer {
  return ({ path }) => answers[path.replace(/^\/scim/, "")] ?? { status: 404 };
}

async function said(answers: Readonly<Record<string, Answer>>): Promise<Partial<TargetCapabilities>> {
  await using opened = await scripted(serving(answers));
  return (await opened.target.describe({ signal })).capabilities;
}

test("describe() reads what a server says of itself, and what it leaves out stays open", async () => {
  const whole = {
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 500, maxPayloadSize: 1_000 },
    filter: { supported: true, maxResults: 200 },
    etag: { supported: false },
    pagination: { cursor: true, index: true, maxPageSize: 50 },
  };
  const bulk = { maxOperations: 500, maxPayloadBytes: 1_000 };
  const cases: readonly (readonly [unknown, Partial<TargetCapabilities>])[] = [
    [whole, { patch: true, etag: false, bulk, cursor: true, pageSize: 50 }],
    [{ Resources: [whole] }, { patch: true, etag: false, bulk, cursor: true, pageSize: 50 }],
    [[whole], { patch: true, etag: false, bulk, cursor: true, pageSize: 50 }],
    [
      { patch: { supported: "False" }, bulk: { supported: "true" } },
      { patch: false, bulk: modest },
    ],
    [
      { patch: true, BULK: { Supported: true, maxOperations: "20" } },
      { patch: true, bulk: { ...modest, maxOperations: 20 } },
    ],
    [{ bulk: { supported: true, maxOperations: 0, maxPayloadSize: -1 } }, { bulk: modest }],
    [{ bulk: { supported: true, maxOperations: 1 } }, { bulk: null }],
    [{ bulk: { supported: false, maxOperations: 1000 } }, { bulk: null }],
    [{ bulk: { supported: true, maxOperations: 9_999_999 } }, { bulk: { ...modest, maxOperations: 10_000 } }],
    // What is said against filters is not believed.
    [{ filter: { supported: false, maxResults: 0 } }, {}],
    [{ patch: "yes", filter: null, etag: [], bulk: 7 }, {}],
    [{ Resources: [null, 7] }, {}],
    ["nonsense", {}],
  ];
  for (const [config, expected] of cases) {
    assert.deepEqual(await said({ "/ServiceProviderConfig": ok(config) }), expected, JSON.stringify(config));
  }
});

const modest = { maxOperations: 100, maxPayloadBytes: 1_000_000 };

test("describe() does without an answer, whatever comes instead of one", async () => {
  const answers: readonly Answer[] = [
    { status: 401 },
    { status: 403 },
    { status: 404 },
    { status: 500 },
    { status: 501 },
    { status: 200, text: "<html>" },
    { status: 204 },
    { status: 302, headers: { location: "https://login.example.com" } },
  ];
  for (const answer of answers) {
    assert.deepEqual(await said({ "/ServiceProviderConfig": answer, "/ResourceTypes": answer }), {});
  }
});

test("describe() goes to collections with unusual names, where there is something", async () => {
  const types = listOf([
    { name: "Person", schema: userSchema, endpoint: "/People" },
    { name: "Group", schema: groupSchema, endpoint: "/scim/Teams" },
  ]);
  await using opened = await scripted(
    serving({
      "/ResourceTypes": types,
      "/People": listOf([]),
      "/Teams": listOf([]),
      "/People/1": ok({ id: "1" }),
    }),
  );
  const { capabilities } = await opened.target.describe({ signal });
  assert.deepEqual(capabilities, { users: "/People", groups: "/Teams" });
  assert.equal((await opened.target.read("user", "1", { signal }))?.id, "1");
  assert.deepEqual(await said({ "/ResourceTypes": types }), { users: "/Users", groups: "/Groups" });
});

test("describe() takes no path from a server that leads out of the base address", async () => {
  const odd = [
    "https://evil.example/Users",
    "//evil.example/Users",
    "/../admin",
    "/Users?x=1",
    "/a%2Fb",
    "",
    "/",
    7,
  ];
  for (const endpoint of odd) {
    await using opened = await scripted((seen) =>
      seen.path.endsWith("/ResourceTypes") ? ok([{ schema: userSchema, endpoint }]) : { status: 404 },
    );
    const { capabilities } = await opened.target.describe({ signal });
    assert.ok(capabilities.users === undefined || capabilities.users === "/Users", String(endpoint));
    assert.equal(opened.seen.length, 3, `${String(endpoint)}: nothing is asked there`);
  }
});

test("hasGroups() is false where there is no such path, and stays as it was where the answer leaves it open", async () => {
  let answer: Answer = listOf([]);
  await using opened = await scripted(() => answer);
  const { target } = opened;
  assert.equal(await target.hasGroups({ signal }), true);
  for (const status of [400, 401, 403]) {
    answer = { status };
    assert.equal(await target.hasGroups({ signal }), true);
  }
  assert.deepEqual(target.learned, {});
  for (const status of [404, 405, 501]) {
    answer = { status };
    assert.equal(await target.hasGroups({ signal }), false);
    assert.deepEqual(target.learned, { hasGroups: false });
    answer = { status: 403 };
    assert.equal(await target.hasGroups({ signal }), false);
    answer = listOf([]);
    assert.equal(await target.hasGroups({ signal }), true);
  }
});

test("a page is no larger than the server says", async () => {
  const config = ok({ filter: { supported: true, maxResults: 2 } });
  await using opened = await scripted(serving({ "/ServiceProviderConfig": config, "/Users": listOf([]) }));
  await opened.target.describe({ signal });
  assert.equal(await countAsked(opened), "2");
});

test("what was seen holds against what is said", async () => {
  await using opened = await scripted(() => ({ status: 404 }));
  const capabilities = { patch: true, bulk: modest };
  opened.target.assume({ schema: null, capabilities, learned: { bulk: null } });
  assert.deepEqual([opened.target.capabilities.patch, opened.target.capabilities.bulk], [true, null]);
  assert.deepEqual(opened.target.learned, { bulk: null });
});

async function countAsked({ target, seen }: Scripted): Promise<string | null | undefined> {
  for await (const _ of target.list("user", { signal })) break;
  return seen.find(({ path }) => path.endsWith("/Users"))?.query.get("count");
}
