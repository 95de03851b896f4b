import assert from "node:assert/strict";
import { test } from "node:test";
import { mappingFacts } from "../../src/rules/mapping-facts.ts";
import type { LogEntry } from "../../src/store/log.ts";
import { mappingsOf, userRules } from "../rules/rules-fixture.ts";
import { accountOf, type Bench, membersOf, openBench, operationsOf } from "./fixture.ts";

type Stored = Record<string, unknown>;

/** The target makes of every user that is written what it likes. */
function storeUsersAs(bench: Bench, change: (user: Stored) => void): void {
  bench.target.distort = (_write, result) => {
    for (const [id, user] of bench.target.users) {
      const stored: Stored = { ...user };
      change(stored);
      bench.target.users.set(id, stored);
    }
    return result;
  };
}

/** How many writes one more cycle sends. */
async function writesOf(bench: Bench, kind: "incremental" | "reconcile" = "reconcile"): Promise<number> {
  const before = bench.target.writes.length;
  assert.equal((await bench.run({ kind })).cycle.counts.failed, 0);
  return bench.target.writes.length - before;
}

async function warningsAbout(bench: Bench, who: string): Promise<readonly string[]> {
  const entries: LogEntry[] = await Array.fromAsync(bench.job().log.search({ who, status: "warning" }));
  return entries.flatMap(({ steps }) =>
    steps.flatMap(({ name, status, details }) =>
      name === "processing" && status === "warning" ? [details] : [],
    ),
  );
}

function upperCase(user: Stored): void {
  if (typeof user["title"] === "string") user["title"] = user["title"].toUpperCase();
}

test("a value that comes back as another one twice in a row is told once and not written for ever", async () => {
  await using bench = await openBench();
  storeUsersAs(bench, upperCase);
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  assert.equal(await writesOf(bench), 1, "it may have been changed by hand");
  assert.deepEqual(await warningsAbout(bench, "ada"), []);
  assert.equal(await writesOf(bench), 0);
  const told =
    'the target does not keep this value: title was written as "Engineer" and is shown as "ENGINEER"';
  assert.deepEqual(await warningsAbout(bench, "ada"), [told]);
  assert.equal(await writesOf(bench), 0);
  assert.equal(await writesOf(bench), 0);
  assert.deepEqual(await warningsAbout(bench, "ada"), [told]);
  const [operation] = await operationsOf(await plannedAnew(bench));
  assert.deepEqual([operation?.kind, operation?.reason], ["skip", "ValueNotKept"]);
});

async function plannedAnew(bench: Bench): Promise<Bench> {
  await bench.preview({ kind: "reconcile" });
  return bench;
}

test("what the target does not keep is written again when another value is wanted, or shown", async () => {
  await using bench = await openBench();
  storeUsersAs(bench, upperCase);
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  for (const kind of ["initial", "reconcile", "reconcile"] as const) await bench.run({ kind });
  bench.directory.change("ada", { displayName: "Ada King" });
  assert.equal(await writesOf(bench, "incremental"), 1);
  assert.deepEqual(changedPaths(bench), ["displayName"], "the rest is written without it");
  bench.directory.change("ada", { jobTitle: "Countess" });
  assert.equal(await writesOf(bench, "incremental"), 1);
  assert.equal(await writesOf(bench), 1);
  assert.equal(await writesOf(bench), 0);
  assert.equal((await warningsAbout(bench, "ada")).length, 2);
  bench.target.users.set(accountOf(bench, "ada").id, { ...accountOf(bench, "ada"), title: "by hand" });
  assert.equal(await writesOf(bench), 1, "somebody has changed it there");
  bench.target.distort = (_write, result) => result;
  bench.target.users.set(accountOf(bench, "ada").id, { ...accountOf(bench, "ada"), title: "Countess" });
  assert.equal(await writesOf(bench), 0);
  assert.deepEqual((await bench.job().links.ofSources("user", ["ada"]))[0]?.unkept, {});
});

function changedPaths({ target }: Bench): readonly string[] {
  const last = target.writes.at(-1);
  return last?.kind === "update" ? last.changes.map(({ path }) => path) : [];
}

test("a second write is looked at afterwards, and what it has shown is forgotten at once", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  storeUsersAs(bench, upperCase);
  await bench.run();
  const account = accountOf(bench, "ada");
  bench.target.users.set(account.id, { ...account, displayName: "by hand" });
  await bench.run({ kind: "reconcile" });
  const [link] = await bench.job().links.ofSources("user", ["ada"]);
  assert.deepEqual(Object.keys(link?.unkept ?? {}), ["title"]);
});

test("an attribute that the target drops is given up though a manager is waited for", async () => {
  await using bench = await openBench();
  storeUsersAs(bench, (user) => delete user["title"]);
  bench.directory.addUser("boss").addUser("ada", { jobTitle: "Engineer", manager: { id: "boss" } });
  bench.directory.assign("ada");
  await bench.run();
  const writes = [await writesOf(bench), await writesOf(bench), await writesOf(bench), await writesOf(bench)];
  assert.deepEqual(writes, [1, 1, 0, 0]);
  assert.deepEqual(await warningsAbout(bench, "ada"), [
    'the target does not keep this value: title was written as "Engineer" and is shown as (none)',
  ]);
  bench.directory.assign("boss");
  assert.equal(await writesOf(bench, "incremental"), 2, "the manager is written when there is one");
});

test("a value that comes back as something new each time is given up, too", async () => {
  await using bench = await openBench();
  let count = 0;
  storeUsersAs(bench, (user) => (user["title"] = `title ${(count += 1)}`));
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  const writes: number[] = [];
  for (let cycle = 0; cycle < 8; cycle += 1) writes.push(await writesOf(bench));
  assert.deepEqual(writes, [1, 1, 1, 1, 0, 0, 0, 0]);
  assert.equal((await warningsAbout(bench, "ada")).length, 1);
});

test("a second attribute that is not kept is told, too, and an adopted account is written to twice", async () => {
  await using bench = await openBench();
  storeUsersAs(bench, (user) => {
    upperCase(user);
    user["displayName"] = "nobody";
  });
  bench.target.users.set("t", { id: "t", userName: "ada@example.com", active: true, title: "ENGINEER" });
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  assert.equal(await writesOf(bench), 1);
  assert.equal(await writesOf(bench), 0);
  assert.equal((await warningsAbout(bench, "ada")).length, 2);
  assert.equal(await writesOf(bench), 0);
  assert.equal((await warningsAbout(bench, "ada")).length, 2);
});

test("who comes back gets the whole mapping, whatever the account did not keep before", async () => {
  await using bench = await openBench();
  storeUsersAs(bench, (user) => (user["active"] = false));
  bench.directory.addUser("ada").assign("ada");
  for (const kind of ["initial", "reconcile", "reconcile"] as const) await bench.run({ kind });
  assert.equal(accountOf(bench, "ada")["active"], false);
  bench.directory.unassign("ada");
  await bench.run({ allowEmpty: true });
  bench.target.distort = (_write, result) => result;
  bench.directory.assign("ada");
  assert.equal((await bench.run()).cycle.counts.enabled, 1);
  assert.equal(accountOf(bench, "ada")["active"], true);
});

test("what is shown to nobody is written once for each value, and never found to differ", async () => {
  await using bench = await openBench();
  bench.rules = { ...bench.rules, user: passwordRules() };
  storeUsersAs(bench, (user) => delete user["password"]);
  bench.directory.addUser("ada", { mailNickname: "first secret" }).assign("ada");
  await bench.run();
  assert.equal(await writesOf(bench), 0);
  bench.directory.change("ada", { mailNickname: "second secret" });
  assert.equal(await writesOf(bench, "incremental"), 1);
  assert.deepEqual([await writesOf(bench), await writesOf(bench)], [0, 0]);
  assert.deepEqual(await warningsAbout(bench, "ada"), []);
});

function passwordRules(): Bench["rules"]["user"] {
  return userRules({ userName: "[userPrincipalName]", password: "[mailNickname]" });
}

test("a redacted value that is not kept is told without it", async () => {
  await using bench = await openBench();
  const user = userRules({ userName: "[userPrincipalName]", title: "Redact([jobTitle])" });
  bench.rules = { ...bench.rules, user };
  storeUsersAs(bench, upperCase);
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  for (const kind of ["initial", "reconcile", "reconcile"] as const) await bench.run({ kind });
  assert.deepEqual(await warningsAbout(bench, "ada"), [
    "the target does not keep this value: title was written as [Redact] and is shown as [Redact]",
  ]);
  const [link] = await bench.job().links.ofSources("user", ["ada"]);
  assert.match(JSON.stringify(link?.unkept), /"title":\{"wanted":"[\w+/]{10}","shown":"[\w+/]{10}",/);
});

test("a group that keeps its first name is told about each new one once, and goes on", async () => {
  await using bench = await openBench();
  const mappings = mappingsOf({ displayName: "[displayName]", externalId: "[objectId]" });
  const facts = mappingFacts(
    mappings.map((mapping) =>
      mapping.path.text === "displayName" ? { ...mapping, apply: "create", retention: "first" } : mapping,
    ),
  );
  bench.rules = { ...bench.rules, group: { ...(bench.rules.group ?? bench.rules.user), ...facts } };
  bench.directory.addUser("ada").addGroup("team", ["ada"]).assign("team", "ada");
  await bench.run();
  bench.directory.change("team", { displayName: "crew" });
  assert.equal(await writesOf(bench, "incremental"), 0);
  assert.deepEqual([await writesOf(bench), await writesOf(bench)], [0, 0]);
  const first = 'the target keeps the first displayName: it stays "team", not "crew"';
  assert.deepEqual(await warningsAbout(bench, "team"), [first]);
  bench.directory.addUser("bob").assign("bob").change("team", { displayName: "squad" });
  bench.directory.members.set("team", new Set(["bob"]));
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["bob"]);
  assert.deepEqual(await warningsAbout(bench, "team"), [first, first.replace("crew", "squad")]);
  assert.equal(await writesOf(bench), 0);
});
