import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { startTenant } from "../source/graph/tenant.ts";
import {
  assign,
  group,
  idOf,
  join,
  leave,
  openStory,
  report,
  type Story,
  type StoryOptions,
  unassign,
  update,
  user,
} from "./entra-story.ts";
import { hasten } from "./histories/hasten.ts";

hasten();
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
beforeEach(async () => await tenant.calm());

const day = 86_400_000;
const crew = Array.from({ length: 24 }, (_, index) => `Person ${String(index).padStart(2, "0")}`);
const permissions = ["Application.Read.All", "User.Read.All", "GroupMember.Read.All"];

/** 24 people in Crew, all but the last of them reports of the first; Ada by herself. */
const company = [
  ...crew.map((name) => user(name)),
  user("Ada"),
  ...group("Crew", crew),
  ...crew.slice(1).map((name) => report(name, "Person 00")),
  assign("Crew"),
  assign("Ada"),
];

async function open(options?: StoryOptions): Promise<Story> {
  const story = await openStory(tenant, company, options);
  await story.cycle();
  assert.equal(story.active().length, 25);
  // Nothing is in doubt any more, so that only the disturbance makes anybody be read again.
  await story.bench.advance(day);
  await story.cycle();
  return story;
}

/** The cycle stops, and what stands in the application stands. */
async function assertStops(
  story: Story,
  expected: { code: string; message?: RegExp },
  kind: "incremental" | "initial" = "incremental",
): Promise<void> {
  const { length } = story.bench.target.writes;
  await assert.rejects(story.bench.run({ kind }), expected);
  assert.equal(story.bench.target.writes.length, length);
}

async function settings(changed: object): Promise<void> {
  await tenant.change({ kind: "settings", settings: changed });
}

const kinds = ["incremental", "initial"] as const;

for (const kind of kinds) {
  test(`a single user without readable attributes keeps values and access, ${kind} cycle`, async () => {
    await using story = await open();
    await settings({ limitedInformation: [idOf("Person 03")] });
    await story.change(
      update("Person 03", { jobTitle: "Pilot" }),
      update("Person 04", { jobTitle: "Pilot" }),
    );
    const { doubts, warnings } = (await story.cycle(kind)).cycle;
    assert.deepEqual(doubts, []);
    assert.match(warnings.join("; "), /Person 03@example\.com, .+: check the permission User\.Read\.All$/i);
    assert.equal(story.active().length, 25);
    assert.equal(story.account("Person 03")["title"], undefined);
    assert.equal(story.account("Person 04")["title"], "Pilot");

    await settings({ limitedInformation: [] });
    await story.cycle();
    assert.equal(story.account("Person 03")["title"], "Pilot");
  });

  test(`more than 5 % of the users without readable attributes stop the ${kind} cycle`, async () => {
    await using story = await open();
    const two = crew.slice(0, 2);
    await settings({ limitedInformation: two.map(idOf) });
    await story.change(unassign("Ada"), ...two.map((name) => update(name, { jobTitle: "Pilot" })));
    await assertStops(story, { code: "permission" }, kind);
  });

  test(`when no user at all can be read, the ${kind} cycle stops`, async () => {
    await using story = await open();
    await settings({ limitedInformation: "all" });
    await story.change(...crew.map((name) => update(name, { jobTitle: "Pilot" })));
    await assertStops(story, { code: "permission" }, kind);
  });

  for (const hiddenMembers of ["refused", "empty"] as const) {
    test(`a group that hides its members (${hiddenMembers}) keeps them, ${kind} cycle`, async () => {
      await using story = await open();
      await settings({ hiddenMembers });
      const visibility = "HiddenMembership";
      await story.change({ kind: "updateGroup", id: idOf("Crew"), properties: { visibility } });
      await story.change(
        leave("Crew", "Person 03"),
        update("Person 04", { jobTitle: "Pilot" }),
        unassign("Ada"),
      );
      const { doubts, warnings } = (await story.cycle(kind)).cycle;
      assert.deepEqual(doubts, []);
      assert.match(warnings.join("; "), /Crew/);
      assert.deepEqual(story.active(), crew, "Everything else goes on: Ada has lost her access");
      assert.deepEqual(story.members("Crew"), crew);
      assert.equal(story.account("Person 04")["title"], "Pilot");

      await settings({ permissions: [...permissions, "Member.Read.Hidden"] });
      await story.cycle();
      assert.deepEqual(story.active(), crew.toSpliced(3, 1));
    });
  }

  test(`a page that fails half-way stops the ${kind} cycle, and the next one misses nothing`, async () => {
    await using story = await open();
    await settings({ maxPageSize: 5 });
    await story.change(leave("Crew", "Person 03"), update("Person 04", { jobTitle: "Pilot" }));
    await tenant.fault({ graph: [{ kind: "status", status: 500, path: "skiptoken", after: 2 }] });
    await assertStops(story, { code: "unreachable" }, kind);
    await tenant.fault({ graph: [{ kind: "rubbish", path: "skiptoken", after: 1 }] });
    await assertStops(story, { code: "sourceIncomplete" }, kind);
    await tenant.fault({ graph: [] });
    await story.cycle();
    assert.deepEqual(story.active(), ["Ada", ...crew.toSpliced(3, 1)]);
    assert.equal(story.account("Person 04")["title"], "Pilot");
  });

  test(`a group that is empty all of a sudden, while its feed says nothing, stops the ${kind} cycle`, async () => {
    await using story = await open();
    await settings({ lagMs: { groupsDelta: 30 * day } });
    await story.change(...crew.map((name) => leave("Crew", name)));
    await assertStops(story, { code: "sourceIncomplete", message: /Crew/ }, kind);
    assert.equal(story.active().length, 25);
  });

  test(`assignments that are all gone stop the ${kind} cycle`, async () => {
    await using story = await open();
    await story.change(unassign("Crew"), unassign("Ada"));
    await assertStops(story, { code: "sourceIncomplete", message: /no assignments/ }, kind);
  });

  test(`a service principal that is gone or disabled stops the ${kind} cycle`, async () => {
    await using story = await open();
    await story.change({ kind: "updateServicePrincipal", properties: { accountEnabled: false } });
    await assertStops(story, { code: "sourceMissing" }, kind);
    await story.change({ kind: "removeServicePrincipal" });
    await assertStops(story, { code: "sourceMissing" }, kind);
  });
}

test("whoever is in a group inside of one that hides its members keeps access, and is followed", async () => {
  const nested = [...group("Outer", ["Ada"]), ...group("Inner", ["Bob", "Cyd"]), join("Outer", "Inner")];
  const people = ["Ada", "Bob", "Cyd"].map((name) => user(name));
  await using story = await openStory(tenant, [...people, ...nested, assign("Outer")], {
    setting: { nestedGroups: true },
  });
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
  const visibility = "HiddenMembership";
  await story.change({ kind: "updateGroup", id: idOf("Outer"), properties: { visibility } });
  await story.change(leave("Inner", "Cyd"));
  for (const kind of [...kinds, ...kinds]) {
    await story.cycle(kind);
    assert.deepEqual(story.active(), ["Ada", "Bob"]);
  }
});

test("one of twenty users who cannot be read is no reason to stop, whoever is missing besides", async () => {
  await using story = await open();
  await settings({ limitedInformation: [idOf("Person 03")] });
  await story.change(unassign("Ada"));
  await story.cycle("initial");
  assert.deepEqual(story.active(), crew);
});

test("everybody who left a group one by one, as its feed says, has left it", async () => {
  await using story = await open();
  await story.change(...crew.map((name) => leave("Crew", name)));
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada"]);
});

test("where everybody is in scope, users that are all gone stop the cycle", async () => {
  await using story = await open({ setting: { scope: "all" } });
  await tenant.fault({
    graph: [{ kind: "rubbish", path: "/users?" }],
  });
  await assertStops(story, { code: "sourceIncomplete" }, "initial");
});

for (const fault of [
  { kind: "status", status: 429, retryAfter: "7" },
  { kind: "status", status: 429, retryAfter: new Date(Date.now() + 60_000).toUTCString() },
  { kind: "status", status: 429 },
  { kind: "status", status: 503 },
  { kind: "status", status: 504 },
  { kind: "html", status: 502 },
  // Of an item they would cut its batch, and each time another one.
  { kind: "resetBefore", batched: false },
  { kind: "resetAfter", batched: false },
  { kind: "omitted" },
] as const) {
  test(`${JSON.stringify(fault)} at every third request slows a cycle and changes nothing`, async () => {
    await using story = await open();
    await story.change(join("Crew", "Ada"), unassign("Ada"), update("Person 04", { jobTitle: "Pilot" }));
    await tenant.fault({ graph: [{ ...fault, every: 3 }] });
    await story.cycle();
    assert.deepEqual(story.active(), ["Ada", ...crew]);
    assert.equal(story.account("Person 04")["title"], "Pilot");
  });
}
