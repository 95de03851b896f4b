import assert from "node:assert/strict";
import { test } from "node:test";
import { userRules } from "../rules/rules-fixture.ts";
import { accountOf, type Bench, openBench, rules } from "./fixture.ts";

const mapped = {
  userName: "[userPrincipalName]",
  externalId: "[employeeId]",
  "name.familyName": "[surname]",
  active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
};
const composite = userRules(mapped, { match: [["externalId", "name.familyName"], ["userName"]] });

async function openComposite(): Promise<Bench> {
  const bench = await openBench();
  bench.rules = { ...rules, user: composite, group: null };
  return bench;
}

function account(bench: Bench, id: string, attributes: Record<string, unknown>): void {
  bench.target.users.set(id, { id, userName: `${id}@old.com`, active: true, ...attributes });
}

async function linkOf(bench: Bench, id: string): Promise<string | undefined> {
  const [link] = await bench.job().links.ofSources("user", [id]);
  return link?.targetId;
}

async function matchingStep(bench: Bench, who: string): Promise<string | undefined> {
  const entries = await Array.fromAsync(bench.job().log.search({ who }));
  return entries.at(-1)?.steps.find(({ name }) => name === "matching")?.details;
}

test("runCycle() links the account that has all values of an entry, of several with the first", async () => {
  await using bench = await openComposite();
  account(bench, "x1", { externalId: "7", name: { familyName: "Babbage" } });
  account(bench, "x2", { externalId: "7", name: { familyName: "BYRON" } });
  bench.directory.addUser("ada", { employeeId: "7", surname: "Byron" }).assign("ada");
  await bench.run();
  assert.equal(await linkOf(bench, "ada"), "x2");
  assert.equal(
    await matchingStep(bench, "ada"),
    'externalId "7" and name.familyName "Byron", then userName "ada@example.com": one',
  );
});

test("runCycle() goes on with the next entry when no account has all values of one", async () => {
  await using bench = await openComposite();
  account(bench, "x1", { externalId: "7", name: { familyName: "Babbage" } });
  account(bench, "x2", { userName: "ada@example.com" });
  account(bench, "x3", { externalId: "8", name: { familyName: "Byron" } });
  bench.directory
    .addUser("ada", { employeeId: "7", surname: "Byron" })
    // No surname: the first entry asks nothing.
    .addUser("bob", { employeeId: "8" })
    .assign("ada", "bob");
  await bench.run();
  assert.equal(await linkOf(bench, "ada"), "x2");
  assert.equal(accountOf(bench, "bob").id, await linkOf(bench, "bob"));
  assert.notEqual(await linkOf(bench, "bob"), "x3");
});

test("runCycle() matches by several attributes in a listing as it does by requests", async () => {
  await using bench = await openComposite();
  const ids = Array.from({ length: 30 }, (_, index) => `p${String(index).padStart(2, "0")}`);
  for (const [index, id] of ids.entries()) {
    // Two at a time share an externalId and differ in name.
    const externalId = String(Math.floor(index / 2));
    account(bench, `x${id}`, { externalId, name: { familyName: `Name${index}` } });
    bench.directory.addUser(id, { employeeId: externalId, surname: `NAME${index}` });
  }
  bench.directory.assign(...ids);
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.linked, cycle.counts.created], [30, 0]);
  for (const id of ids) assert.equal(await linkOf(bench, id), `x${id}`);
});

test("runCycle() takes identifiers that differ in case for two in a listing", async () => {
  await using bench = await openBench();
  bench.rules = { ...rules, group: null, user: userRules(mapped, { match: [["externalId"]] }) };
  const ids = Array.from({ length: 30 }, (_, index) => `q${index}`);
  for (const id of ids) bench.directory.addUser(id, { employeeId: id.toUpperCase() });
  bench.directory.addUser("lower", { employeeId: "q7" }).assign("lower", ...ids);
  account(bench, "x7", { externalId: "Q7" });
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.linked, cycle.counts.created, cycle.counts.failed], [1, 30, 0]);
  assert.equal(await linkOf(bench, "q7"), "x7");
});

test("runCycle() asks a person when several accounts have all values of an entry", async () => {
  await using bench = await openComposite();
  for (const id of ["x1", "x2"]) account(bench, id, { externalId: "7", name: { familyName: "Byron" } });
  bench.directory.addUser("ada", { employeeId: "7", surname: "Byron" }).assign("ada");
  const { cycle } = await bench.run();
  assert.equal(cycle.failures[0]?.code, "DuplicateTargetEntries");
});

test("a create that meets 409 matches again by all attributes of an entry", async () => {
  await using bench = await openComposite();
  bench.directory.addUser("ada", { employeeId: "7", surname: "Byron" }).assign("ada");
  bench.target.refuse = (write) => {
    if (write.kind !== "create") return null;
    account(bench, "x1", { externalId: "7", name: { familyName: "Babbage" } });
    account(bench, "x2", { externalId: "7", name: { familyName: "Byron" } });
    return { kind: "conflict", message: "taken" };
  };
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.linked, cycle.counts.failed], [1, 0]);
  assert.equal(await linkOf(bench, "ada"), "x2");
});

test("an account whose create got no answer is found by all attributes of an entry", async () => {
  await using bench = await openComposite();
  account(bench, "x1", { externalId: "7", name: { familyName: "Babbage" } });
  bench.directory.addUser("ada", { employeeId: "7", surname: "Byron" }).assign("ada");
  bench.target.distort = (write, result) =>
    write.kind === "create" ? { kind: "unknown", message: "silence" } : result;
  await bench.run();
  bench.target.distort = (_write, result) => result;
  await bench.run();
  assert.equal(bench.target.users.size, 2);
  assert.equal(await linkOf(bench, "ada"), accountOf(bench, "ada").id);
});

test("two people who match one account by the same entry are told from each other by its other attributes", async () => {
  await using bench = await openComposite();
  account(bench, "x1", { externalId: "7", name: { familyName: "Byron" } });
  bench.directory
    .addUser("a1", { employeeId: "7", surname: "Babbage" })
    .addUser("a2", { employeeId: "7", surname: "Byron" })
    .addUser("a3", { employeeId: "7", surname: "byron" })
    .assign("a1", "a2", "a3");
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.linked, cycle.counts.created, cycle.counts.failed], [1, 1, 1]);
  assert.equal(await linkOf(bench, "a2"), "x1");
  assert.equal(cycle.failures[0]?.code, "DuplicateSourceEntries");
});
