import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { defaultTenantSettings } from "../../../src/sandbox/tenant/settings.ts";
import type { Source } from "../../../src/source/source.ts";
import { ofKind } from "../read-all.ts";
import { MemoryMirror } from "./memory-mirror.ts";
import { startTenant } from "./tenant.ts";

const minuteMs = 60_000;
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

const boss = "aaaaaaaa-0000-4000-8000-000000000000";
const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const bob = "aaaaaaaa-0000-4000-8000-000000000002";
const cyd = "aaaaaaaa-0000-4000-8000-000000000003";
const dan = "aaaaaaaa-0000-4000-8000-000000000004";
const sales = "bbbbbbbb-0000-4000-8000-000000000001";

let mirror = new MemoryMirror();

beforeEach(async () => {
  await tenant.calm();
  await tenant.change([
    { kind: "reset" },
    ...[boss, ada, bob, cyd, dan].map((id, index) => person(id, `User ${index}`)),
    { kind: "setManager", id: bob, managerId: boss },
    { kind: "createGroup", id: sales, properties: { displayName: "Sales", securityEnabled: true } },
    { kind: "addMember", groupId: sales, memberId: ada },
    { kind: "assign", id: "a1", principalId: sales },
    { kind: "assign", id: "a2", principalId: bob },
    { kind: "assign", id: "a3", principalId: cyd },
  ]);
  mirror = new MemoryMirror();
});

function person(id: string, displayName: string): object {
  const properties = { displayName, userPrincipalName: `${id}@example.com`, accountEnabled: true };
  return { kind: "createUser", id, properties };
}

async function lag(lagMs: Partial<typeof defaultTenantSettings.lagMs>): Promise<void> {
  await tenant.change({
    kind: "settings",
    settings: { lagMs: { ...defaultTenantSettings.lagMs, ...lagMs } },
  });
}

async function delta(moods: Partial<typeof defaultTenantSettings.delta>): Promise<void> {
  await tenant.change({
    kind: "settings",
    settings: { delta: { ...defaultTenantSettings.delta, ...moods } },
  });
}

/** What is known is beyond doubt: from here on nothing but the feed tells of changes of users. */
async function readFirst(source: Source): Promise<void> {
  await mirror.read(source, { now: await tenant.later(0) });
  // A feed that repeats itself leaves doubts for ever.
  for (let round = 0; round < 5 && (round < 2 || mirror.doubted > 0); round += 1) {
    await mirror.read(source, { now: await tenant.later(11 * minuteMs) });
  }
}

function rename(id: string, displayName: string): object {
  return { kind: "updateUser", id, properties: { displayName } };
}

test("read() reports those who have changed, and nobody else but who has a turn", async () => {
  const source = tenant.source();
  await readFirst(source);
  await tenant.change([rename(ada, "Ada"), rename(dan, "Dan")]);
  await tenant.mark();
  const now = await tenant.later(minuteMs);
  const { records, pages } = await mirror.read(source, { now });
  const users = ofKind(records, "object").filter(({ type }) => type === "user");
  assert.deepEqual(
    users.map(({ id, attributes }) => [id, attributes["displayName"]]),
    [[ada, "Ada"]],
  );
  // The row's record and the position after it are one page.
  const page = pages.find((each) => ofKind(each.records, "object").some(({ id }) => id === ada));
  assert.notEqual(page?.watermark, undefined);
  const asked = await tenant.asked();
  assert.ok(asked.includes(`/v1.0/groups/${sales}/members?$select=id&$top=999`));
  assert.ok(asked.every((path) => !path.includes(`/users/${dan}`)));
});

test("read() reports everybody who has changed where everybody is in scope, new ones too", async () => {
  const eve = "aaaaaaaa-0000-4000-8000-000000000005";
  const source = tenant.source({ scope: "all" });
  await readFirst(source);
  await tenant.change([rename(dan, "Dan"), person(eve, "Eve")]);
  const { end } = await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(end.complete, false);
  assert.equal(mirror.attributes(dan)?.["displayName"], "Dan");
  assert.equal(mirror.attributes(eve)?.["displayName"], "Eve");
  await tenant.change([{ kind: "softDelete", id: eve }]);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(eve), null);
  await tenant.change([{ kind: "restore", id: eve }]);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(eve)?.["displayName"], "Eve");
});

test("read() reads whom an assignment or a membership names and nobody knows yet", async () => {
  const source = tenant.source();
  await readFirst(source);
  await tenant.change([
    { kind: "assign", id: "a4", principalId: dan },
    { kind: "addMember", groupId: sales, memberId: boss },
  ]);
  const { end } = await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(end.complete, false);
  assert.equal(mirror.attributes(dan)?.["displayName"], "User 4");
  assert.equal(mirror.attributes(boss)?.["displayName"], "User 0");
});

test("read() reads somebody again until a lagging server must know what the feed says", async () => {
  const source = tenant.source();
  await readFirst(source);
  await lag({ users: 9 * minuteMs });
  await tenant.change([rename(ada, "Ada")]);
  const now = await tenant.later(minuteMs);
  await mirror.read(source, { now });
  assert.equal(mirror.attributes(ada)?.["displayName"], "User 1");
  assert.equal(mirror.objects.user.get(ada)?.doubtedUntil, now.getTime() + 10 * minuteMs);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(ada)?.["displayName"], "User 1");
  await mirror.read(source, { now: await tenant.later(10 * minuteMs) });
  assert.equal(mirror.attributes(ada)?.["displayName"], "Ada");
  assert.equal(mirror.objects.user.get(ada)?.doubtedUntil, 0);
});

test("read() reads all of those again who are in doubt, however many there are", async () => {
  const many = Array.from(
    { length: 150 },
    (_, at) => `cccccccc-0000-4000-8000-${String(at).padStart(12, "0")}`,
  );
  await tenant.change(
    many.flatMap((id) => [person(id, "X"), { kind: "addMember", groupId: sales, memberId: id }]),
  );
  const source = tenant.source();
  await readFirst(source);
  await lag({ users: 5 * minuteMs });
  await tenant.change(many.map((id) => rename(id, "Y")));
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(many[149] ?? "")?.["displayName"], "X");
  await mirror.read(source, { now: await tenant.later(6 * minuteMs) });
  assert.ok(many.every((id) => mirror.attributes(id)?.["displayName"] === "Y"));
});

test("read() finds whom the feed announces before any server shows them", async () => {
  const eve = "aaaaaaaa-0000-4000-8000-000000000005";
  const source = tenant.source({ scope: "all" });
  await readFirst(source);
  await lag({ users: 5 * minuteMs });
  await tenant.change([person(eve, "Eve")]);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(eve), null);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(eve), null);
  await mirror.read(source, { now: await tenant.later(5 * minuteMs) });
  assert.equal(mirror.attributes(eve)?.["displayName"], "Eve");
});

test("read() says that somebody is gone whom the feed calls so and no server shows", async () => {
  const source = tenant.source();
  await readFirst(source);
  await tenant.change([
    { kind: "purge", id: ada },
    { kind: "softDelete", id: bob },
  ]);
  const { records } = await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.deepEqual(ofKind(records, "gone"), [{ kind: "gone", type: "user", id: ada }]);
  assert.deepEqual(ofKind(records, "missing"), [{ kind: "missing", type: "user", id: bob }]);
});

test("read() takes whom the feed shows and no server does for there, until servers must know", async () => {
  const source = tenant.source();
  await readFirst(source);
  async function whatIsSaid(ms: number): Promise<readonly string[]> {
    const { records } = await mirror.read(source, { now: await tenant.later(ms) });
    return records.filter((record) => "id" in record && record.id === ada).map(({ kind }) => kind);
  }
  await tenant.change([rename(ada, "Ada")]);
  await tenant.fault({ graph: [{ kind: "status", status: 404, path: `/v1.0/users/${ada}` }] });
  assert.deepEqual(await whatIsSaid(minuteMs), ["unreadable"]);
  assert.deepEqual(await whatIsSaid(9 * minuteMs), ["unreadable"]);
  assert.deepEqual(await whatIsSaid(minuteMs), ["missing"]);
  await tenant.fault({ graph: [] });
  assert.deepEqual(await whatIsSaid(minuteMs), ["object"]);
  assert.deepEqual(await whatIsSaid(minuteMs), []);

  await tenant.change([rename(ada, "Ada again")]);
  await tenant.fault({ graph: [{ kind: "status", status: 404, path: `/v1.0/users/${ada}` }] });
  assert.deepEqual(await whatIsSaid(minuteMs), ["unreadable"]);
  await tenant.change([{ kind: "softDelete", id: ada }]);
  assert.deepEqual(await whatIsSaid(minuteMs), ["unreadable", "missing"]);
  assert.deepEqual(await whatIsSaid(minuteMs), []);
});

test("read() keeps the doubt about somebody whom the feed calls deleted and a server still shows", async () => {
  const source = tenant.source();
  await readFirst(source);
  await lag({ users: 5 * minuteMs });
  await tenant.change([{ kind: "softDelete", id: ada }]);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.notEqual(mirror.attributes(ada), null);
  await mirror.read(source, { now: await tenant.later(10 * minuteMs) });
  assert.equal(mirror.attributes(ada), null);
});

test("read() sees a change that was made before a stranger came into scope and that servers show late", async () => {
  const source = tenant.source();
  await readFirst(source);
  await lag({ users: 5 * minuteMs });
  await tenant.change([rename(dan, "Dan")]);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  await tenant.change([{ kind: "assign", id: "a4", principalId: dan }]);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(dan)?.["displayName"], "User 4");
  await mirror.read(source, { now: await tenant.later(10 * minuteMs) });
  assert.equal(mirror.attributes(dan)?.["displayName"], "Dan");
});

test("read() loses nothing when the process dies after any page", async () => {
  for (let crashAfter = 0; crashAfter < 12; crashAfter += 1) {
    mirror = new MemoryMirror();
    await delta({ rowsPerPage: 1 });
    const source = tenant.source();
    await readFirst(source);
    const name = `after ${crashAfter}`;
    await tenant.change([ada, bob, cyd].map((id) => rename(id, name)));
    await mirror.read(source, { now: await tenant.later(minuteMs), crashAfter }).catch(() => null);
    await mirror.read(source, { now: await tenant.later(minuteMs) });
    for (const id of [ada, bob, cyd]) assert.equal(mirror.attributes(id)?.["displayName"], name);
  }
});

test("read() is not misled by rows that come late, twice, again or in another order", async () => {
  await delta({ late: 50, duplicates: 50, replays: 20, shuffled: true, rowsPerPage: 2 });
  const source = tenant.source({ reads: ["manager"] });
  await readFirst(source);
  for (let round = 0; round < 8; round += 1) {
    await tenant.change([rename(ada, `Ada ${round}`), rename(bob, `Bob ${round}`)]);
    await tenant.change(
      round % 2 === 0
        ? [
            { kind: "softDelete", id: cyd },
            { kind: "setManager", id: bob, managerId: dan },
          ]
        : [
            { kind: "restore", id: cyd },
            { kind: "setManager", id: bob, managerId: boss },
          ],
    );
    await mirror.read(source, { now: await tenant.later(minuteMs) });
  }
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(mirror.attributes(ada)?.["displayName"], "Ada 7");
  assert.equal(mirror.attributes(bob)?.["displayName"], "Bob 7");
  assert.deepEqual(mirror.attributes(bob)?.["manager"], { id: boss });
  assert.equal(mirror.attributes(cyd)?.["displayName"], "User 3");
});

test("read() sends the feed's requests as the service wants them", async () => {
  const source = tenant.source({ reads: ["manager.department"] });
  await mirror.read(source, { now: await tenant.later(0) });
  await mirror.read(source, { now: await tenant.later(0) });
  const entries = (await tenant.sandbox.control("journal?side=graph")) as {
    path: string;
    headers: Record<string, string>;
  }[];
  const feed = entries.filter(({ path }) => path.startsWith("/v1.0/users/delta"));
  assert.match(feed[0]?.path ?? "", /\$select=id,displayName,.*,department,manager&\$deltatoken=latest$/);
  assert.equal(feed.length, 2);
  assert.ok(feed.every(({ headers }) => headers["prefer"] === "return=minimal"));
});

test("read() stops in later reads, too, when more than 5 % of the known users are unreadable", async () => {
  const many = Array.from(
    { length: 27 },
    (_, at) => `cccccccc-0000-4000-8000-${String(at).padStart(12, "0")}`,
  );
  await tenant.change(
    many.flatMap((id) => [person(id, "X"), { kind: "addMember", groupId: sales, memberId: id }]),
  );
  const source = tenant.source();
  await readFirst(source);
  mirror.turns = "all";
  await tenant.change([{ kind: "settings", settings: { limitedInformation: [ada] } }]);
  const { records } = await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.deepEqual(ofKind(records, "unreadable"), [{ kind: "unreadable", type: "user", id: ada }]);
  await tenant.change([{ kind: "settings", settings: { limitedInformation: [ada, bob] } }]);
  await assert.rejects(mirror.read(source, { now: await tenant.later(minuteMs) }), {
    code: "permission",
    message: "Cannot read the users as 2 of 30 come without any attribute: at most 5 % may",
  });
  await tenant.change([{ kind: "settings", settings: { limitedInformation: [] } }]);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  mirror.turns = "doubted";
  await tenant.change([rename(ada, "Ada"), { kind: "settings", settings: { limitedInformation: "all" } }]);
  // One of one, and not enough to say that it is all of them.
  const { end } = await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(end.complete, false);
  await tenant.change(many.map((id) => rename(id, "Y")));
  await assert.rejects(mirror.read(source, { now: await tenant.later(minuteMs) }), { code: "permission" });
});
