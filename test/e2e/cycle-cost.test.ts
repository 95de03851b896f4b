import assert from "node:assert/strict";
import { after, test } from "node:test";
import { property } from "../../src/rules/attribute-path.ts";
import { startTenant } from "../source/graph/tenant.ts";
import { assign, group, idOf, openStory, report, type Story, user } from "./entra-story.ts";

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());

const minute = 60_000;

type Size = {
  readonly users: number;
  readonly groups: number;
  /** In each group, nobody in two. */
  readonly members: number;
  readonly direct: number;
};

function nameAt(index: number): string {
  return `Person ${index}`;
}

function commandsOf({ users, groups, members, direct }: Size): readonly object[] {
  const names = Array.from({ length: users }, (_, index) => nameAt(index));
  const teams = Array.from({ length: groups }, (_, index) =>
    group(`Team ${index}`, names.slice(index * members, (index + 1) * members)),
  );
  const inTeams = groups * members;
  return [
    ...names.map((name) => user(name)),
    ...names.slice(1, inTeams).map((name) => report(name, nameAt(0))),
    ...teams.flat(),
    ...teams.map((_, index) => assign(`Team ${index}`)),
    ...names.slice(inTeams, inTeams + direct).map((name) => assign(name)),
  ];
}

type Totals = { readonly seq: number; readonly requests: number; readonly items: number };

/** What Graph is asked for in one cycle, by the sandbox's journal; items of batches counted apart. */
async function costOf(story: Story, kind: "incremental" | "initial"): Promise<Totals> {
  const { seq } = await totals(0);
  await story.cycle(kind);
  return await totals(seq);
}

async function totals(since: number): Promise<Totals> {
  const sum = await tenant.sandbox.control(`journal/totals?side=graph&since=${since}`);
  const [seq, requests, items] = ["seq", "requests", "items"].map((name) => Number(property(sum, name)));
  return { seq: seq ?? 0, requests: requests ?? 0, items: items ?? 0 };
}

/** An incremental cycle of a job that has come to rest, 40 minutes after the last one. */
async function quietCost(size: Size): Promise<Totals> {
  await using story = await openStory(tenant, commandsOf(size));
  await story.cycle();
  assert.equal(story.active().length, size.groups * size.members + size.direct);
  for (let count = 0; count < 2; count += 1) {
    await story.bench.advance(40 * minute);
    await story.cycle();
  }
  await story.bench.advance(40 * minute);
  return await costOf(story, "incremental");
}

test("a quiet incremental cycle of 5,000 people in 20 groups of 100,000 users takes at most 40 requests", async () => {
  const cost = await quietCost({ users: 100_000, groups: 20, members: 250, direct: 0 });
  assert.ok(cost.requests <= 40, JSON.stringify(cost));
});

test("what a quiet incremental cycle takes does not depend on how large the tenant is", async () => {
  const small = await quietCost({ users: 400, groups: 4, members: 75, direct: 20 });
  const large = await quietCost({ users: 8_000, groups: 4, members: 75, direct: 20 });
  assert.equal(large.requests, small.requests);
  assert.equal(large.items, small.items);
});

test("an initial cycle reads people in groups with the member pages, and others in batches", async () => {
  const size = { users: 6_000, groups: 2, members: 2_000, direct: 200 };
  await using story = await openStory(tenant, commandsOf(size), { setting: { manager: false } });
  const cost = await costOf(story, "initial");
  const pages = 1.2 * ((size.groups * size.members) / 999);
  const constant = 10;
  assert.ok(cost.requests <= pages + size.direct / 20 + 3 * size.groups + constant, JSON.stringify(cost));
  const single = await story.asked("/users/");
  assert.equal(single.filter((path) => path.includes(idOf(nameAt(0)))).length, 0);
});

test("where nearly everybody is assigned by name, the list of users is read instead", async () => {
  const size = { users: 3_000, groups: 0, members: 0, direct: 2_900 };
  await using story = await openStory(tenant, commandsOf(size), { setting: { manager: false } });
  const cost = await costOf(story, "initial");
  assert.ok(cost.requests <= 20, JSON.stringify(cost));
});
