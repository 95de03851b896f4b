import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { startTenant } from "../../source/graph/tenant.ts";
import {
  assign,
  group,
  idOf,
  leave,
  openStory,
  remove,
  report,
  type Story,
  unassign,
  update,
  user,
} from "../entra-story.ts";
import { company, day, lag, minute, openCompany } from "./company.ts";

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
beforeEach(async () => await tenant.calm());

for (const [how, lose] of [
  [
    "a 410 with a place to begin anew",
    async (): Promise<void> => await tenant.change({ kind: "resetDelta" }),
  ],
  [
    "resyncApplyDifferences",
    async (): Promise<void> => await tenant.change({ kind: "resetDelta", code: "resyncApplyDifferences" }),
  ],
  [
    "a position that Graph does not know any more",
    async (story: Story): Promise<void> => {
      await tenant.change({ kind: "settings", settings: { delta: { tokenLifetimeMs: minute } } });
      await story.bench.advance(2 * minute);
    },
  ],
  ["eight days of rest", async (story: Story): Promise<void> => void (await story.bench.advance(8 * day))],
] as const) {
  test(`R13: after ${how} everything is read anew, and nobody is believed gone without a look of its own`, async () => {
    await using story = await openCompany(tenant);
    await story.change(
      update("Ada", { jobTitle: "Pilot" }),
      remove("softDelete", "Bob"),
      leave("Sales", "Bob"),
    );
    await lose(story);
    await story.cycle();
    assert.deepEqual(story.active(), ["Ada", "Cyd"]);
    assert.equal(story.account("Ada")["title"], "Pilot");
    assert.equal((await story.asked(`/users/${idOf("Bob")}?`)).length > 0, true);
    await story.change(update("Ada", { jobTitle: "Captain" }));
    await story.cycle();
    assert.equal(story.account("Ada")["title"], "Captain");
  });
}

test("R14: what rules read from now on is read of everybody, and followed", async () => {
  await using story = await openCompany(tenant);
  await story.change(update("Dan", { department: "Board" }), report("Ada", "Dan"));
  await story.cycle();
  await story.rewrite({ managerDepartment: true });
  await story.cycle();
  assert.equal(story.account("Ada")["nickName"], "Board");
  await story.change(update("Dan", { department: "Staff" }));
  await story.cycle();
  assert.equal(story.account("Ada")["nickName"], "Staff");
});

test("R15: what would take many people's access at once is held", async () => {
  const people = Array.from({ length: 12 }, (_, index) => `Person ${index}`);
  const commands = [...people.map((name) => user(name)), ...group("Crew", people), ...company()];
  await using story = await openStory(tenant, [...commands, assign("Crew")], {
    rules: (rules) => ({ ...rules, guard: { ...rules.guard, maxRemovals: 5 } }),
  });
  await story.cycle();
  const before = story.active();
  await story.change(unassign("Crew"));
  const { holds } = await story.cycle();
  assert.deepEqual(story.active(), before);
  assert.equal(
    holds.some(({ planned }) => planned === people.length),
    true,
  );
});

test("R16: what no feed tells reaches the account within a day", async () => {
  const people = Array.from({ length: 150 }, (_, index) => `Person ${index}`);
  const commands = [...people.map((name) => user(name)), ...group("Crew", people), assign("Crew")];
  await using story = await openStory(tenant, commands);
  await story.cycle();
  // Whoever was read right after the feed was opened is read once more.
  await story.bench.advance(11 * minute);
  await story.cycle();
  await lag(tenant, { usersDelta: 100 * day });
  await story.change(...people.map((name) => update(name, { jobTitle: "Told by nobody" })));
  function told(): number {
    return [...story.bench.target.users.values()].filter(({ title }) => title === "Told by nobody").length;
  }
  for (let hours = 8; hours < 24; hours += 8) {
    await story.bench.advance(8 * 60 * minute);
    await story.cycle();
  }
  assert.ok(told() > 0 && told() < people.length, `${told()} are spread over the day`);
  await story.bench.advance(8 * 60 * minute);
  await story.cycle();
  assert.equal(told(), people.length);
});
