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

test("find() believes that nobody is there once the filter has found somebody who is", async () => {
  await using opened = await scripted((seen) => {
    const filter = seen.query.get("filter");
    return listOf([ada, bob].filter(({ userName }) => filter === null || filter.includes(`"${userName}"`)));
  });
  const key = { path: "nickName", value: "cyd" };
  const named = { path: "displayName", value: "cyd" };
  assert.deepEqual(await find(opened.target, key), [], "nobody has a nickname: there is nobody to overlook");
  assert.equal(opened.seen.length, 3, "the filter, and the list to its end");
  assert.deepEqual(await find(opened.target, { path: "userName", value: "cyd" }), []);
  assert.equal(opened.seen.length, 4, "of userName a create would be refused");
  assert.deepEqual(await find(opened.target, named), []);
  assert.equal(opened.seen.length, 7);
  assert.deepEqual(await find(opened.target, named), []);
  assert.equal(opened.seen.length, 8, "the form is tried once");
});

test("find() looks through the collection where a filter does not find somebody who is there", async () => {
  const group = { id: "7", displayName: "Crew" };
  await using opened = await scripted((seen) => listOf(seen.query.has("filter") ? [] : [group]));
  const { target, seen } = opened;
  const hits = await target.find("group", { path: "displayName", value: "crew" }, { signal });
  assert.deepEqual(
    hits.map(({ id }) => id),
    ["7"],
  );
  assert.deepEqual(target.learned.refusedFilters, ["group displayName"]);
  const asked = seen.length;
  await target.find("group", { path: "displayName", value: "board" }, { signal });
  assert.deepEqual(
    filters(seen.slice(asked)).filter((filter) => filter !== null),
    [],
    "it is not asked again",
  );
});

test("find() does not ask again in a form that was refused, unless the value was a trial in itself", async () => {
  await using opened = await scripted((seen): Answer =>
    seen.query.has("filter") ? { status: 400 } : listOf([ada, bob]),
  );
  const { target, seen } = opened;
  await find(target, { path: "userName", value: 'a"b' });
  assert.deepEqual(target.learned.refusedFilters, undefined);
  await find(target, { path: "userName", value: "cyd" });
  assert.deepEqual(target.learned.refusedFilters, ["user userName"]);
  const asked = seen.length;
  assert.deepEqual(await find(target, { path: "userName", value: "bob" }), ["2"]);
  assert.deepEqual(
    filters(seen.slice(asked)).filter((filter) => filter !== null),
    [],
  );
});

test("find() looks through the collection for an odd value that no filter finds, unless a create would be refused", async () => {
  const group = { id: "7", displayName: 'R+D "core"' };
  await using opened = await scripted((seen) => listOf(seen.query.has("filter") ? [] : [group]));
  const hits = await opened.target.find("group", { path: "displayName", value: 'r+d "core"' }, { signal });
  assert.deepEqual(
    hits.map(({ id }) => id),
    ["7"],
  );
  const asked = opened.seen.length;
  assert.deepEqual(await find(opened.target, { path: "userName", value: "a+b" }), []);
  assert.equal(opened.seen.length, asked + 1);
});

test("find() says that it cannot tell where filters are blind and lists are never complete", async () => {
  const named = { id: "8", displayName: "Board" };
  await using opened = await scripted((seen) => listOf(seen.query.has("filter") ? [] : [named], 3));
  await assert.rejects(
    () => opened.target.find("group", { path: "displayName", value: "crew" }, { signal }),
    { name: "TargetError", message: /Cannot tell whether the target has the group/ },
  );
});

test("find() on the word of a conflict looks through lists, complete or not, and says what it saw", async () => {
  await using opened = await scripted((seen) => listOf(seen.query.has("filter") ? [] : [bob], 3));
  const key = { path: "displayName", value: "cyd" };
  assert.deepEqual(await opened.target.find("user", key, { signal, scan: true }), []);
});

test("find() does not ask again by a filter that was answered with everybody", async () => {
  const everybody = ["a", "b", "c", "d"].map((id) => ({ id, userName: id }));
  await using opened = await scripted(() => listOf(everybody));
  assert.deepEqual(await find(opened.target, { path: "userName", value: "cyd" }), []);
  const asked = opened.seen.length;
  assert.deepEqual(await find(opened.target, { path: "userName", value: "D" }), ["d"]);
  assert.deepEqual([...new Set(filters(opened.seen.slice(asked)))], [null]);
});

test("find() believes a filter of several attributes that has found somebody before", async () => {
  await using opened = await scripted((seen) =>
    listOf(
      seen.query.get("filter")?.startsWith('nickName eq "ada" and') === true
        ? [{ ...twin, nickName: "ada" }]
        : [],
    ),
  );
  const nick = { ...both, path: "nickName" };
  assert.deepEqual(await find(opened.target, nick), ["3"]);
  assert.deepEqual(
    await find(opened.target, { ...nick, value: "cyd", and: [{ path: "emails", value: "c" }] }),
    [],
  );
  assert.equal(opened.seen.length, 2);
});

function filters(seen: readonly Seen[]): readonly (string | null)[] {
  return seen.map(({ query }) => query.get("filter"));
}

async function find(target: Target, key: MatchKey): Promise<readonly string[]> {
  return (await target.find("user", key, { signal })).map(({ id }) => id);
}
