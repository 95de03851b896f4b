import assert from "node:assert/strict";
import { test } from "node:test";
import type { Quirks } from "../../servers/quirky/quirks.ts";
import type { Quirky } from "../../servers/quirky/quirky.ts";
import { spawnScimmy } from "../../servers/spawn-scimmy.ts";
import { addPerson, openOffice, type Office } from "./office.ts";
import { officeRules } from "./rules.ts";
import { quirkTest, storyTest, type Kinds } from "./run.ts";
import { accountsOf, changeCompany, confirmHolds, confirmQuiet, succeed } from "./story.ts";

const workEmail = 'emails[type eq "work"].value';
const byEmail = officeRules({ match: [[workEmail]] });
const byEmailThenName = officeRules({ match: [[workEmail, "userName"], ["userName"]] });

storyTest("no filter is accepted: everybody is looked through", { quirks: { filters: "refused" } });

storyTest("a filter changes nothing: everybody is answered", { quirks: { filters: "ignored" } });

storyTest("a filter changes nothing, pages are short, and totals are those of the page", {
  quirks: { filters: "ignored", capsPageAt: 2, total: "page" },
});

storyTest("a filter drops the connection", { quirks: { filters: "crash" } });

for (const capitalOperators of ["extraRows", "drop"] as const) {
  storyTest(
    `operators in capitals: ${capitalOperators}`,
    { quirks: { capitalOperators }, settings: { rules: byEmailThenName } },
    ({ server }) => {
      assert.ok(filters(server).length > 0);
      assert.deepEqual(
        filters(server).filter((filter) => / (EQ|AND) /.test(filter)),
        [],
      );
    },
  );
}

storyTest("core attributes with their URN are refused: they go without it", {
  quirks: { refusesUrnNames: true },
  settings: { rules: officeRules({ userName: "urn:ietf:params:scim:schemas:core:2.0:User:userName" }) },
});

for (const elementFilters of [400, 500, "miss"] as const) {
  storyTest(`emails[type eq "work"] in a filter: ${elementFilters}`, {
    quirks: { elementFilters },
    settings: { rules: byEmail },
  });
}

storyTest("no filter finds an e-mail address, and all say so with 200", {
  quirks: { elementFilters: "miss", blindTo: ["emails.value", "emails"] },
  settings: { rules: byEmail },
});

quirkTest(
  "no filter finds an e-mail address: who is there under another name is adopted all the same, not created again",
  {
    quirks: { elementFilters: "miss", blindTo: ["emails.value", "emails"] },
    settings: { rules: byEmail },
  },
  async ({ server, office }) => {
    const emails = [{ type: "work", value: "bob.of.sales@mail.example.com" }];
    server.rows.Users.set("7", { id: "7", userName: "robert", emails });
    await succeed(office, "initial");
    assert.equal(accountsOf(server, "bob")[0]?.id, "7");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "no filter finds a group's name: a group that is there is adopted, not created again",
  { quirks: { blindTo: ["displayName"] } },
  async ({ server, office }) => {
    server.rows.Groups.set("9", { id: "9", displayName: "crew", members: [] });
    await succeed(office, "initial");
    confirmHolds(server, office);
    assert.equal(server.rows.Groups.size, 2);
    await office.reinstall();
    await succeed(office, "initial");
    assert.equal(server.rows.Groups.size, 2);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "no filter finds a group's name, and no list is complete: nobody is created twice, and it is said",
  { quirks: {} },
  async ({ server, office }) => {
    await succeed(office, "initial");
    await office.reinstall();
    server.rows.Groups.set("9", { id: "9", displayName: "Others", members: [] });
    office.directory.addGroup("crowd", ["ada"]).assign("crowd");
    server.quirks = { blindTo: ["displayName"], totalIsMore: 6 };
    const { failures } = await office.run("initial");
    assert.deepEqual(
      failures.map(({ who, code }) => [who, code]),
      [["crowd", "EntryLookupFailed"]],
    );
    assert.match(failures[0]?.message ?? "", /Cannot tell whether the target has the group/);
    assert.equal(server.rows.Groups.size, 3);
    server.quirks = {};
    await succeed(office);
    confirmHolds(server, office);
  },
);

storyTest("no filter finds a group's name, and no answer says its id", {
  quirks: { blindTo: ["displayName"], createWithoutId: true },
});

storyTest("two attributes joined by and are not understood", {
  quirks: { blindTo: [] },
  settings: { rules: byEmailThenName },
});

quirkTest("membership is never asked of a filter", { quirks: {} }, async ({ server, office }) => {
  await succeed(office, "initial");
  office.directory.members.get("crew")?.delete("ada");
  await succeed(office);
  await succeed(office, "reconcile");
  assert.deepEqual(
    filters(server).filter((filter) => filter.includes("members")),
    [],
  );
});

function filters(server: Quirky): readonly string[] {
  return server.seen.flatMap(({ query }) => query.get("filter") ?? []);
}

const oddNames = [
  'quo"te@example.com',
  "DOMAIN\\user",
  "plus+tag@example.com",
  "o'brien@example.com",
  "50%41@example.com",
  "hash#tag@example.com",
  "R&D=x@example.com",
  "two  words; and, more?",
  "smile😀@example.com",
  // The same letter as one character, and as two.
  "caf\u00E9@example.com",
  "cafe\u0301@example.com",
  "/slash/@example.com",
];

const servers: Readonly<Record<string, Quirks>> = {
  "a sound server": {},
  "a server that refuses odd characters in filters with 400": { oddCharacters: 400 },
  "a server that fails with 500 at odd characters in filters": { oddCharacters: 500 },
  "a server that finds nobody by odd characters": { oddCharacters: "miss" },
  "a server that finds nobody by odd characters and gives no ids": {
    oddCharacters: "miss",
    createWithoutId: true,
  },
  "a server whose ids are names": { ids: "userName" },
};

for (const [name, quirks] of Object.entries(servers)) {
  quirkTest(`names with odd characters on ${name}`, { quirks }, async ({ server, office }) => {
    callOddly(office);
    await succeed(office, "initial");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
    await office.reinstall();
    const created = server.rows.Users.size + server.rows.Groups.size;
    await succeed(office, "initial");
    assert.equal(server.rows.Users.size + server.rows.Groups.size, created, "nobody was created again");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  });
}

test("names with odd characters on scimmy, whose filters refuse quotation marks and miss backslashes", async () => {
  await using server = await spawnScimmy();
  await using office = await openOffice(server);
  callOddly(office);
  await succeed(office, "initial");
  const before = await server.store();
  await office.reinstall();
  await succeed(office, "initial");
  const { users, groups } = await server.store();
  assert.deepEqual([users.length, groups.length], [before.users.length, before.groups.length]);
  const names = users.map(({ userName }) => userName);
  assert.deepEqual(
    oddNames.filter((name) => !names.includes(name)),
    [],
  );
  await server.forget();
  await succeed(office, "reconcile");
  assert.deepEqual(Object.keys(await server.requests()), ["GET"]);
});

/** Everybody and every group by an odd name, fewer than would be listed. */
function callOddly({ directory }: Office): void {
  for (const [index, name] of oddNames.entries()) {
    addPerson(directory, `odd${String(index)}`, { userPrincipalName: name, displayName: name });
    const group = `group${String(index)}`;
    directory
      .addGroup(group, [`odd${String(index)}`])
      .change(group, { displayName: name })
      .assign(group);
  }
}

/** More people than a plan looks up one by one. */
const crowd = 18;

function listingTest(
  name: string,
  kinds: Kinds,
  afterwards: (server: Quirky) => void = () => undefined,
): void {
  quirkTest(name, kinds, async ({ server, office }) => {
    hire(office);
    await succeed(office, "initial");
    confirmHolds(server, office);
    changeCompany(office);
    await succeed(office);
    const holds = server.rows.Users.size;
    await office.reinstall();
    await succeed(office, "initial");
    assert.equal(server.rows.Users.size, holds, "nobody was created again");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
    afterwards(server);
  });
}

function hire({ directory }: Office): void {
  for (let number = 0; number < crowd; number += 1) addPerson(directory, `p${String(number)}`);
}

listingTest("pages of 7 whatever is asked", { quirks: { capsPageAt: 7 } }, (server) => {
  const asked = lists(server).map(({ query }) => query.get("count"));
  assert.ok(asked.at(-1) === "7", "what a page holds is learned");
});

listingTest("totalResults is the rows of the page", { quirks: { capsPageAt: 7, total: "page" } });

listingTest("totalResults is never more than a page holds", { quirks: { capsPageAt: 10, total: 10 } });

listingTest("the page after the last one is the first one again", {
  quirks: { capsPageAt: 7, total: "page", repeatsFirstPage: true },
});

listingTest(
  "the page after the last one is no answer at all, and the total is honest: it is never asked for",
  { quirks: { capsPageAt: 7, dropsAfterLastPage: true } },
  (server) => {
    const users = server.rows.Users.size;
    const past = lists(server).filter(({ query }) => Number(query.get("startIndex")) > users);
    assert.deepEqual(past, []);
  },
);

listingTest("pages above 20 are refused", { quirks: { refusesPagesOver: 20 } });

listingTest("each page in another order", { quirks: { capsPageAt: 7, shufflesPages: true } });

listingTest("each page in another order, and totals that are the page's", {
  quirks: { capsPageAt: 7, shufflesPages: true, total: "page" },
});

quirkTest(
  "somebody whom a list leaves out is not taken for deleted",
  { quirks: { capsPageAt: 7, shufflesPages: true } },
  async ({ server, office }) => {
    hire(office);
    await succeed(office, "initial");
    for (let times = 0; times < 3; times += 1) await succeed(office, "reconcile");
    const names = server.writes.filter(({ method }) => method === "POST").map(({ path }) => path);
    assert.equal(
      names.length,
      server.rows.Users.size + server.rows.Groups.size,
      "everybody was created once",
    );
    confirmHolds(server, office);
  },
);

const cursorQuirks: readonly (readonly [string, Quirks])[] = [
  ["cursors beside startIndex", { cursors: "offered", capsPageAt: 7 }],
  ["cursors and no startIndex at all", { cursors: "only", capsPageAt: 7 }],
  ["cursors that nobody told of", { cursors: "only", capsPageAt: 7, discovery: "absent" }],
];
for (const [name, quirks] of cursorQuirks) {
  listingTest(name, { quirks }, (server) => {
    assert.ok(
      lists(server).some(({ query }) => (query.get("cursor") ?? "") !== ""),
      "cursors are followed",
    );
    const refused = lists(server).filter(({ status }) => status >= 400);
    assert.deepEqual(refused, []);
  });
}

listingTest("cursors that expire before the list is through", {
  quirks: { cursors: "only", capsPageAt: 7, cursorLife: 0 },
});

listingTest("a row without an id among the others", { quirks: { brokenRow: true } });

function lists(server: Quirky): Quirky["seen"] {
  return server.seen.filter(
    ({ method, path, query }) => method === "GET" && path === "/scim/Users" && !query.has("filter"),
  );
}
