import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, manager, managerOf, membersOf, openBench } from "./fixture.ts";

test("runCycle() creates everybody assigned, managers first, and groups with their members", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("ada", { manager: { id: "charles" }, jobTitle: "Engineer" })
    .addUser("charles", { manager: { id: "victoria" } })
    .addUser("victoria")
    .addUser("stranger")
    .addGroup("engineering", ["ada", "charles"])
    .assign("engineering", "victoria");
  const { cycle } = await bench.run();
  assert.equal(cycle.state, "succeeded");
  assert.equal(cycle.kind, "initial");
  assert.equal(cycle.counts.created, 4);
  assert.equal(bench.target.users.size, 3);
  assert.equal(managerOf(accountOf(bench, "ada")), accountOf(bench, "charles").id);
  assert.equal(managerOf(accountOf(bench, "charles")), accountOf(bench, "victoria").id);
  assert.deepEqual(membersOf(bench, "engineering"), ["ada", "charles"]);
  const creates = bench.target.writes.filter(({ kind }) => kind === "create").length;
  assert.equal(bench.target.writes.length, creates + 1, "the manager travels in the create");
});

test("runCycle() asks the target nothing when nothing has changed", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addGroup("engineering", ["ada"]).assign("engineering");
  await bench.run();
  const before = bench.target.requests;
  const { cycle } = await bench.run();
  assert.equal(cycle.kind, "incremental");
  assert.equal(bench.target.requests, before);
});

test("runCycle() writes nothing in a second initial cycle", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("ada", { manager: { id: "charles" } })
    .addUser("charles")
    .addGroup("engineering", ["ada", "charles"])
    .assign("engineering");
  await bench.run();
  const before = bench.target.writes.length;
  const { cycle } = await bench.run({ kind: "initial" });
  assert.equal(bench.target.writes.length, before);
  assert.equal(cycle.counts.created + cycle.counts.updated, 0);
});

test("runCycle() sends only what differs", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  bench.directory.change("ada", { displayName: "Ada Lovelace", officeLocation: "unmapped" });
  await bench.run();
  assert.deepEqual(bench.target.writes.at(-1), {
    kind: "update",
    type: "user",
    id: accountOf(bench, "ada").id,
    changes: [{ path: "displayName", from: "ada", to: "Ada Lovelace" }],
  });
});

test("runCycle() asks nothing about a change that no mapping reads", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  bench.directory.change("ada", { officeLocation: "London" });
  const before = bench.target.requests;
  await bench.run();
  assert.equal(bench.target.requests, before);
});

test("runCycle() adopts accounts that match and touches nobody else's", async () => {
  await using bench = await openBench();
  bench.target.users.set("x1", { id: "x1", userName: "ADA@example.com", active: true, displayName: "ada" });
  bench.target.users.set("x2", { id: "x2", userName: "robot@example.com", active: true });
  bench.directory.addUser("ada").assign("ada");
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.linked, cycle.counts.created, cycle.counts.updated], [1, 0, 0]);
  assert.deepEqual(bench.target.writes, []);
  assert.deepEqual(bench.target.users.get("x2"), { id: "x2", userName: "robot@example.com", active: true });
});

test("runCycle() disables who is unassigned, and enables who comes back with the whole mapping", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.unassign("ada");
  const left = await bench.run();
  assert.equal(left.cycle.counts.disabled, 1);
  assert.equal(accountOf(bench, "ada")["active"], false);
  bench.directory.change("ada", { displayName: "Ada King" });
  await bench.run();
  assert.equal(accountOf(bench, "ada")["displayName"], "ada", "a disabled account is left as it was");
  bench.directory.assign("ada");
  const back = await bench.run();
  assert.equal(back.cycle.counts.enabled, 1);
  const account = accountOf(bench, "ada");
  assert.deepEqual([account["active"], account["displayName"]], [true, "Ada King"]);
});

test("runCycle() disables who is soft-deleted and deletes who is purged", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.softDelete("ada").unassign("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
  bench.directory.purge("ada");
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.deleted, 1);
  assert.equal(bench.target.users.size, 1);
  assert.deepEqual(await bench.job().links.counts(), { users: 1, groups: 0 });
});

test("runCycle() resolves a loop of managers in a second pass", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("ada", { manager: { id: "bob" } })
    .addUser("bob", { manager: { id: "ada" } })
    .assign("ada", "bob");
  await bench.run();
  assert.equal(managerOf(accountOf(bench, "ada")), accountOf(bench, "bob").id);
  assert.equal(managerOf(accountOf(bench, "bob")), accountOf(bench, "ada").id);
});

test("runCycle() lets nobody wait for a head of the company who is their own manager", async () => {
  await using bench = await openBench();
  bench.directory.addUser("head", { manager: { id: "head" } });
  const reports = ["a", "b", "c"];
  for (const id of reports) bench.directory.addUser(id, { manager: { id: "head" } });
  bench.directory.assign("head", ...reports);
  const { cycle } = await bench.run();
  const { id } = accountOf(bench, "head");
  for (const who of ["head", ...reports]) assert.equal(managerOf(accountOf(bench, who)), id);
  assert.deepEqual([cycle.counts.created, cycle.counts.updated], [4, 1], "a second look at the head alone");
});

test("runCycle() heals a reference when the manager gets an account, and clears it when the manager goes", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("ada", { manager: { id: "charles" } })
    .addUser("charles")
    .assign("ada");
  await bench.run();
  assert.equal(managerOf(accountOf(bench, "ada")), undefined);
  bench.directory.assign("charles");
  await bench.run();
  assert.equal(managerOf(accountOf(bench, "ada")), accountOf(bench, "charles").id);
  bench.directory.change("ada", { manager: null });
  await bench.run();
  assert.equal(managerOf(accountOf(bench, "ada")), undefined);
});

test("runCycle() adds and removes members without sending the group whole", async () => {
  await using bench = await openBench();
  for (const id of ["a", "b", "c", "d"]) bench.directory.addUser(id);
  bench.directory.addGroup("team", ["a", "b", "c"]).assign("team", "a", "b", "c", "d");
  await bench.run();
  bench.directory.members.set("team", new Set(["b", "c", "d"]));
  const before = bench.target.requests;
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["b", "c", "d"]);
  assert.equal(bench.target.requests - before, 2, "one request for who joins, one for who leaves");
});

test("runCycle() adopts a group and leaves members alone whom nobody is linked to", async () => {
  await using bench = await openBench();
  bench.target.users.set("x1", { id: "x1", userName: "robot@example.com" });
  bench.target.users.set("x2", { id: "x2", userName: "a@example.com", active: true, displayName: "a" });
  bench.target.users.set("x3", { id: "x3", userName: "b@example.com", active: true, displayName: "b" });
  const members = ["x1", "x2"].map((value) => ({ value }));
  bench.target.groups.set("g1", { id: "g1", displayName: "team", externalId: "team", members });
  bench.directory.addUser("a").addUser("b").addGroup("team", ["b"]).assign("a", "b", "team");
  const first = await bench.run();
  assert.equal(first.cycle.state, "held", "a first cycle has nothing yet that a share could be taken of");
  assert.deepEqual(membersOf(bench, "team"), ["a", "b", "robot"]);
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["b", "robot"]);
});

test("runCycle() deletes a group that is not assigned any more", async () => {
  await using bench = await openBench();
  bench.directory.addUser("a").addGroup("team", ["a"]).assign("a", "team");
  await bench.run();
  bench.directory.unassign("team");
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.deleted, 1);
  assert.equal(bench.target.groups.size, 0);
  assert.equal(accountOf(bench, "a")["active"], true);
});

test("runCycle() keeps a failed object in escrow and goes on with the others", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  bench.target.refuse = (write) =>
    write.kind === "create" && JSON.stringify(write).includes("ada")
      ? {
          kind: "failed",
          failure: { code: "InvalidDomain", message: "not our domain", cure: null, transient: false },
        }
      : null;
  const { cycle } = await bench.run();
  assert.equal(cycle.state, "partial");
  assert.deepEqual([cycle.counts.created, cycle.counts.failed], [1, 1]);
  assert.deepEqual(cycle.failures, [
    {
      who: "ada@example.com",
      operation: "create",
      code: "InvalidDomain",
      message: "not our domain",
      cure: null,
    },
  ]);
  const writes = bench.target.writes.length;
  assert.equal((await bench.run()).cycle.state, "succeeded", "not due yet, so no failure of this cycle");
  assert.equal(bench.target.writes.length, writes);
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 6 * 3_600_000);
  assert.equal((await bench.run()).cycle.counts.created, 1);
  assert.deepEqual(await bench.job().operations.escrows(), []);
});

test("runCycle() says in the log why something happened to Ada", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.unassign("ada");
  await bench.run();
  const entries = await Array.fromAsync(bench.job().log.search({ who: "ada@example.com" }));
  assert.deepEqual(
    entries.map(({ action, status }) => `${action} ${status}`),
    ["create success", "disable success"],
  );
  assert.deepEqual(entries[1]?.changes, [{ path: "active", from: true, to: false }]);
  assert.deepEqual(entries[1]?.steps.map(({ name, details }) => `${name}: ${details}`).slice(0, 3), [
    "import: active",
    "scoping: unassigned",
    `matching: linked to ${accountOf(bench, "ada").id}`,
  ]);
});

test("runCycle() evaluates every object again when the rules have changed", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  const { mappings } = bench.rules.user;
  const user = { ...bench.rules.user, mappings: mappings.filter(({ path }) => path.text !== manager) };
  bench.rules = { ...bench.rules, user, fingerprint: "rules-2" };
  bench.target.users.set(accountOf(bench, "ada").id, {
    ...accountOf(bench, "ada"),
    title: "Changed by hand",
  });
  await bench.run();
  assert.equal(accountOf(bench, "ada")["title"], "Engineer");
});
