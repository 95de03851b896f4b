import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { startTenant } from "../../source/graph/tenant.ts";
import { confirmAfterMs } from "../entra-bench.ts";
import { assign, openStory, remove, report, update } from "../entra-story.ts";
import { followFeed } from "../graph-feed.ts";
import { company, day, lag, minute, openCompany } from "./company.ts";

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
beforeEach(async () => await tenant.calm());

test("R4: an account that is disabled in the directory is disabled, and enabled again with it", async () => {
  await using story = await openCompany(tenant);
  await story.change(update("Ada", { accountEnabled: false }));
  await story.cycle();
  assert.deepEqual(story.active(), ["Bob", "Cyd"]);
  await story.change(update("Ada", { accountEnabled: true, jobTitle: "Pilot" }));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
  assert.equal(story.account("Ada")["title"], "Pilot");
});

test("R5: a soft-deleted user is disabled, though no group says a word, and keeps the place in the group", async () => {
  await using story = await openCompany(tenant);
  await using feed = await followFeed(tenant.sandbox, "groups");
  await story.change(remove("softDelete", "Ada"), remove("softDelete", "Cyd"));
  await story.cycle();
  assert.deepEqual(story.active(), ["Bob"]);
  assert.deepEqual(await feed.rows(), []);
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob"]);
});

test("R5: a soft-deleted user whom the bin does not show yet is disabled, and never deleted", async () => {
  await using story = await openCompany(tenant);
  await lag(tenant, { deletedItems: 9 * minute, usersDelta: day });
  await story.change(remove("softDelete", "Ada"));
  for (let count = 0; count < 4; count += 1) {
    await story.cycle();
    assert.equal(story.account("Ada")["active"], false);
    await story.bench.advance(3 * minute);
  }
});

test("R6: a restored user whom not every server knows yet is not deleted", async () => {
  await using story = await openCompany(tenant);
  await story.change(remove("softDelete", "Ada"));
  await story.cycle();
  await story.bench.advance(day);
  await lag(tenant, { users: 9 * minute, usersDelta: 9 * minute });
  await story.change(remove("restore", "Ada"));
  const { id } = story.account("Ada");
  for (let count = 0; count < 4; count += 1) {
    await story.cycle();
    assert.equal(story.account("Ada")["id"], id);
    await story.bench.advance(3 * minute);
  }
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
});

test("R6: a restored user is enabled with every membership, though no group says a word", async () => {
  await using story = await openCompany(tenant);
  await story.change(remove("softDelete", "Ada"), remove("softDelete", "Cyd"));
  await story.cycle();
  await story.bench.advance(3 * day);
  await using feed = await followFeed(tenant.sandbox, "groups");
  await story.change(remove("restore", "Ada"), remove("restore", "Cyd"));
  await story.cycle();
  assert.deepEqual(await feed.rows(), []);
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob"]);
});

test("R6: deleted and restored between two cycles, nobody notices", async () => {
  await using story = await openCompany(tenant);
  const { length } = story.bench.target.writes;
  await story.change(remove("softDelete", "Ada"), remove("restore", "Ada"));
  await story.cycle();
  assert.equal(story.bench.target.writes.length, length);
});

test("R7: a purged user's account is deleted, from the bin and straight away", async () => {
  await using story = await openCompany(tenant);
  await story.change(remove("softDelete", "Ada"));
  await story.cycle();
  await story.change(remove("purge", "Ada"), remove("softDelete", "Cyd"), remove("purge", "Cyd"));
  await story.cycle();
  const names = [...story.bench.target.users.values()].map(({ displayName }) => displayName);
  assert.deepEqual(names, ["Bob"]);
});

test("R7: a purge of which no feed tells ends access at once, and the account when nobody is there for long enough", async () => {
  await using story = await openCompany(tenant);
  await lag(tenant, { usersDelta: day });
  await story.change(remove("softDelete", "Ada"), remove("purge", "Ada"));
  await story.cycle();
  assert.equal(story.account("Ada")["active"], false);
  assert.equal(story.waited(), confirmAfterMs);
  await story.bench.advance(15 * minute);
  await story.cycle();
  assert.equal(story.bench.target.users.size, 2);
  assert.equal(story.waited(), confirmAfterMs);
});

test("R11: a changed manager is changed, a removed one removed", async () => {
  await using story = await openCompany(tenant);
  await story.change(report("Ada", "Bob"));
  await story.cycle();
  assert.equal(story.manager("Ada"), "Bob");
  await story.change(report("Ada", "Cyd"));
  await story.cycle();
  assert.equal(story.manager("Ada"), "Cyd");
  await story.change(report("Ada", null));
  await story.cycle();
  assert.equal(story.manager("Ada"), null);
});

test("R11: what rules read of a manager follows the manager, in scope or not", async () => {
  const people = [...company(), report("Ada", "Dan"), report("Bob", "Cyd")];
  await using story = await openStory(tenant, people, { setting: { managerDepartment: true } });
  await story.cycle();
  await story.change(update("Dan", { department: "Board" }), update("Cyd", { department: "Staff" }));
  await story.cycle();
  assert.equal(story.account("Ada")["nickName"], "Board");
  assert.equal(story.account("Bob")["nickName"], "Staff");
});

test("R12: reports get their manager as soon as the manager has an account, and lose one who is deleted", async () => {
  await using story = await openStory(tenant, [...company(), report("Ada", "Dan"), report("Bob", "Dan")]);
  await story.cycle();
  assert.equal(story.manager("Ada"), null);
  await story.change(assign("Dan"));
  await story.cycle();
  assert.deepEqual([story.manager("Ada"), story.manager("Bob")], ["Dan", "Dan"]);
  await story.change(remove("softDelete", "Dan"));
  await story.cycle();
  assert.deepEqual([story.manager("Ada"), story.manager("Bob")], [null, null]);
  await story.change(remove("restore", "Dan"));
  await story.cycle();
  assert.deepEqual([story.manager("Ada"), story.manager("Bob")], ["Dan", "Dan"]);
  await story.change(remove("softDelete", "Dan"), remove("purge", "Dan"));
  await story.cycle();
  assert.deepEqual([story.manager("Ada"), story.manager("Bob")], [null, null]);
});
