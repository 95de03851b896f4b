import assert from "node:assert/strict";
import { test } from "node:test";
import type { MatchKey } from "../../../src/rules/operation.ts";
import type { Target } from "../../../src/target/target.ts";
import { type Answer, listOf, scripted, type Seen } from "./scripted.ts";

const signal = new AbortController().signal;
const ada = { id: "1", userName: "Ada", emails: [{ type: "work", value: "ada@example.com" }] };
const bob = { id: "2", userName: "Bob", emails: [{ type: "work", value: "bob@example.com" }] };

test("find() asks in lower case with the value as a JSON string", async () => {
  await using opened = await scripted(() => listOf([]));
  assert.deepEqual(await find(opened.target, { path: "userName", value: 'a"b\\c+d é' }), []);
  assert.deepEqual(
    opened.seen.map(({ query }) => query.get("filter")),
    ['userName eq "a\\"b\\\\c+d é"'],
  );
});

test("find() drops hits that do not have the value", async () => {
  await using opened = await scripted(() => listOf([ada, bob]));
  assert.deepEqual(await find(opened.target, { path: "userName", value: "ada" }), ["1"]);
});

test("find() looks through the collection where the server ignores the filter", async () => {
  await using opened = await scripted((seen) =>
    listOf(seen.query.get("startIndex") === "2" ? [ada] : [bob], 2),
  );
  assert.deepEqual(await find(opened.target, { path: "userName", value: "Ada" }), ["1"]);
});

test("find() looks through the collection where the server refuses the filter", async () => {
  await using opened = await scripted((seen): Answer =>
    seen.query.has("filter") ? { status: 400, json: { scimType: "invalidFilter" } } : listOf([ada, bob]),
  );
  assert.deepEqual(await find(opened.target, { path: "userName", value: "bob" }), ["2"]);
});

test("find() asks for an element in the two forms that servers know", async () => {
  await using opened = await scripted((seen): Answer =>
    seen.query.get("filter") === 'emails.value eq "bob@example.com"' ? listOf([bob]) : { status: 501 },
  );
  const path = 'emails[type eq "work"].value';
  assert.deepEqual(await find(opened.target, { path, value: "bob@example.com" }), ["2"]);
  assert.deepEqual(
    opened.seen.map(({ query }) => query.get("filter")),
    ['emails[type eq "work"].value eq "bob@example.com"', 'emails.value eq "bob@example.com"'],
  );
});

const both = { path: "userName", value: "ada", and: [{ path: "emails", value: 'ada@"example".com' }] };
const twin = { id: "3", userName: "ada", emails: [{ type: "work", value: 'ada@"example".com' }] };

test("find() asks for several attributes at once", async () => {
  await using opened = await scripted(() => listOf([twin]));
  assert.deepEqual(await find(opened.target, both), ["3"]);
  assert.deepEqual(filters(opened.seen), ['userName eq "ada" and emails eq "ada@\\"example\\".com"']);
});

test("find() asks by the first attribute alone where the server refuses several, and checks the others", async () => {
  for (const status of [400, 501]) {
    await using opened = await scripted((seen): Answer =>
      seen.query.get("filter") === 'userName eq "ada"' ? listOf([ada, twin]) : { status },
    );
    assert.deepEqual(await find(opened.target, both), ["3"]);
    assert.equal(opened.seen.length, 2);
  }
});

test("find() asks by the first attribute alone where nobody has all of them: the server may have misread the question", async () => {
  await using opened = await scripted((seen) =>
    seen.query.get("filter") === 'userName eq "ada"' ? listOf([ada, twin]) : listOf([]),
  );
  assert.deepEqual(await find(opened.target, both), ["3"]);
});

test("find() asks by the first attribute alone where the server ignores several", async () => {
  await using opened = await scripted((seen) =>
    seen.query.get("filter") === 'userName eq "ada"' ? listOf([ada, twin]) : listOf([bob], 3),
  );
  assert.deepEqual(await find(opened.target, both), ["3"]);
  assert.equal(opened.seen.length, 2);
});

test("find() checks all attributes of everybody where the server ignores every filter", async () => {
  const everybody = [bob, ada, twin];
  await using opened = await scripted((seen) => {
    const start = Number(seen.query.get("startIndex") ?? 1);
    return listOf(everybody.slice(start - 1, start), 3);
  });
  assert.deepEqual(await find(opened.target, both), ["3"]);
});

function filters(seen: readonly Seen[]): readonly (string | null)[] {
  return seen.map(({ query }) => query.get("filter"));
}

async function find(target: Target, key: MatchKey): Promise<readonly string[]> {
  return (await target.find("user", key, { signal })).map(({ id }) => id);
}
