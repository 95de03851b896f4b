import assert from "node:assert/strict";
import { request } from "undici";
import { addPerson } from "./office.ts";
import { officeRules } from "./rules.ts";
import { quirkTest, storyTest } from "./run.ts";
import { accountsOf, confirmHolds, confirmQuiet, succeed } from "./story.ts";

storyTest("a server without any quirk", { quirks: {} });

storyTest("a 201 without an id, and a Location of …/Users/undefined", { quirks: { createWithoutId: true } });

storyTest("a 201 with nothing in it", { quirks: { createWithoutBody: true } });

for (const location of ["none", "relative", "elsewhere"] as const) {
  storyTest(`Location and meta.location: ${location}`, { quirks: { location } }, ({ server }) => {
    const paths = server.seen.map(({ path }) => path);
    assert.deepEqual(
      paths.filter((path) => !/^\/scim\/(Users|Groups)(\/[0-9a-f]{32})?$/.test(path) && !isDiscovery(path)),
      [],
      "addresses are built from ids",
    );
  });
}

storyTest("ids that are the user's name, and the group's externalId", { quirks: { ids: "userName" } });

storyTest("ids that are small integers, as JSON numbers", { quirks: { ids: "integers" } });

storyTest("ids with slashes, question marks, percent signs and spaces", { quirks: { ids: "slashes" } });

quirkTest(
  "who comes again under the old id, on a server whose ids are names",
  { quirks: { ids: "userName" } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    const { attributes } = office.directory.objects.get("eve") ?? {};
    office.directory.purge("eve");
    await succeed(office);
    assert.deepEqual(accountsOf(server, "eve"), [], "she is deleted");
    addPerson(office.directory, "eve", { ...attributes, jobTitle: "Captain" });
    office.directory.members.get("crew")?.add("eve");
    await succeed(office);
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "a PATCH that fails with 500 for ids with a slash is each object's own failure, and nothing else suffers",
  { quirks: { ids: "slashes", failsAtSlash: true } },
  async ({ server, office }) => {
    const first = await office.run("initial");
    assert.equal(first.counts.created, 7);
    office.directory.change("ada", { jobTitle: "Chief" });
    const second = await office.run();
    assert.equal(second.state, "partial");
    assert.ok(second.failures.every(({ code }) => code === "InternalServerError"));
    server.quirks = { ids: "slashes" };
    await succeed(office);
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "409 for a name that no filter and no list shows: one object's failure, tried again no sooner than its escrow says",
  { quirks: { reservedNames: ["bob@example.com"] } },
  async ({ server, office }) => {
    const first = await office.run("initial");
    assert.deepEqual(
      first.failures.map(({ who, code }) => [who, code]),
      [["bob@example.com", "AttributeConflict"]],
    );
    assert.equal(server.rows.Users.size, 4);
    const posts = server.writes.filter(({ method, status }) => method === "POST" && status === 409);
    assert.ok(posts.length <= 3, `${posts.length} creates were refused`);
    const asked = server.seen.length;
    await succeed(office);
    assert.equal(server.seen.length, asked, "until the escrow is due nothing is asked");
    server.quirks = {};
    for (let hour = 0; hour < 6; hour += 1) await succeed(office);
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "409 for a name that only a list shows: the account is found there and adopted",
  { quirks: { blindTo: ["userName"] } },
  async ({ server, office }) => {
    server.rows.Users.set("7", { id: "7", userName: "BOB@example.com", title: "Old" });
    await succeed(office, "initial");
    assert.equal(accountsOf(server, "bob")[0]?.id, "7");
    confirmHolds(server, office, { lacks: ["userName"] });
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "409 where filters compare with case and names do not: the account is found in the list",
  { quirks: { filtersByCase: true } },
  async ({ server, office }) => {
    server.rows.Users.set("7", { id: "7", userName: "BOB@EXAMPLE.COM", title: "Old" });
    await succeed(office, "initial");
    assert.equal(accountsOf(server, "bob")[0]?.id, "7");
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "somebody else creates the same name between the question and the create: theirs is adopted",
  { quirks: { losesCreateRace: true } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    await succeed(office);
    confirmHolds(server, office);
    assert.equal(server.rows.Users.has("stranger"), true);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "creates are carried out and the answers never come: looked for before anything is sent again",
  { quirks: { losesCreateAnswers: 7 } },
  async ({ server, office }) => {
    await office.run("initial");
    await succeed(office);
    await succeed(office);
    confirmHolds(server, office);
    assert.equal(server.writes.filter(({ method }) => method === "POST").length, 7);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "a server where userName is compared with the first e-mail address: found by the list, never created twice",
  { quirks: { userNameIsEmail: true } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    await office.reinstall();
    await succeed(office, "initial");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "another key finds whom the first cannot: externalId unknown to the filters, then userName",
  {
    quirks: { blindTo: ["externalId"] },
    settings: { rules: officeRules({ match: [["externalId"], ["userName"]] }) },
  },
  async ({ server, office }) => {
    server.rows.Users.set("7", { id: "7", userName: "bob@example.com" });
    await succeed(office, "initial");
    assert.equal(accountsOf(server, "bob")[0]?.id, "7");
    confirmHolds(server, office);
    const posted = server.writes.filter(({ method, status }) => method === "POST" && status === 409);
    assert.deepEqual(posted, [], "nobody was created in vain");
    await office.reinstall();
    await succeed(office, "initial");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

function isDiscovery(path: string): boolean {
  return /^\/scim\/(ServiceProviderConfig|ResourceTypes|Schemas)$/.test(path);
}

storyTest("of PATCHes that overlap the last one wins: they never do, also in small parts", {
  quirks: { lostUpdates: true },
  settings: { profile: { memberBatch: 1 } },
});

quirkTest(
  "fifty members in parts of one, where the last of two PATCHes wins: all are kept",
  { quirks: { lostUpdates: true }, settings: { profile: { memberBatch: 1 } } },
  async ({ server, office }) => {
    for (let number = 0; number < 50; number += 1) {
      addPerson(office.directory, `p${String(number)}`);
      office.directory.members.get("crew")?.add(`p${String(number)}`);
    }
    await succeed(office, "initial");
    confirmHolds(server, office);
  },
);

quirkTest("the server sees two writers at one resource", { quirks: {} }, async ({ server }) => {
  server.rows.Users.set("1", { id: "1", userName: "ada" });
  await Promise.all(
    [1, 2].map(async () => {
      const answer = await request(`${server.url}/Users/1`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${server.token}` },
        body: JSON.stringify({ Operations: [{ op: "replace", path: "title", value: "Head" }] }),
      });
      await answer.body.dump();
    }),
  );
  assert.equal(server.overlaps.length, 1);
});

for (const spelling of ["twin@example.com", "Twin@Example.com"]) {
  quirkTest(
    `two people of the directory by one userName (${spelling}): one account, and the other is reported`,
    { quirks: {} },
    async ({ server, office }) => {
      addPerson(office.directory, "tim", { userPrincipalName: "twin@example.com" });
      addPerson(office.directory, "tom", { userPrincipalName: spelling });
      const first = await office.run("initial");
      assert.deepEqual([first.state, first.failures.length], ["partial", 1]);
      assert.equal(accountsOf(server, "tim").length + accountsOf(server, "tom").length, 1);
      const asked = server.writes.length;
      await office.run("reconcile");
      await office.run();
      assert.equal(server.writes.slice(asked).filter(({ status }) => status < 400).length, 0);
      office.directory.change("tom", { userPrincipalName: "tom@example.com" });
      office.directory.change("tim", { userPrincipalName: "tim@example.com" });
      await succeed(office);
      confirmHolds(server, office);
      await confirmQuiet(server, office);
    },
  );
}

quirkTest(
  "names that differ in case are two accounts where the server has them so and the job says so",
  {
    quirks: { uniqueByCase: true, filtersByCase: true },
    settings: { rules: officeRules({ byCase: true }) },
  },
  async ({ server, office }) => {
    addPerson(office.directory, "tim", { userPrincipalName: "twin@example.com" });
    addPerson(office.directory, "tom", { userPrincipalName: "Twin@Example.com" });
    await succeed(office, "initial");
    confirmHolds(server, office);
    await office.reinstall();
    await succeed(office, "initial");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);
