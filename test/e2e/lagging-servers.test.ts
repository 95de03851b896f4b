import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { startTenant } from "../source/graph/tenant.ts";
import { assign, group, idOf, openStory, remove, update, user } from "./entra-story.ts";
import { hasten } from "./histories/hasten.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

hasten();
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
beforeEach(async () => await tenant.calm());

const crew = Array.from({ length: 100 }, (_, at) => `P${String(at).padStart(3, "0")}`);
const last = crew.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)).at(-1) ?? "";
const setting = { groups: false, manager: false };

async function lag(lagMs: { users?: number; members?: number }): Promise<void> {
  await tenant.change({ kind: "settings", settings: { lagMs } });
}

test("who was disabled just before the first read loses access in the next cycle", async () => {
  const changes = [...crew.map((name) => user(name)), ...crew.map((name) => assign(name))];
  await using story = await openStory(tenant, changes, { setting });
  await story.bench.advance(day);
  await story.change(update(last, { accountEnabled: false }));
  await story.bench.advance(2 * minute);
  await lag({ users: 5 * minute });
  await story.cycle("initial");
  assert.equal(story.active().includes(last), true, "the server does not know yet");
  await story.bench.advance(40 * minute);
  await story.cycle();
  assert.equal(story.active().includes(last), false);
});

test("a list that is behind gives access to nobody whom a direct read has shown disabled", async () => {
  const changes = [
    ...crew.map((name) => user(name)),
    ...group("Crew", crew),
    ...group("New", [last]),
    assign("Crew"),
  ];
  await using story = await openStory(tenant, changes, { setting });
  for (let cycle = 0; cycle < 4; cycle += 1) {
    await story.cycle();
    await story.bench.advance(40 * minute);
  }
  await lag({ members: 15 * minute });
  await story.change(update(last, { accountEnabled: false }));
  await story.cycle();
  await story.change(assign("New"));
  for (const kind of ["incremental", "reconcile", "incremental"] as const) {
    await story.bench.advance(minute);
    await story.cycle(kind);
    assert.equal(story.active().includes(last), false, kind);
  }
});

test("an account is not deleted as purged while the user is in the bin", async () => {
  let early = false;
  await using story = await openStory(tenant, [user("A"), user("B"), assign("A"), assign("B")], {
    setting,
    wrap: (http) => ({
      async request(request) {
        const answer = await http.request(request);
        if (!early) return answer;
        return {
          ...answer,
          body: JSON.parse(JSON.stringify(answer.body).replaceAll('"changed"', '"deleted"')),
        };
      },
      [Symbol.asyncDispose]: async () => await http[Symbol.asyncDispose](),
    }),
  });
  await story.cycle();
  await story.bench.advance(40 * minute);
  await story.cycle();
  early = true;
  await story.change(remove("softDelete", "A"));
  await story.bench.advance(minute);
  await story.cycle();
  assert.deepEqual(story.active(), ["B"]);
  assert.equal(story.bench.target.users.size, 2);
});
