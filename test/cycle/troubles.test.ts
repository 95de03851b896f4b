import assert from "node:assert/strict";
import { test } from "node:test";
import type { Failure } from "../../src/rules/operation.ts";
import type { WriteResult } from "../../src/target/target.ts";
import { memoryTarget } from "../target/memory-target.ts";
import { accountOf, type Bench, managerOf, membersOf, openBench } from "./fixture.ts";

const failure: Failure = { code: "InternalServerError", message: "500", cure: null, transient: true };
const failed: WriteResult = { kind: "failed", failure };

function passTime(bench: Bench, ms = 60_000): void {
  bench.now = new Date(bench.now.getTime() + ms);
}

function failUpdates({ target }: Bench): void {
  target.refuse = (write) => (write.kind === "update" ? failed : null);
}

function mend({ target }: Bench): void {
  target.refuse = () => null;
  target.distort = (_write, result) => result;
}

test("a disable that meets 409 is a failure and waits in escrow", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.unassign("ada");
  bench.target.refuse = (write) =>
    write.kind === "update" ? { kind: "conflict", message: "last admin" } : null;
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.failed], ["partial", 1]);
  assert.equal((await bench.job().operations.escrows()).length, 1);
});

test("an update whose answer was lost is looked at again, although the directory went back meanwhile", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  bench.directory.change("ada", { displayName: "B" });
  bench.target.distort = (write, result) =>
    write.kind === "update" ? { kind: "unknown", message: "reset" } : result;
  await bench.run();
  mend(bench);
  bench.directory.change("ada", { displayName: "ada" });
  passTime(bench);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["displayName"], "ada");
});

test("a repair that failed in an initial cycle is tried again in the next cycle", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  bench.target.users.set(accountOf(bench, "ada").id, { ...accountOf(bench, "ada"), title: "by hand" });
  failUpdates(bench);
  await bench.run({ kind: "initial" });
  mend(bench);
  passTime(bench);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["title"], "Engineer");
});

test("a 404 on a removal counts only when the target does not list the account all the same", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.unassign("ada");
  const read = bench.target.read.bind(bench.target);
  bench.target.read = () => Promise.resolve(null);
  assert.equal((await bench.run()).cycle.state, "partial");
  bench.target.read = read;
  passTime(bench);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
});

test("a group's rename that failed is tried again, although members left in the same cycle", async () => {
  await using bench = await openBench();
  bench.directory.addUser("a").addUser("b").addGroup("team", ["a", "b"]).assign("a", "b", "team");
  await bench.run();
  bench.directory.change("team", { displayName: "Crew" });
  bench.directory.members.set("team", new Set(["a"]));
  failUpdates(bench);
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["a"]);
  mend(bench);
  passTime(bench);
  await bench.run();
  assert.deepEqual(membersOf(bench, "Crew"), ["a"]);
});

test("one member whom the target refuses keeps nobody else out", async () => {
  await using bench = await openBench();
  bench.target = memoryTarget({ memberBatch: 2 });
  const ids = ["a", "b", "c", "d", "e"];
  for (const id of ids) bench.directory.addUser(id);
  bench.directory.addGroup("team", ids).assign(...ids, "team");
  bench.target.distort = (write, result) => {
    if (write.kind !== "members") return result;
    const refused = accountOf(bench, "a").id;
    const group = bench.target.groups.get(write.id) ?? {};
    const members = (group["members"] ?? []) as readonly { value: string }[];
    bench.target.groups.set(write.id, {
      ...group,
      members: members.filter(({ value }) => value !== refused),
    });
    return write.add.includes(refused) ? { kind: "partial", refused: [refused], failure } : result;
  };
  const { cycle } = await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["b", "c", "d", "e"]);
  assert.deepEqual([cycle.state, cycle.counts.failed], ["partial", 1]);
});

test("a target that numbers users and groups apart loses no member by it", async () => {
  await using bench = await openBench();
  bench.target.users.set("1", { id: "1", userName: "a@example.com", active: true, displayName: "a" });
  bench.target.groups.set("1", { id: "1", displayName: "other", externalId: "other" });
  bench.directory.addUser("a").addUser("b").addGroup("team", ["a"]).addGroup("other", ["b"]);
  bench.directory.assign("a", "b", "team", "other");
  await bench.run();
  bench.directory.members.get("team")?.add("b");
  await bench.run();
  await bench.run({ kind: "initial" });
  assert.deepEqual(membersOf(bench, "team"), ["a", "b"]);
});

test("a lost account that is created again gets its memberships and reports back, whatever else changes in the cycle", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("a")
    .addUser("b", { manager: { id: "a" } })
    .addGroup("team", ["a", "b"]);
  bench.directory.assign("a", "b", "team");
  await bench.run();
  bench.target.users.delete(accountOf(bench, "a").id);
  bench.directory
    .change("a", { displayName: "A" })
    .change("team", { displayName: "Crew" })
    .change("b", { jobTitle: "X" });
  await bench.run();
  assert.ok(membersOf(bench, "Crew").includes("a"));
  assert.equal(managerOf(accountOf(bench, "b")), accountOf(bench, "a").id);
});

const pairs = [
  ["both are adopted", ["a", "b"]],
  ["the report is adopted and the manager created", ["b"]],
  ["the manager is adopted and the report created", ["a"]],
] as const;
for (const [what, adopted] of pairs) {
  test(`a manager is set in the first cycle when ${what}`, async () => {
    await using bench = await openBench();
    for (const id of adopted) {
      bench.target.users.set(`x${id}`, {
        id: `x${id}`,
        userName: `${id}@example.com`,
        active: true,
        displayName: id,
      });
    }
    bench.directory
      .addUser("a")
      .addUser("b", { manager: { id: "a" } })
      .assign("a", "b");
    await bench.run();
    assert.equal(managerOf(accountOf(bench, "b")), accountOf(bench, "a").id);
  });
}

test("a manager is set when the report is updated in the cycle that creates the manager", async () => {
  await using bench = await openBench();
  bench.directory.addUser("a").assign("a");
  await bench.run();
  bench.directory
    .change("a", { manager: { id: "b" }, jobTitle: "x" })
    .addUser("b")
    .assign("b");
  await bench.run();
  assert.equal(managerOf(accountOf(bench, "a")), accountOf(bench, "b").id);
});

test("a rehire whose first write fails has the account all the same", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("old", { userPrincipalName: "ada@example.com" })
    .addUser("bob")
    .assign("old", "bob");
  await bench.run();
  const { id } = accountOf(bench, "ada");
  bench.directory
    .purge("old")
    .addUser("new", { userPrincipalName: "ada@example.com", displayName: "Ada" })
    .assign("new");
  failUpdates(bench);
  await bench.run();
  assert.equal(accountOf(bench, "ada").id, id, "the old one's delete did not reach it");
  mend(bench);
  passTime(bench);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["displayName"], "Ada");
});

test("a rehire does not inherit the memberships of whoever had the account before", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("old", { userPrincipalName: "ada@example.com" })
    .addUser("bob")
    .addGroup("admins", ["old", "bob"]);
  bench.directory.assign("old", "bob", "admins");
  await bench.run();
  bench.directory.softDelete("old").unassign("old");
  bench.directory.members.set("admins", new Set(["bob"]));
  await bench.run();
  bench.directory.addUser("new", { userPrincipalName: "ada@example.com" }).assign("new");
  await bench.run();
  await bench.run();
  assert.deepEqual(membersOf(bench, "admins"), ["bob"]);
});

test("a rehire is found by a 409 where the filter hides who is inactive", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("old", { userPrincipalName: "ada@example.com" })
    .addUser("bob")
    .assign("old", "bob");
  await bench.run();
  bench.directory.softDelete("old").unassign("old");
  await bench.run();
  bench.directory.addUser("new", { userPrincipalName: "ada@example.com" }).assign("new");
  const find = bench.target.find.bind(bench.target);
  bench.target.find = async (type, key, options) => {
    const hits = await find(type, key, options);
    return options.scan === true ? hits : hits.filter(({ attributes }) => attributes["active"] !== false);
  };
  assert.equal((await bench.run()).cycle.state, "succeeded");
  assert.equal(accountOf(bench, "ada")["active"], true);
});

test("a name that is passed on in one cycle reaches both, and makes no third account", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  bench.directory.change("ada", { userPrincipalName: "ada.king@example.com" });
  bench.directory.addUser("zoe", { userPrincipalName: "ada@example.com" }).assign("zoe");
  assert.equal((await bench.run()).cycle.state, "succeeded");
  assert.equal(bench.target.users.size, 2);
  assert.equal(accountOf(bench, "ada")["displayName"], "zoe");
});

test("AttributeConflict names the account that has the value", async () => {
  await using bench = await openBench();
  bench.target.users.set("x9", { id: "x9", userName: "robot@example.com" });
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  bench.directory.change("ada", { userPrincipalName: "robot@example.com" });
  const { cycle } = await bench.run();
  assert.match(
    cycle.failures[0]?.message ?? "",
    /account x9, which nobody here is linked to, has userName "robot/,
  );
});

test("an account whose create got no answer and which showed up late is disabled when the person has left meanwhile", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("bob");
  await bench.run();
  bench.directory.assign("ada");
  const find = bench.target.find.bind(bench.target);
  bench.target.distort = () => ({ kind: "unknown", message: "reset" });
  bench.target.find = () => Promise.resolve([]);
  await bench.run();
  bench.target.find = find;
  mend(bench);
  bench.directory.unassign("ada");
  passTime(bench);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
});

test("a delete waits its grace period by the cycle's clock", async () => {
  await using bench = await openBench();
  const day = 86_400_000;
  bench.rules = { ...bench.rules, deprovision: { ...bench.rules.deprovision, gracePeriodMs: 7 * day } };
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.purge("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
  passTime(bench, 7 * day - 1);
  await bench.run();
  assert.equal(bench.target.users.size, 2);
  passTime(bench, 1);
  assert.equal((await bench.run()).cycle.counts.deleted, 1);
});

test("a typing error in the address of a job without links may be corrected", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  bench.target = memoryTarget({ identity: "memory:typo" });
  await bench.preview();
  bench.target = memoryTarget({ identity: "memory:right" });
  assert.equal((await bench.run()).cycle.counts.created, 1);
});

test("a target that takes a create for an update gives nobody a second holder, and stops nothing", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  const { id } = accountOf(bench, "ada");
  bench.directory.addUser("bob").addUser("zoe").assign("bob", "zoe");
  bench.target.distort = (write, result) => {
    return write.kind === "create" && JSON.stringify(write).includes("bob") ? { kind: "done", id } : result;
  };
  const { cycle } = await bench.run();
  assert.deepEqual(
    cycle.failures.map(({ who, code }) => [who, code]),
    [["bob@example.com", "DuplicateSourceEntries"]],
  );
  assert.equal(cycle.counts.created, 1);
  const [link] = await bench.job().links.ofTargets("user", [id]);
  assert.equal(link?.sourceId, "ada");
});

test("an account deleted by hand after it was disabled is nobody's manager after a cycle over everything", async () => {
  await using bench = await openBench();
  bench.directory.addUser("boss").addUser("ada").assign("boss", "ada");
  await bench.run();
  bench.directory.unassign("boss");
  await bench.run();
  bench.target.users.delete(accountOf(bench, "boss").id);
  bench.directory.change("ada", { manager: { id: "boss" } });
  await bench.run();
  await bench.run({ kind: "initial" });
  assert.equal(managerOf(accountOf(bench, "ada")), undefined);
  assert.deepEqual(await bench.job().links.counts(), { users: 1, groups: 0 });
});
