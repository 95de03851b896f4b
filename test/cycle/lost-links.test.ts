import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, type Bench, managerOf, openBench } from "./fixture.ts";

/** The account is deleted in the target while its update is on the way. */
function loseOnUpdate(bench: Bench, ids: readonly string[]): void {
  const lost = new Set(ids.map((id) => accountOf(bench, id).id));
  bench.target.refuse = (write) => {
    if (write.kind !== "members" && "id" in write && lost.has(write.id)) bench.target.users.delete(write.id);
    return null;
  };
}

test("404 to an update: the link is lost, and the account is created anew in the same cycle, once", async () => {
  await using bench = await openBench();
  bench.directory
    .addUser("boss")
    .addUser("ada", { manager: { id: "boss" } })
    .assign("ada", "boss");
  await bench.run();
  const lost = accountOf(bench, "boss").id;
  loseOnUpdate(bench, ["boss"]);
  bench.directory.change("boss", { jobTitle: "Chief" });
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.created, cycle.counts.failed], ["succeeded", 1, 0]);
  const boss = accountOf(bench, "boss");
  assert.deepEqual([boss["title"], boss.id === lost], ["Chief", false]);
  assert.equal(managerOf(accountOf(bench, "ada")), boss.id);
  const [warning] = await Array.fromAsync(bench.job().log.search({ status: "warning" }));
  assert.match(warning?.steps.at(-1)?.details ?? "", /answered 404 although it had the object/);
  const before = bench.target.writes.length;
  await bench.run({ kind: "reconcile" });
  assert.equal(bench.target.writes.length, before);
});

test("404 to many updates: nobody is created anew before somebody has looked at it", async () => {
  await using bench = await openBench();
  bench.rules = {
    ...bench.rules,
    guard: { ...bench.rules.guard, maxRemovals: 5, maxRemovalsPercent: 10, minimum: 5 },
  };
  const ids = Array.from({ length: 12 }, (_, index) => `user${index}`);
  for (const id of ids) bench.directory.addUser(id).assign(id);
  await bench.run();
  loseOnUpdate(bench, ids);
  for (const id of ids) bench.directory.change(id, { jobTitle: "Chief" });
  const { cycle, holds } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.created], ["held", 0]);
  assert.deepEqual(
    holds.map(({ guardClass, planned }) => [guardClass, planned]),
    [["lostLinks", 12]],
  );
  assert.deepEqual(await bench.job().links.counts(), { users: 12, groups: 0 });
});

test("404 to a delete keeps the link until a look has confirmed it", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.target.refuse = (write) => (write.kind === "delete" ? { kind: "gone" } : null);
  bench.directory.purge("ada");
  assert.equal((await bench.run()).cycle.counts.deleted, 0);
  assert.deepEqual(await bench.job().links.counts(), { users: 2, groups: 0 });
  bench.target.refuse = () => null;
  assert.equal((await bench.run()).cycle.counts.deleted, 1);
  assert.deepEqual(
    [...bench.target.users.values()].map(({ userName }) => userName),
    ["bob@example.com"],
  );
});

test("409 to a linked account's update names the holder, and moves no link, however often it is tried", async () => {
  await using bench = await openBench();
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  const { id } = accountOf(bench, "ada");
  bench.target.users.set("x1", { id: "x1", userName: "countess@example.com", active: true });
  bench.directory.change("ada", { userPrincipalName: "countess@example.com", jobTitle: "Countess" });
  for (const kind of ["incremental", "reconcile", "initial"] as const) {
    const { cycle } = await bench.run({ kind });
    assert.deepEqual(
      cycle.failures.map(({ code }) => code),
      ["AttributeConflict"],
    );
    assert.match(
      cycle.failures[0]?.message ?? "",
      /account x1, which nobody here is linked to, has userName/,
    );
    const [link] = await bench.job().links.ofSources("user", ["ada"]);
    assert.equal(link?.targetId, id);
  }
  assert.equal(bench.target.users.get("x1")?.["displayName"], undefined);
  bench.target.users.delete("x1");
  assert.equal((await bench.run({ kind: "reconcile" })).cycle.state, "succeeded");
  assert.equal(bench.target.users.get(id)?.["userName"], "countess@example.com");
});

test("409 to a create: whoever matches is adopted, and nobody is created twice", async () => {
  await using bench = await openBench();
  const find = bench.target.find.bind(bench.target);
  bench.target.users.set("x1", { id: "x1", userName: "ada@example.com", active: true });
  // The filter hides the account until the create has been refused.
  bench.target.find = async (type, key, options) => (options.scan === true ? find(type, key, options) : []);
  bench.directory.addUser("ada").assign("ada");
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.linked, bench.target.users.size], ["succeeded", 1, 1]);
  assert.equal(bench.target.users.get("x1")?.["displayName"], "ada");
  assert.equal(bench.target.writes.filter(({ kind }) => kind === "create").length, 1);
});

for (const type of ["user", "group"] as const) {
  test(`one wrong 404 to the read of a ${type} with a new name makes no second one`, async () => {
    await using bench = await openBench();
    const { directory, target } = bench;
    directory.addUser("ada").addGroup("team", ["ada"]).assign("ada", "team");
    await bench.run();
    const id = type === "user" ? "ada" : "team";
    directory.change(id, { displayName: "Countesses", userPrincipalName: "countess@example.com" });
    const read = target.read.bind(target);
    let wrong = 1;
    target.read = async (kind, ...rest) => (kind === type && wrong-- > 0 ? null : read(kind, ...rest));
    assert.equal((await bench.run()).cycle.state, "succeeded");
    assert.equal(wrong, -1, "it was asked twice");
    assert.deepEqual([target.users.size, target.groups.size], [1, 1]);
    const [only] = (type === "user" ? target.users : target.groups).values();
    assert.equal(only?.["displayName"], "Countesses");
  });
}
