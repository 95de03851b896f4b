import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { HttpClient } from "../../../src/http/client.ts";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import { type Position, selectionKey } from "../../../src/source/graph/chains/position.ts";
import type { Source } from "../../../src/source/source.ts";
import { MemoryMirror } from "./memory-mirror.ts";
import { startTenant } from "./tenant.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const bob = "aaaaaaaa-0000-4000-8000-000000000002";
const cyd = "aaaaaaaa-0000-4000-8000-000000000003";

let mirror = new MemoryMirror();

beforeEach(async () => {
  await tenant.calm();
  await tenant.change([
    { kind: "reset" },
    ...[ada, bob, cyd].map((id) => ({
      kind: "createUser",
      id,
      properties: { displayName: "Old", userPrincipalName: `${id}@example.com` },
    })),
    ...[ada, bob, cyd].map((principalId) => ({ kind: "assign", id: `a-${principalId}`, principalId })),
  ]);
  mirror = new MemoryMirror();
});

/** What is known is beyond doubt: from here on nothing but the feed tells of changes of users. */
async function readFirst(source: Source): Promise<void> {
  await mirror.read(source, { now: await tenant.later(0) });
  await mirror.read(source, { now: await tenant.later(11 * minuteMs) });
  assert.equal(mirror.doubted, 0);
}

async function rename(...ids: readonly string[]): Promise<void> {
  await tenant.change(ids.map((id) => ({ kind: "updateUser", id, properties: { displayName: "New" } })));
}

function names(): readonly unknown[] {
  return [ada, bob, cyd].map((id) => mirror.attributes(id)?.["displayName"]);
}

function position(): Position {
  return mirror.watermark as Position;
}

for (const [what, lose] of [
  ["is answered with 410 and resyncRequired", { kind: "resetDelta" }],
  ["is answered with 410 and SyncStateNotFound", { kind: "resetDelta", code: "SyncStateNotFound" }],
  [
    "has expired, which is answered with 400",
    {
      kind: "settings",
      settings: { delta: { ...defaultTenantSettings.delta, tokenLifetimeMs: minuteMs } },
    },
  ],
] as const) {
  test(`read() reads everything where its position ${what}`, async () => {
    const source = tenant.source();
    await readFirst(source);
    await rename(ada, bob);
    await tenant.change([lose]);
    const now = await tenant.later(2 * minuteMs);
    const { end, pages } = await mirror.read(source, { now });
    assert.equal(end.complete, true);
    assert.deepEqual(names(), ["New", "New", "Old"]);
    // What is read so soon after a chain was opened may be older than the chain.
    assert.equal(mirror.objects.user.get(cyd)?.doubtedUntil, now.getTime() + 10 * minuteMs);
    // Before the end the new position would pass over those who have not been read.
    assert.ok(pages.every(({ watermark }) => watermark === undefined));
    await tenant.calm();
    await rename(cyd);
    const next = await mirror.read(source, { now: await tenant.later(minuteMs) });
    assert.equal(next.end.complete, false);
    assert.deepEqual(names(), ["New", "New", "New"]);
  });
}

test("read() reads everything once more when servers must know what there was when the chain was opened", async () => {
  const source = tenant.source({ reads: ["manager"] });
  const complete: boolean[] = [];
  for (const ms of [0, 9 * minuteMs, 2 * minuteMs, 40 * minuteMs]) {
    if (complete.length === 2) await tenant.mark();
    const { end } = await mirror.read(source, { now: await tenant.later(ms) });
    complete.push(end.complete);
    if (complete.length !== 3) continue;
    assert.ok(
      (await tenant.asked()).every((path) => !path.includes("/manager?")),
      "they keep their managers",
    );
  }
  assert.deepEqual(complete, [true, false, true, false]);
});

test("read() begins anew where its position is from a clock that was ahead", async () => {
  const source = tenant.source();
  const now = await tenant.later(0);
  await mirror.read(source, { now: new Date(now.getTime() + 1) });
  const { end } = await mirror.read(source, { now });
  assert.equal(end.complete, true);
  assert.equal(position().users.openedAt, now.getTime());
  assert.equal(position().rotatedAt, now.getTime());
});

test("read() reads everything again where the process died before a complete read was at its end", async () => {
  const source = tenant.source();
  await assert.rejects(mirror.read(source, { now: await tenant.later(0), crashAfter: 2 }), /dies/);
  assert.equal(mirror.watermark, null);
  await readFirst(source);
  await rename(ada);
  await tenant.change([{ kind: "resetDelta" }]);
  await assert.rejects(mirror.read(source, { now: await tenant.later(0), crashAfter: 2 }), /dies/);
  const { end } = await mirror.read(source, { now: await tenant.later(0) });
  assert.equal(end.complete, true);
  assert.deepEqual(names(), ["New", "Old", "Old"]);
});

test("read() reads everything where rules read something else, or everybody is in scope", async () => {
  await readFirst(tenant.source());
  const others = [
    tenant.source({ scope: "all" }),
    tenant.source({ reads: ["department"] }),
    tenant.source({ reads: ["manager"] }),
    tenant.source({ reads: ["manager.department"] }),
  ];
  for (const source of others) {
    const first = await mirror.read(source, { now: await tenant.later(0) });
    const second = await mirror.read(source, { now: await tenant.later(0) });
    assert.deepEqual([first.end.complete, second.end.complete], [true, false]);
  }
  const before = await mirror.read(tenant.source({ reads: ["mail", "city"] }), {
    now: await tenant.later(0),
  });
  const swapped = await mirror.read(tenant.source({ reads: ["city", "mail"] }), {
    now: await tenant.later(0),
  });
  assert.deepEqual([before.end.complete, swapped.end.complete], [true, false]);
});

test("a position is none to go on from where Graph is somewhere else", () => {
  const selection = { user: ["id"], group: [], manager: [] };
  const [one, other] = ["https://graph.microsoft.com", "https://graph.example.com"].map((graphUrl) =>
    selectionKey(selection, { scope: "assigned", graphUrl }),
  );
  assert.notEqual(one, other);
});

test("read() reads everything where a watermark is none of its own", async () => {
  await readFirst(tenant.source());
  const { watermark } = mirror;
  for (const foreign of ["2026-11-21", { ...position(), version: 2 }, { ...position(), users: null }]) {
    mirror.watermark = foreign;
    const { end } = await mirror.read(tenant.source(), { now: await tenant.later(0) });
    assert.equal(end.complete, true);
  }
  mirror.watermark = watermark;
  const { end } = await mirror.read(tenant.source(), { now: await tenant.later(0) });
  assert.equal(end.complete, false);
});

test("read() reads everything when it is asked to, and keeps its position", async () => {
  const source = tenant.source();
  await readFirst(source);
  const { openedAt } = position().users;
  await rename(ada);
  const { end } = await mirror.read(source, { now: await tenant.later(minuteMs), complete: true });
  assert.equal(end.complete, true);
  assert.equal(position().users.openedAt, openedAt);
  assert.deepEqual(names(), ["New", "Old", "Old"]);
  await rename(bob);
  const next = await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(next.end.complete, false);
  assert.deepEqual(names(), ["New", "New", "Old"]);
});

test("read() reads everything where the last read was more than six days ago", async () => {
  const source = tenant.source();
  await readFirst(source);
  await tenant.mark();
  const { end } = await mirror.read(source, { now: await tenant.later(6 * dayMs) });
  assert.equal(end.complete, true);
  const feed = (await tenant.asked()).filter((path) => path.includes("/users/delta"));
  assert.equal(feed.length, 1);
  assert.match(feed[0] ?? "", /latest/);
});

test("read() changes to a new chain after six days without a gap", async () => {
  const source = tenant.source();
  await readFirst(source);
  const { openedAt } = position().users;
  for (let hours = 0; hours < 6 * 24; hours += 16)
    await mirror.read(source, { now: await tenant.later(16 * 60 * minuteMs) });
  assert.equal(position().users.openedAt, openedAt);
  assert.notEqual(position().renewal, null);
  await rename(ada);
  const short = await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(position().users.openedAt, openedAt);
  await rename(bob);
  const long = await mirror.read(source, { now: await tenant.later(10 * minuteMs) });
  assert.deepEqual([short.end.complete, long.end.complete], [false, false]);
  assert.ok(position().users.openedAt > openedAt);
  assert.equal(position().renewal, null);
  await rename(cyd);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.deepEqual(names(), ["New", "New", "New"]);
});

test("read() begins a round again whose next page has expired", async () => {
  const source = tenant.source();
  await tenant.change([
    { kind: "settings", settings: { delta: { ...defaultTenantSettings.delta, rowsPerPage: 1 } } },
  ]);
  await readFirst(source);
  await rename(ada, bob, cyd);
  // The process dies with the first page of three; its link is good for ten minutes.
  await assert.rejects(mirror.read(source, { now: await tenant.later(0), crashAfter: 2 }), /dies/);
  assert.equal(names().filter((name) => name === "New").length, 1);
  assert.notEqual(position().users.link, position().users.round);
  const { end } = await mirror.read(source, { now: await tenant.later(20 * minuteMs) });
  assert.equal(end.complete, false);
  assert.deepEqual(names(), ["New", "New", "New"]);
});

const anEnd = /a page of changes with a link either to the next page or to the next changes: got other JSON$/;

for (const [what, body, message] of [
  ["without rows", { "@odata.deltaLink": "{self}" }, /a page of a list/],
  ["without a link", { value: [] }, anEnd],
  [
    "with a link to the next page and one to the next changes",
    { value: [], "@odata.nextLink": "{self}&page=2", "@odata.deltaLink": "{self}" },
    anEnd,
  ],
  ["whose next page is the page itself", { value: [], "@odata.nextLink": "{self}" }, /a page of a list/],
  [
    "with a row without an id",
    { value: [{ displayName: "?" }], "@odata.deltaLink": "{self}" },
    /users with an id/,
  ],
] as const) {
  test(`read() stops at a page of changes ${what}`, async () => {
    await readFirst(tenant.source());
    const source = tenant.source({
      wrap: answeringFeed((url) => JSON.stringify(body).replaceAll("{self}", url)),
    });
    const reading = mirror.read(source, { now: await tenant.later(0) });
    await assert.rejects(reading, { code: "sourceIncomplete", message });
  });
}

test("read() stops where pages of changes lead back to an earlier one", async () => {
  await readFirst(tenant.source());
  const source = tenant.source({
    wrap: answeringFeed((url) => {
      const link = url.endsWith("&page=2")
        ? url.replace("&page=2", "&page=3")
        : `${url.replace("&page=3", "")}&page=2`;
      return JSON.stringify({ value: [], "@odata.nextLink": link });
    }),
  });
  await assert.rejects(mirror.read(source, { now: await tenant.later(0) }), {
    code: "sourceIncomplete",
    message: /a page that does not lead back to an earlier one/,
  });
});

test("read() stops at a link of the feed that leads away from Graph", async () => {
  await readFirst(tenant.source());
  const body = JSON.stringify({
    value: [],
    "@odata.nextLink": "https://graph.example.com/v1.0/users/delta?$skiptoken=1",
  });
  const source = tenant.source({ wrap: answeringFeed(() => body) });
  await assert.rejects(mirror.read(source, { now: await tenant.later(0) }), {
    message: /^Cannot follow a link to /,
  });
});

test("read() says what is the matter with a tenant that has no feed", async () => {
  await tenant.fault({ graph: [{ kind: "status", status: 400, path: "/users/delta" }] });
  await assert.rejects(mirror.read(tenant.source(), { now: await tenant.later(0) }), {
    code: "sourceMissing",
    message: /^Cannot follow the changes of the users as Microsoft Graph answers 400/,
  });
});

/** Answers all queries of the users' feed itself. */
function answeringFeed(answer: (url: string) => string): (http: HttpClient) => HttpClient {
  return (http) => ({
    ...http,
    request: async (request) =>
      request.url.includes("/users/delta")
        ? { status: 200, headers: {}, body: answer(request.url) }
        : await http.request(request),
  });
}
