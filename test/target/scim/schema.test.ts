import assert from "node:assert/strict";
import { test } from "node:test";
import type { Target } from "../../../src/target/target.ts";
import { openScimmy } from "./open-scimmy.ts";
import { type Answer, ok, scripted, type Seen } from "./scripted.ts";

const signal = new AbortController().signal;
const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const crew = "urn:example:crew";

const user = {
  id: core,
  name: "User",
  attributes: [
    { name: "userName", type: "string", multiValued: false, required: true, caseExact: false },
    { name: "emails", type: "complex", multiValued: true, subAttributes: [{ name: "value" }] },
  ],
};
const group = {
  id: "urn:ietf:params:scim:schemas:core:2.0:Group",
  attributes: [{ name: "displayName", required: true, mutability: "readOnly" }],
};
const extension = { id: crew, attributes: [{ name: "berth", type: "integer" }] };

function schemasOnly(answer: Answer): (seen: Seen) => Answer {
  return ({ path }) => (path.endsWith("/Schemas") ? answer : { status: 500 });
}

test("schema() reads a list, a bare array, a single schema, and pages", async () => {
  for (const answer of [
    ok({ totalResults: 3, Resources: [user, group, extension] }),
    ok([user, group, extension]),
  ]) {
    await using opened = await scripted(schemasOnly(answer));
    const schema = await opened.target.schema({ signal });
    assert.deepEqual(
      schema?.user.map(({ path }) => path),
      ["userName", "emails", "emails.value", `${crew}:berth`],
    );
    assert.deepEqual(
      schema.group.map(({ path }) => path),
      ["displayName", `${crew}:berth`],
    );
    assert.equal(opened.target.requests, 1);
  }
  await using single = await scripted(schemasOnly(ok(user)));
  assert.equal((await single.target.schema({ signal }))?.user.length, 3);

  await using paged = await scripted((seen) => {
    const start = Number(seen.query.get("startIndex") ?? 1);
    return ok({ totalResults: 3, Resources: [user, group, extension].slice(start - 1, start) });
  });
  assert.equal((await paged.target.schema({ signal }))?.user.length, 4);
  assert.equal(paged.target.requests, 3);
});

test("schema() ends where the server sends the first page again and again", async () => {
  await using opened = await scripted(() => ok({ totalResults: 100, Resources: [user] }));
  assert.equal((await opened.target.schema({ signal }))?.user.length, 3);
  assert.equal(opened.target.requests, 2);
});

test("schema() keeps what the server says and leaves open what it does not", async () => {
  await using opened = await scripted(() => ok([user, group]));
  const schema = await opened.target.schema({ signal });
  assert.deepEqual(schema?.user[0], {
    path: "userName",
    type: "string",
    multiValued: false,
    required: true,
    caseExact: false,
    mutability: "readWrite",
  });
  assert.deepEqual(schema.group[0], {
    path: "displayName",
    type: "string",
    multiValued: null,
    required: true,
    caseExact: null,
    mutability: "readOnly",
  });
});

test("schema() is null where the server describes nothing, whatever it answers", async () => {
  const answers: readonly Answer[] = [
    { status: 404 },
    { status: 405 },
    { status: 501 },
    { status: 401 },
    { status: 403, json: { detail: "no" } },
    { status: 302, headers: { location: "https://login.example.com" } },
    { status: 200, text: "<html>" },
    { status: 204 },
    ok([]),
    ok({ Resources: null }),
    ok({ totalResults: 2, Resources: [7, { id: 3 }, { attributes: [] }] }),
  ];
  for (const answer of answers) {
    await using opened = await scripted(() => answer);
    assert.equal(await opened.target.schema({ signal }), null, JSON.stringify(answer));
  }
});

test("schema() of rows that are odd keeps the others", async () => {
  const odd = {
    id: core,
    attributes: [null, 7, { name: 8 }, { name: "title", type: null, required: "yes" }],
  };
  await using opened = await scripted(() => ok([odd, { id: core }]));
  const schema = await opened.target.schema({ signal });
  assert.deepEqual(
    schema?.user.map(({ path, type, required }) => [path, type, required]),
    [["title", "string", false]],
  );
});

test("schema() of attributes nested without end reads two levels", async () => {
  const depth = 20_000;
  const deep = `{"name":"a","subAttributes":[`.repeat(depth) + "]}".repeat(depth);
  await using opened = await scripted(() => ({
    status: 200,
    text: `[{"id":"${core}","attributes":[${deep}]}]`,
  }));
  const schema = await opened.target.schema({ signal });
  assert.deepEqual(
    schema?.user.map(({ path }) => path),
    ["a", "a.a"],
  );
});

test("schema() of scimmy knows its users, its groups and its extensions", async () => {
  await using opened = await openScimmy();
  const schema = await schemaOf(opened.target);
  const byPath = new Map(schema.user.map((attribute) => [attribute.path, attribute]));
  assert.equal(byPath.get("userName")?.required, true);
  assert.equal(byPath.get("active")?.type, "boolean");
  assert.equal(byPath.get("emails")?.multiValued, true);
  assert.ok(byPath.has("name.givenName"));
  assert.ok(byPath.has("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"));
  assert.equal(byPath.get("urn:ietf:params:scim:schemas:extension:Crew:2.0:User:berth")?.type, "integer");
  assert.ok(schema.group.some(({ path }) => path === "displayName"));
  assert.ok(!schema.group.some(({ path }) => path.includes("enterprise") || path === "userName"));
});

async function schemaOf(target: Target): Promise<NonNullable<Awaited<ReturnType<Target["schema"]>>>> {
  const schema = await target.schema({ signal });
  assert.ok(schema !== null);
  return schema;
}
