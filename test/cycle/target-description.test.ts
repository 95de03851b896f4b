import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../src/rules/stop-error.ts";
import {
  readDescription,
  type TargetDescription,
  unknownTarget,
} from "../../src/rules/target-description.ts";
import type { TargetAttribute, TargetSchema } from "../../src/rules/target-schema.ts";
import { userRules } from "../rules/rules-fixture.ts";
import { memoryTarget, type MemoryTarget } from "../target/memory-target.ts";
import {
  accountOf,
  type Bench,
  manager,
  managerOf,
  membersOf,
  openBench,
  operationsOf,
  rules,
} from "./fixture.ts";

const crew = "urn:example:crew:2.0:User";

function schemaOf(...said: readonly (Partial<TargetAttribute> & { path: string })[]): TargetSchema {
  const nothing = { type: "string", multiValued: false, required: false, caseExact: null };
  return { user: said.map((one) => ({ ...nothing, mutability: "readWrite", ...one })), group: [] };
}

/** A target that says this of its attributes, and how often it was asked. */
function describedTarget(schema: TargetSchema | null): MemoryTarget & { asked: number } {
  const target = Object.assign(memoryTarget({ schema }), { asked: 0 });
  target.describe = () => {
    target.asked++;
    return Promise.resolve({ schema, capabilities: {} });
  };
  return target;
}

async function openCrew(
  schema: TargetSchema | null,
): Promise<{ bench: Bench; target: ReturnType<typeof describedTarget> }> {
  const bench = await openBench();
  const target = describedTarget(schema);
  bench.target = target;
  bench.rules = {
    ...rules,
    user: userRules({
      userName: "[userPrincipalName]",
      [`${crew}:onBoard`]: "[accountEnabled]",
      [`${crew}:berth`]: "[employeeId]",
      [`${crew}:tags`]: "[department]",
    }),
  };
  bench.directory.addUser("ada", { employeeId: "7", department: "Engines" }).assign("ada");
  return { bench, target };
}

const described = schemaOf(
  { path: `${crew}:onBoard`, type: "boolean" },
  { path: `${crew}:berth`, type: "integer" },
  { path: `${crew}:tags`, multiValued: true },
);

test("runCycle() writes values in the types that the target's schema names", async () => {
  const { bench } = await openCrew(described);
  await using _ = bench;
  await bench.run();
  assert.deepEqual(accountOf(bench, "ada")[crew], { onBoard: true, berth: 7, tags: ["Engines"] });
});

test("runCycle() asks for the schema in initial and reconcile cycles, and goes by the last answer in others", async () => {
  const { bench, target } = await openCrew(described);
  await using _ = bench;
  await bench.run();
  assert.equal(target.asked, 1);
  const before = target.requests;
  await bench.run();
  assert.equal(target.asked, 1);
  assert.equal(target.requests, before, "an incremental cycle without changes asks nothing at all");

  bench.directory.change("ada", { employeeId: "8" });
  await bench.run();
  assert.equal(target.asked, 1);
  assert.deepEqual(accountOf(bench, "ada")[crew], { onBoard: true, berth: 8, tags: ["Engines"] });
  await bench.run({ kind: "reconcile" });
  await bench.run({ kind: "initial" });
  assert.equal(target.asked, 3);
  assert.equal(target.writes.length, 2);
});

test("runCycle() keeps what the target has said where it says nothing any more", async () => {
  const { bench } = await openCrew(described);
  await using _ = bench;
  await bench.run();
  const silent = describedTarget(null);
  for (const [id, attributes] of bench.target.users) silent.users.set(id, attributes);
  bench.target = silent;
  bench.directory.change("ada", { employeeId: "8" });
  await bench.run({ kind: "initial" });
  assert.equal(silent.asked, 1);
  assert.deepEqual(accountOf(bench, "ada")[crew], { onBoard: true, berth: 8, tags: ["Engines"] });
});

test("runCycle() does without a schema", async () => {
  const { bench } = await openCrew(null);
  await using _ = bench;
  await bench.run();
  assert.deepEqual(accountOf(bench, "ada")[crew], { onBoard: "True", berth: "7", tags: "Engines" });
  assert.deepEqual(readDescription(await bench.job().state.targetDescription()), unknownTarget);
});

test("runCycle() does without a stored schema that it does not understand", async () => {
  const { bench } = await openCrew(null);
  await using _ = bench;
  await bench.run();
  await bench.job().state.setTargetDescription({ user: "something else" });
  bench.directory.change("ada", { employeeId: "8" });
  await bench.run();
  assert.deepEqual(accountOf(bench, "ada")[crew], { onBoard: "True", berth: "8", tags: "Engines" });
});

test("runCycle() creates nobody without what the target's schema requires", async () => {
  const { bench } = await openCrew(schemaOf({ path: `${crew}:berth`, required: true }));
  await using _ = bench;
  bench.directory.addUser("bob").assign("bob");
  await bench.preview();
  const [bob] = (await operationsOf(bench)).filter(({ source }) => source.id === "bob");
  assert.equal(bob?.reason, "MandatoryFieldsMissing");
  assert.equal(bob.message, `${crew}:berth is required and has neither a value nor a default`);
});

test("runCycle() adopts an account in another spelling though the target's schema calls its name exact", async () => {
  await using bench = await openBench();
  const target = describedTarget(schemaOf({ path: "userName", caseExact: true }));
  bench.target = target;
  target.users.set("x", { id: "x", userName: "ADA@example.com", active: true });
  bench.directory.addUser("ada").assign("ada");
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.linked, cycle.counts.created], [1, 0]);
  assert.equal(target.users.get("x")?.["userName"], "ada@example.com");
});

test("runCycle() takes away roles and manager though the target's schema requires them", async () => {
  await using bench = await openBench();
  const said = [
    { path: "roles", required: true, multiValued: true },
    { path: manager, required: true },
  ];
  bench.target = describedTarget(schemaOf(...said));
  const roles = "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])";
  const title = `${manager.slice(0, -"manager".length)}department`;
  const user = userRules({
    userName: "[userPrincipalName]",
    roles,
    [manager]: "[manager]",
    [title]: "[department]",
  });
  bench.rules = { ...rules, user };
  bench.directory.addUser("bob").addUser("ada", { department: "Sales", manager: { id: "bob" } });
  bench.directory.assignAs({ id: "r1", value: "Admin", displayName: "Admin" }, "ada", "bob");
  bench.directory.change("bob", { manager: { id: "ada" } });
  await bench.run();
  assert.ok(managerOf(accountOf(bench, "ada")) !== undefined);
  bench.directory.assign("ada").change("ada", { manager: null });
  await bench.run();
  const account = accountOf(bench, "ada");
  assert.deepEqual([account["roles"] ?? null, managerOf(account) ?? null], [null, null]);
});

async function storedIn(bench: Bench): Promise<TargetDescription> {
  return readDescription(await bench.job().state.targetDescription());
}

test("runCycle() keeps what the target says it can do, and what it was seen to do", async () => {
  await using bench = await openBench();
  const { target } = bench;
  target.said = { pageSize: 50, patch: true };
  bench.directory.addUser("ada").assign("ada");
  target.refuse = () => {
    target.learn({ patch: false });
    return null;
  };
  await bench.run();
  const stored = await storedIn(bench);
  assert.deepEqual([stored.capabilities, stored.learned], [target.said, { patch: false }]);

  target.refuse = () => null;
  target.assume(unknownTarget);
  await bench.run();
  assert.deepEqual([target.capabilities.pageSize, target.capabilities.patch], [50, false]);
  target.assume(unknownTarget);
  await bench.run({ kind: "reconcile" });
  assert.equal(target.capabilities.patch, false);
});

test("runCycle() finds out again what it learned: in an initial cycle, and where the target says something else", async () => {
  await using bench = await openBench();
  const { target, directory } = bench;
  directory.addUser("ada").assign("ada");

  async function learn(jobTitle: string): Promise<void> {
    directory.change("ada", { jobTitle });
    target.refuse = () => {
      target.learn({ bulk: null });
      return null;
    };
    await bench.run();
    target.refuse = () => null;
    assert.deepEqual((await storedIn(bench)).learned, { bulk: null });
  }

  await learn("Captain");
  await bench.run({ kind: "initial" });
  assert.deepEqual((await storedIn(bench)).learned, {});
  await learn("Admiral");
  target.said = { pageSize: 100 };
  await bench.run({ kind: "reconcile" });
  assert.deepEqual(await storedIn(bench), { schema: null, capabilities: { pageSize: 100 }, learned: {} });
});

test("runCycle() stores what a cycle learned that had to stop", async () => {
  await using bench = await openBench();
  const { target } = bench;
  bench.directory.addUser("ada").assign("ada");
  target.refuse = () => {
    target.learn({ etag: false });
    throw new StopError("unreachable", "gone", { cure: "wait" });
  };
  await assert.rejects(bench.run());
  assert.deepEqual((await storedIn(bench)).learned, { etag: false });
});

test("runCycle() keeps what the target said before where it says nothing today", async () => {
  await using bench = await openBench();
  const { target } = bench;
  bench.directory.addUser("ada").assign("ada");
  target.said = { pageSize: 50, users: "/People" };
  await bench.run();
  target.said = {};
  await bench.run({ kind: "reconcile" });
  assert.deepEqual((await storedIn(bench)).capabilities, { pageSize: 50, users: "/People" });
});

test("runCycle() does the users of a target without groups, says so each time, and takes nothing from anybody", async () => {
  await using bench = await openBench();
  const { target, directory } = bench;
  directory.addUser("ada").addUser("bob").addGroup("crew", ["ada", "bob"]).assign("ada", "bob", "crew");
  await bench.run();
  const before = structuredClone([...target.groups]);
  assert.equal(before.length, 1);

  target.said = { hasGroups: false };
  directory.change("ada", { jobTitle: "Captain" }).addUser("eve").assign("eve");
  directory.addGroup("crew", ["ada"]);
  const { cycle } = await bench.run({ kind: "reconcile" });
  assert.equal(cycle.state, "partial");
  assert.deepEqual(
    cycle.failures.map(({ operation, code }) => [operation, code]),
    [["groups", "NotImplemented"]],
  );
  assert.match(cycle.failures[0]?.cure ?? "", /groups\.enabled/);
  assert.equal(target.users.size, 3);
  assert.equal(accountOf(bench, "ada")["title"], "Captain");
  assert.equal((await bench.run()).cycle.state, "partial");
  assert.deepEqual([...target.groups], before);
  assert.equal((await bench.job().links.counts()).groups, 1);

  target.said = {};
  directory.addGroup("deck", ["eve"]).assign("deck");
  assert.equal((await bench.run()).cycle.state, "succeeded");
  assert.equal(target.groups.size, 2);
  assert.deepEqual(membersOf(bench, "crew"), ["ada"]);
});
