import assert from "node:assert/strict";
import { test } from "node:test";
import type { TargetSchema } from "../../../../src/rules/target-schema.ts";
import type { Target } from "../../../../src/target/target.ts";
import { openScimmy } from "../open-scimmy.ts";
import { type Answer, ok, scripted, type Scripted, type Seen } from "../scripted.ts";

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
  return ({ path }) => (path.endsWith("/Schemas") ? answer : { status: 404 });
}

test("describe() reads a list, a bare array, a single schema, and pages", async () => {
  for (const answer of [
    ok({ totalResults: 3, Resources: [user, group, extension] }),
    ok([user, group, extension]),
  ]) {
    await using opened = await scripted(schemasOnly(answer));
    const schema = await schemaOf(opened.target);
    assert.deepEqual(
      schema?.user.map(({ path }) => path),
      ["userName", "emails", "emails.value", `${crew}:berth`],
    );
    assert.deepEqual(
      schema.group.map(({ path }) => path),
      ["displayName", `${crew}:berth`],
    );
    assert.equal(asked(opened), 1);
  }
  await using single = await scripted(schemasOnly(ok(user)));
  assert.equal((await schemaOf(single.target))?.user.length, 3);

  await using paged = await scripted((seen) => {
    const start = Number(seen.query.get("startIndex") ?? 1);
    const page = { totalResults: 3, Resources: [user, group, extension].slice(start - 1, start) };
    return schemasOnly(ok(page))(seen);
  });
  assert.equal((await schemaOf(paged.target))?.user.length, 4);
  assert.equal(asked(paged), 3);
});

test("describe() ends where the server sends the first page again and again", async () => {
  await using opened = await scripted(schemasOnly(ok({ totalResults: 100, Resources: [user] })));
  assert.equal((await schemaOf(opened.target))?.user.length, 3);
  assert.equal(asked(opened), 2);
});

test("describe() keeps what the server says and leaves open what it does not", async () => {
  await using opened = await scripted(() => ok([user, group]));
  const schema = await schemaOf(opened.target);
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

test("describe() is null where the server describes nothing, whatever it answers", async () => {
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
    assert.equal(await schemaOf(opened.target), null, JSON.stringify(answer));
  }
});

test("describe() of rows that are odd keeps the others", async () => {
  const odd = {
    id: core,
    attributes: [null, 7, { name: 8 }, { name: "title", type: null, required: "yes" }],
  };
  await using opened = await scripted(() => ok([odd, { id: core }]));
  const schema = await schemaOf(opened.target);
  assert.deepEqual(
    schema?.user.map(({ path, type, required }) => [path, type, required]),
    [["title", "string", false]],
  );
});

test("describe() of attributes nested without end reads two levels", async () => {
  const depth = 20_000;
  const deep = `{"name":"a","subAttributes":[`.repeat(depth) + "]}".repeat(depth);
  await using opened = await scripted(() => ({
    status: 200,
    text: `[{"id":"${core}","attributes":[${deep}]}]`,
  }));
  const schema = await schemaOf(opened.target);
  assert.deepEqual(
    schema?.user.map(({ path }) => path),
    ["a", "a.a"],
  );
});

test("describe() of scimmy knows its users, its groups and its extensions", async () => {
  await using opened = await openScimmy();
  const schema = await schemaOf(opened.target);
  assert.ok(schema !== null);
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

function asked({ seen }: Scripted): number {
  return seen.filter(({ path }) => path.endsWith("/Schemas")).length;
}

async function schemaOf(target: Target): Promise<TargetSchema | null> {
  const { schema } = await target.describe({ signal });
  return schema;
}
