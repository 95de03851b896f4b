import assert from "node:assert/strict";
import { after, before as beforeAll, beforeEach, test } from "node:test";
import type { Source } from "../../../src/source/source.ts";
import { MemoryMirror } from "./memory-mirror.ts";
import { startTenant } from "./tenant.ts";

const minuteMs = 60_000;
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

const inGroups = 5_000;
const groups = 20;
const strangers = 5_000;

beforeAll(async () => {
  await tenant.change(
    Array.from({ length: groups }, (_, at) => [
      { kind: "createGroup", id: groupId(at), properties: { displayName: `G${at}`, securityEnabled: true } },
      { kind: "assign", principalId: groupId(at) },
    ]).flat(),
  );
  await tenant.change(Array.from({ length: inGroups + strangers }, (_, at) => person(at)));
  await tenant.change(
    Array.from({ length: inGroups }, (_, at) => ({
      kind: "addMember",
      groupId: groupId(at % groups),
      memberId: userId(at),
    })),
  );
});

beforeEach(async () => {
  await tenant.calm();
});

function groupId(at: number): string {
  return `bbbbbbbb-0000-4000-8000-${String(at).padStart(12, "0")}`;
}

function userId(at: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(at).padStart(12, "0")}`;
}

function person(at: number): object {
  const properties = { displayName: `U${at}`, userPrincipalName: `u${at}@example.com`, accountEnabled: true };
  return { kind: "createUser", id: userId(at), properties };
}

/** How many requests a read takes. */
async function cost(mirror: MemoryMirror, source: Source, ms: number): Promise<number> {
  const requests = source.requests;
  await mirror.read(source, { now: await tenant.later(ms) });
  return source.requests - requests;
}

for (const reads of [[], ["manager", "manager.department"]]) {
  test(`a read of what has changed where nothing has costs at most 40 requests, rules read ${reads.join()}`, async () => {
    const mirror = new MemoryMirror();
    mirror.turns = "all";
    const source = tenant.source({ reads });
    const first = await cost(mirror, source, 0);
    if (reads.length === 0) {
      // Who comes through a group is read with the pages of members.
      assert.ok(first <= (1.2 * inGroups) / 999 + 2 * groups, `${first} requests`);
    }
    for (const ms of [minuteMs, 40 * minuteMs, 40 * minuteMs]) {
      const requests = await cost(mirror, source, ms);
      assert.ok(requests <= 40, `${requests} requests`);
    }
  });
}

test("a read of what has changed costs the same in a larger tenant", async () => {
  const mirror = new MemoryMirror();
  mirror.turns = "all";
  const source = tenant.source();
  for (let read = 0; read < 3; read += 1) await mirror.read(source, { now: await tenant.later(minuteMs) });
  const before = await cost(mirror, source, minuteMs);
  const more = Array.from({ length: 5_000 }, (_, at) => person(inGroups + strangers + at));
  await tenant.change(more);
  await mirror.read(source, { now: await tenant.later(minuteMs) });
  assert.equal(await cost(mirror, source, minuteMs), before);
});

test("users are read again in turn, everybody once a day", async () => {
  const mirror = new MemoryMirror();
  mirror.turns = "all";
  const source = tenant.source();
  await mirror.read(source, { now: await tenant.later(0) });
  const firstRead = [...mirror.objects.user.values()][0]?.seen ?? 0;
  for (let hours = 0; hours < 24; hours += 4)
    await mirror.read(source, { now: await tenant.later(240 * minuteMs) });
  assert.equal(mirror.objects.user.size, inGroups);
  assert.ok([...mirror.objects.user.values()].every(({ seen }) => seen > firstRead));
});

test("a read after a day or more reads everything, which costs less than everybody in turn", async () => {
  const mirror = new MemoryMirror();
  mirror.turns = "all";
  const source = tenant.source();
  await mirror.read(source, { now: await tenant.later(0) });
  await mirror.read(source, { now: await tenant.later(11 * minuteMs) });
  const requests = source.requests;
  const { end } = await mirror.read(source, { now: await tenant.later(24 * 60 * minuteMs) });
  assert.equal(end.complete, true);
  assert.ok(source.requests - requests < 50);
});
