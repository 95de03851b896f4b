import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../src/http/clock.ts";
import { type Answer, listOf, ok, scripted, type Seen } from "./scripted.ts";

const signal = new AbortController().signal;

test("find() puts a filter to the test with somebody of a later page where the first page has nobody", async () => {
  const users = Array.from({ length: 6 }, (_value, index) => ({
    id: String(index),
    ...(index < 3 ? {} : { externalId: `e${String(index)}` }),
  }));
  await using opened = await scripted((seen) => (isFiltered(seen) ? listOf([]) : pageOf(users, seen)));
  const hits = await opened.target.find("user", { path: "externalId", value: "e5" }, { signal });
  assert.deepEqual(idsOf(hits), ["5"]);
});

test("find() believes no filter where nobody has the attribute and the list is not complete", async () => {
  await using opened = await scripted((seen) => listOf(isFiltered(seen) ? [] : [{ id: "1" }], 3));
  await assert.rejects(opened.target.find("user", { path: "externalId", value: "e5" }, { signal }), {
    name: "TargetError",
  });
});

for (const [strict, groups] of [
  [true, [{ id: "1", displayName: "Sales" }]],
  [false, [{ id: "1", displayName: "Board" }]],
] as const) {
  const what = strict ? "looks through the groups" : "believes the filter";
  test(`find() ${what} where it takes letters ${strict ? "as they are spelled" : "in any case"}`, async () => {
    await using opened = await scripted((seen) => {
      const filter = seen.query.get("filter");
      const asked = strict ? filter : filter?.toLowerCase();
      const known = groups.map(({ displayName }) => `displayName eq "${displayName}"`);
      const hits = known.map((text) => (strict ? text : text.toLowerCase()) === asked);
      return listOf(groups.filter((_group, index) => filter === null || hits[index]));
    });
    const { target, seen } = opened;
    const key = { path: "displayName", value: "sales" };
    assert.deepEqual(idsOf(await target.find("group", key, { signal })), strict ? ["1"] : []);
    const asked = seen.length;
    await target.find("group", { ...key, value: "crew" }, { signal });
    const more = seen.slice(asked).map((request) => isFiltered(request));
    assert.deepEqual(more, strict ? [true, false, false] : [true], "the case is tried once");
  });
}

test("find() does not ask about the case of letters where a difference in case is a difference", async () => {
  const groups = [{ id: "1", displayName: "Sales" }];
  await using opened = await scripted((seen) => {
    const filter = seen.query.get("filter");
    return listOf(filter === null || filter.includes('"Sales"') ? groups : []);
  });
  const { target, seen } = opened;
  await target.find("group", { path: "displayName", value: "Sales" }, { signal });
  const key = { path: "displayName", value: "sales", exact: true };
  assert.deepEqual(await target.find("group", key, { signal }), []);
  assert.equal(seen.filter((request) => isFiltered(request)).length, 2);
});

test("find() looks through the collection where a gateway answers for a filter that kills its server", async () => {
  const clock = { ...systemClock, sleep: () => Promise.resolve() };
  const ada = { id: "1", userName: "ada" };
  await using opened = await scripted(
    (seen): Answer => (isFiltered(seen) ? { status: 502, text: "<html>" } : listOf([ada])),
    { clock },
  );
  const hits = await opened.target.find("user", { path: "userName", value: "ada" }, { signal });
  assert.deepEqual(idsOf(hits), ["1"]);
});

function isFiltered({ query }: Seen): boolean {
  return query.has("filter");
}

function pageOf(users: readonly unknown[], { query }: Seen): Answer {
  const start = Number(query.get("startIndex")) - 1;
  return ok({ totalResults: users.length, Resources: users.slice(start, start + 3) });
}

function idsOf(hits: readonly { readonly id: string }[]): readonly string[] {
  return hits.map(({ id }) => id);
}
