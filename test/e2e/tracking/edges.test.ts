import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { appRoles } from "../../../src/sandbox/company/application.ts";
import { startTenant } from "../../source/graph/tenant.ts";
import { confirmAfterMs } from "../entra-bench.ts";
import {
  assign,
  group,
  join,
  leave,
  openStory,
  remove,
  rename,
  type Story,
  unassign,
  unified,
} from "../entra-story.ts";
import { followFeed } from "../graph-feed.ts";
import { company, day, lag, minute, openCompany } from "./company.ts";

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
beforeEach(async () => await tenant.calm());

test("R1: an added assignment creates the account in the next cycle, though no user has changed", async () => {
  await using story = await openCompany(tenant);
  await using feed = await followFeed(tenant.sandbox, "users");
  await story.change(assign("Dan"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd", "Dan"]);
  assert.deepEqual(await feed.rows(), []);

  await story.change(unassign("Dan"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
  await story.change(assign("Dan", appRoles.agent));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd", "Dan"]);
});

test("R1: a group's first assignment brings the group and everybody in it", async () => {
  await using story = await openCompany(tenant);
  await story.change(...group("Pilots", ["Dan", "Ada"]));
  await story.cycle();
  assert.equal(story.members("Pilots"), null);
  await story.change(assign("Pilots"));
  await story.cycle();
  assert.deepEqual(story.members("Pilots"), ["Ada", "Dan"]);
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd", "Dan"]);
});

test("R2: a removed assignment counts when a second read, a minute later, does not show it either", async () => {
  await using story = await openCompany(tenant);
  await story.change(unassign("Cyd"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob"]);
  assert.equal(story.waited(), confirmAfterMs);
  assert.equal((await story.asked("appRoleAssignedTo")).length, 2);
});

test("R2: an assignment that the second read shows again takes nothing from anybody", async () => {
  await using story = await openCompany(tenant);
  await story.change(assign("Dan"));
  await story.cycle();
  await story.change(unassign("Cyd"), unassign("Sales"));
  story.bench.onWait = async () => await story.change(assign("Cyd"), assign("Sales"));
  await story.cycle();
  assert.equal(story.waited(), confirmAfterMs);
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd", "Dan"]);
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob"]);
});

test("R2: somebody who has another reason keeps the account", async () => {
  await using story = await openCompany(tenant);
  await story.change(join("Sales", "Cyd"));
  await story.cycle();
  await story.change(unassign("Cyd"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
});

test("R3: whoever joins a group gets an account, whoever leaves it loses it, at once where the feed says so", async () => {
  await using story = await openCompany(tenant);
  await story.change(join("Sales", "Dan"), leave("Sales", "Ada"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Bob", "Cyd", "Dan"]);
  assert.deepEqual(story.members("Sales"), ["Bob", "Dan"]);
  assert.equal(story.waited(), 0);
});

test("R3: without a word in the group's feed, leaving it needs a second look", async () => {
  await using story = await openCompany(tenant);
  await lag(tenant, { groupsDelta: day });
  await story.change(leave("Sales", "Ada"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Bob", "Cyd"]);
  assert.equal(story.waited(), confirmAfterMs);
});

test("R3: a member who is back at the second look has never been away", async () => {
  await using story = await openCompany(tenant);
  await lag(tenant, { groupsDelta: day });
  await story.change(leave("Sales", "Ada"));
  story.bench.onWait = async () => await story.change(join("Sales", "Ada"));
  await story.cycle();
  assert.equal(story.waited(), confirmAfterMs);
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob"]);
});

test("R8: a renamed group is renamed", async () => {
  await using story = await openCompany(tenant);
  await story.change(rename("Sales", "Sales & Support"));
  await story.cycle();
  assert.deepEqual(story.members("Sales & Support"), ["Ada", "Bob"]);
  assert.equal(story.members("Sales"), null);
});

for (const [kind, properties, waits] of [
  // A second look at what is gone for good; the bin shows the others.
  ["security", {}, confirmAfterMs],
  ["Microsoft 365", unified, 0],
] as const) {
  test(`R9: with a deleted ${kind} group everybody in it loses access, and the group goes`, async () => {
    await using story = await openCompany(tenant, properties);
    await story.change(remove("softDelete", "Sales"));
    await story.cycle();
    assert.deepEqual(story.active(), ["Cyd"]);
    assert.equal(story.members("Sales"), null);
    assert.equal(story.waited(), waits);
  });
}

test("R9: where everything is in scope, a deleted group goes with the next cycle, too", async () => {
  await using story = await openStory(tenant, company(), { setting: { scope: "all" } });
  await story.cycle();
  await story.change(remove("softDelete", "Sales"));
  await story.cycle();
  assert.equal(story.members("Sales"), null);
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd", "Dan"]);
});

for (const [when, pause] of [
  ["while the feed was followed", async (): Promise<void> => await Promise.resolve()],
  ["while nobody looked for nine days", async (story: Story) => void (await story.bench.advance(9 * day))],
  ["before the list of members shows it", async () => await lag(tenant, { members: 5 * minute })],
] as const) {
  test(`R9: a group that the last member has left ${when} is empty, and stops nothing`, async () => {
    await using story = await openCompany(tenant);
    await story.change(leave("Sales", "Ada"), leave("Sales", "Bob"));
    await pause(story);
    await story.cycle();
    await story.bench.advance(10 * minute);
    await story.cycle();
    assert.deepEqual(story.active(), ["Cyd"]);
    assert.deepEqual(story.members("Sales"), []);
  });
}

test("R10: a group that comes to the application takes its place in the group around it", async () => {
  await using story = await openStory(tenant, [
    ...company(),
    ...group("Inner", ["Dan"]),
    join("Sales", "Inner"),
  ]);
  await story.cycle();
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob"]);
  await story.change(assign("Inner"));
  await story.cycle();
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob", "Inner"]);
});

test("R10: a restored Microsoft 365 group is back with everybody in it", async () => {
  await using story = await openCompany(tenant, unified);
  await story.change(remove("softDelete", "Sales"));
  await story.cycle();
  await story.bench.advance(day);
  await story.change(remove("restore", "Sales"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob"]);
});
