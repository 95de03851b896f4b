import assert from "node:assert/strict";
import { test } from "node:test";
import type { Target } from "../../../src/target/target.ts";
import { type Answer, listOf, scripted, type Seen } from "./scripted.ts";

const signal = new AbortController().signal;
const everybody = Array.from({ length: 7 }, (_value, index) => ({ id: `u${String(index)}` }));

test("list() trusts a total that is larger than the first page and asks nothing past it", async () => {
  await using opened = await scripted((seen) => listOf(rows(seen), 7), { pageSize: 3 });
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
  assert.deepEqual(starts(opened.seen), ["1", "4", "7"]);
});

test("list() follows the rows it gets where the server caps pages", async () => {
  await using opened = await scripted((seen) => listOf(rows(seen, 2), 7), { pageSize: 100 });
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
  assert.deepEqual(starts(opened.seen), ["1", "3", "5", "7"]);
});

test("list() goes on where the total is only the rows of the page", async () => {
  await using opened = await scripted((seen) => listOf(rows(seen, 3)), { pageSize: 100 });
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
});

test("list() stops where the page after the last one is the first one again", async () => {
  await using opened = await scripted(
    (seen) => listOf(rows(seen, 4).length > 0 ? rows(seen, 4) : everybody.slice(0, 4)),
    { pageSize: 100 },
  );
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
});

test("list() stops where the server knows no paging", async () => {
  await using opened = await scripted(() => listOf(everybody), { pageSize: 3 });
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
  assert.equal(opened.seen.length, 2);
});

test("list() is not complete where fewer come than the target says it has", async () => {
  await using opened = await scripted((seen) => listOf(rows(seen, 3), 9), { pageSize: 3 });
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: false });
});

test("list() is complete where the server refuses the page after a short one", async () => {
  await using opened = await scripted(
    (seen): Answer => (seen.query.get("startIndex") === "1" ? listOf(everybody) : { status: 400 }),
    { pageSize: 100 },
  );
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
});

test("list() leaves out the members of groups and keeps the query of the base URL", async () => {
  await using opened = await scripted(() => listOf([]), { query: "?aadOptscim062020" });
  await opened.target.list("group", { signal }).next();
  const [seen] = opened.seen;
  assert.equal(seen?.path, "/scim/Groups");
  assert.equal(seen.query.get("excludedAttributes"), "members");
  assert.ok(seen.query.has("aadOptscim062020"));
  assert.match(opened.target.identity, /\/scim$/);
});

test("list() asks for as many rows as the server was seen to give", async () => {
  await using opened = await scripted((seen) => listOf(rows(seen, 2), 7), { pageSize: 100 });
  await listed(opened.target);
  assert.deepEqual(
    opened.seen.map(({ query }) => query.get("count")),
    ["100", "100", "2", "2"],
  );
  assert.equal(opened.target.learned.pageSize, 2);
});

test("list() lets the server choose where it refuses the size of a page", async () => {
  await using opened = await scripted(
    (seen): Answer => (Number(seen.query.get("count")) > 3 ? { status: 400 } : listOf(rows(seen, 3), 7)),
    { pageSize: 100 },
  );
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
  assert.deepEqual(
    opened.seen.map(({ query }) => query.get("count")),
    ["100", null, "3", "3"],
  );
});

test("list() follows the cursors that pages hand out, and begins with one from then on", async () => {
  await using opened = await scripted(paged, { pageSize: 3 });
  for (const first of [null, ""]) {
    const asked = opened.seen.length;
    assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
    const cursors = opened.seen.slice(asked).map(({ query }) => query.get("cursor"));
    assert.deepEqual(cursors, [first, "at 3+", "at 6+"]);
  }
  assert.equal(opened.target.learned.cursor, true);
});

test("list() counts rows where the server does not know cursors after all", async () => {
  await using opened = await scripted((seen) => listOf(rows(seen, 3), 7), { pageSize: 3 });
  opened.target.assume({ schema: null, capabilities: { cursor: true }, learned: {} });
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
  assert.equal(opened.target.learned.cursor, false);
});

test("list() is not complete where a cursor has expired and rows cannot be counted", async () => {
  await using opened = await scripted(
    (seen): Answer =>
      seen.query.get("cursor") === "at 6+"
        ? { status: 400, json: { scimType: "expiredCursor" } }
        : paged(seen),
    { pageSize: 3 },
  );
  assert.deepEqual(await listed(opened.target), { ids: ids(6), complete: false });
});

test("list() is not complete where rows come twice, although more came than the target says it has", async () => {
  const pages = [
    [0, 1, 2],
    [3, 0, 4],
    [5, 1, 6],
  ].map((page) => page.map((index) => everybody[index]));
  await using opened = await scripted(
    (seen) => listOf(pages[(Number(seen.query.get("startIndex")) - 1) / 3] ?? []),
    { pageSize: 3 },
  );
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: false });
});

test("list() ends where the server shows others on each page, and some again, without end", async () => {
  let next = 0;
  await using opened = await scripted(
    () =>
      listOf([...everybody.slice(0, 1), { id: `next${String((next += 1))}` }, { id: `more${String(next)}` }]),
    { pageSize: 3 },
  );
  assert.equal((await listed(opened.target)).complete, false);
});

test("list() passes over a row without an id", async () => {
  await using opened = await scripted(() => listOf([{ userName: "nobody" }, ...everybody]), {
    pageSize: 100,
  });
  assert.deepEqual(await listed(opened.target), { ids: ids(7), complete: true });
});

test("list() is not complete where somebody is deleted between two pages: another one moves up unseen", async () => {
  await using opened = await scripted((seen, number) => {
    const left = number === 1 ? everybody : everybody.slice(1);
    const start = Number(seen.query.get("startIndex")) - 1;
    return listOf(left.slice(start, start + 3), left.length);
  });
  assert.deepEqual(await listed(opened.target), {
    ids: ["u0", "u1", "u2", "u4", "u5", "u6"],
    complete: false,
  });
  assert.deepEqual(starts(opened.seen), ["1", "4"], "nothing is asked past the end");
});

/** Pages of three by cursor (RFC 9865), which knows no startIndex. */
function paged(seen: Seen): Answer {
  const start = Number(/^at (\d)\+$/.exec(seen.query.get("cursor") ?? "")?.[1] ?? 0);
  const json = { totalResults: 7, Resources: everybody.slice(start, start + 3) };
  return { status: 200, json: start + 3 < 7 ? { ...json, nextCursor: `at ${start + 3}+` } : json };
}

function rows(seen: Seen, cap = Infinity): readonly { id: string }[] {
  const start = Number(seen.query.get("startIndex")) - 1;
  return everybody.slice(start, start + Math.min(cap, Number(seen.query.get("count") ?? cap)));
}

function ids(count: number): readonly string[] {
  return everybody.slice(0, count).map(({ id }) => id);
}

function starts(seen: readonly Seen[]): readonly (string | null)[] {
  return seen.map(({ query }) => query.get("startIndex"));
}

async function listed(target: Target): Promise<{ ids: readonly string[]; complete: boolean }> {
  const pages = target.list("user", { signal });
  const found: string[] = [];
  let page = await pages.next();
  for (; page.done !== true; page = await pages.next()) found.push(...page.value.objects.map(({ id }) => id));
  return { ids: found, complete: page.value };
}
