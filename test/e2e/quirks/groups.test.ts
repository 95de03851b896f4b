import assert from "node:assert/strict";
import { dialects } from "../../../src/config/profiles/patch-choices.ts";
import { createHttpClient, type HttpClient } from "../../../src/http/client.ts";
import type { HttpRequest } from "../../../src/http/message.ts";
import { generic } from "../../../src/config/profiles/generic.ts";
import { createScimTarget } from "../../../src/target/scim/scim-target.ts";
import { type Row, membersOf } from "../../servers/quirky/rows.ts";
import type { Quirky } from "../../servers/quirky/quirky.ts";
import { addPerson, type Office } from "./office.ts";
import { quirkTest, storyTest } from "./run.ts";
import { accountsOf, confirmHolds, confirmQuiet, succeed } from "./story.ts";

storyTest(
  "a member who is there already is stored twice",
  { quirks: { duplicateMembers: true } },
  ({ server }) => {
    for (const group of server.rows.Groups.values()) {
      const ids = membersOf(group).map(({ value }) => value);
      assert.equal(new Set(ids).size, ids.length, "nobody was added twice");
    }
  },
);

storyTest(
  "the standard's plain remove of members takes out everybody: in Entra's dialect nobody else is missing after it",
  {
    quirks: { removesEverybody: true },
    settings: { profile: { patch: dialects.entra } },
  },
);

storyTest(
  "a plain remove of members is confirmed and not carried out: in Entra's dialect they leave all the same",
  {
    quirks: { membersOnlyByFilter: true },
    settings: { profile: { patch: dialects.entra } },
  },
);

quirkTest(
  "members who are deleted stay in their groups: nobody stumbles over them",
  { quirks: { deadMembers: true } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    office.directory.purge("eve");
    await succeed(office);
    await succeed(office, "reconcile");
    assert.deepEqual(accountsOf(server, "eve"), []);
    addPerson(office.directory, "fay");
    office.directory.members.get("crew")?.add("fay");
    await succeed(office);
    await confirmQuiet(server, office);
    confirmHolds(server, office, { lacks: ["members"] });
    const crew = membersOf(groupOf(server, "crew")).map(({ value }) => value);
    const living = ["ada", "bob", "fay"].map((id) => accountsOf(server, id)[0]?.id ?? "");
    assert.deepEqual(crew.filter((id) => server.rows.Users.has(id)).toSorted(), living.toSorted());
  },
);

quirkTest(
  "one unknown member refuses all of a request: the others come in, and the unknown one is reported",
  { quirks: { refusesUnknownMembers: true } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    const [bob] = accountsOf(server, "bob");
    server.rows.Users.delete(bob?.id ?? "");
    const crew = groupOf(server, "crew");
    crew["members"] = membersOf(crew).filter(({ value }) => value !== bob?.id);
    office.directory.members.set("board", new Set(["victor", "ada", "bob", "cyd", "eve"]));
    const second = await office.run();
    assert.equal(second.state, "partial");
    assert.equal(membersOf(groupOf(server, "board")).length, 4);
    for (let times = 0; times < 3; times += 1) await office.run("reconcile");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "more than 3 members a request are refused with 400: they come in smaller parts",
  { quirks: { mostMembers: 3 } },
  async ({ server, office }) => {
    hire(office, 14);
    await succeed(office, "initial");
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "bodies above 1,000 bytes are refused with 413: members come in smaller parts",
  { quirks: { maxBody: 1000 } },
  async ({ server, office }) => {
    hire(office, 30);
    await succeed(office, "initial");
    confirmHolds(server, office);
    assert.ok(server.writes.some(({ status }) => status === 413));
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "members are carried out and the answer never comes: looked at before anything is sent again",
  { quirks: { losesMemberAnswers: 2, duplicateMembers: true } },
  async ({ server, office }) => {
    assert.equal((await office.run("initial")).state, "partial");
    await succeed(office);
    await succeed(office, "reconcile");
    confirmHolds(server, office);
    for (const group of server.rows.Groups.values()) {
      const ids = membersOf(group).map(({ value }) => value);
      assert.equal(new Set(ids).size, ids.length, "nobody was added twice");
    }
    await confirmQuiet(server, office);
  },
);

quirkTest("a change of members may take minutes", { quirks: {} }, async ({ server }) => {
  const requests: HttpRequest[] = [];
  await using http = recording(requests);
  const { pageSize: _pageSize, ...profile } = generic;
  await using target = createScimTarget({
    http,
    config: {
      type: "scim",
      profile: { ...profile, pageSize: 100 },
      url: server.url,
      auth: { kind: "token", token: server.token, expires: null },
      rateLimit: 1000,
      concurrency: 4,
      patch: dialects.rfc7644,
      capabilities: {},
      verify: "off",
    },
  });
  server.rows.Groups.set("1", { id: "1", displayName: "Large" });
  const { signal } = new AbortController();
  await target.write({ kind: "members", id: "1", add: ["7"], remove: [] }, { signal });
  await target.read("group", "1", { signal, members: true });
  const limits = requests.map(({ timeoutMs = 0 }) => timeoutMs);
  assert.equal(limits.length, 2);
  assert.ok(
    limits.every((ms) => ms >= 120_000),
    `${limits.join(", ")} ms are not enough for the slowest server`,
  );
});

quirkTest(
  "members are never shown: it is said, nobody is taken out, and the rest is done",
  { quirks: { hidesMembers: true } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    confirmHolds(server, office);
    office.directory.change("ada", { jobTitle: "Head" });
    office.directory.members.get("crew")?.delete("eve");
    await succeed(office);
    confirmHolds(server, office);
    await office.run("reconcile");
    confirmHolds(server, office);
    const said = (await office.log()).filter(({ status, steps }) => {
      return status === "warning" && /member/i.test(JSON.stringify(steps));
    });
    assert.ok(said.length > 0, "the log says that members cannot be read");
    const written = server.writes.length;
    await office.run("reconcile");
    await office.run();
    assert.equal(server.writes.length, written, "nothing is written for ever");
  },
);

for (const withoutGroups of [404, 501] as const) {
  quirkTest(
    `there are no groups (${withoutGroups}): it is said, and the users are provisioned`,
    { quirks: { withoutGroups } },
    async ({ server, office }) => {
      const first = await office.run("initial");
      assert.equal(first.counts.created, 5);
      assert.equal(first.state, "partial");
      assert.ok(first.failures.some(({ message, cure }) => /group/i.test(message) && cure !== null));
      office.directory.change("ada", { jobTitle: "Head" });
      await office.run();
      assert.equal(accountsOf(server, "ada")[0]?.["title"], "Head");
      const written = server.writes.length;
      await office.run("reconcile");
      assert.equal(server.writes.length, written);
    },
  );
}

/** Everybody is in the crew. */
function hire({ directory }: Office, count: number): void {
  for (let number = 0; number < count; number += 1) {
    addPerson(directory, `p${String(number)}`);
    directory.members.get("crew")?.add(`p${String(number)}`);
  }
}

function groupOf(server: Quirky, id: string): Row {
  const found = [...server.rows.Groups.values()].find((row) => row["externalId"] === id);
  if (found === undefined) throw new Error(`No group ${id}`);
  return found;
}

function recording(requests: HttpRequest[]): HttpClient {
  const http = createHttpClient({ proxy: null, ca: null, connections: 1 });
  return {
    request(request) {
      requests.push(request);
      return http.request(request);
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
