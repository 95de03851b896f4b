import assert from "node:assert/strict";
import { test } from "node:test";
import type { WrittenClause } from "../../src/rules/scope/clause.ts";
import { compileClause } from "../../src/rules/scope/compile-clause.ts";
import type { Operation } from "../../src/rules/operation.ts";
import type { ObjectRules, Rules } from "../../src/rules/rules.ts";
import { relationsRead } from "../../src/rules/source-attribute.ts";
import type { LogEntry } from "../../src/store/log.ts";
import { userRules } from "../rules/rules-fixture.ts";
import { accountOf, type Bench, openBench, operationsOf, rules } from "./fixture.ts";

const day = 86_400_000;

/** Rules for one kind of object with this filter. */
function withFilter<Objects extends ObjectRules>(
  objects: Objects,
  written: readonly (readonly WrittenClause[])[],
) {
  const filter = written.map((group) => group.map(compileClause));
  const clauses = filter.flat();
  const reads = new Set([...objects.reads, ...clauses.flatMap((clause) => clause.reads)]);
  const readsClock = clauses.some((clause) => clause.readsClock);
  return { ...objects, filter, reads: [...reads], readsClock, relations: relationsRead(reads) };
}

/** The fixture's rules with a filter of users. */
function filtered(...written: readonly (readonly WrittenClause[])[]): Rules {
  return { ...rules, user: withFilter(rules.user, written), fingerprint: JSON.stringify(written) };
}

const sales = { attribute: "department", operator: "EQUALS", value: "Sales" };
const hired = { attribute: "employeeHireDate", operator: "BEFORE", value: "now" };

async function logOf(bench: Bench, who: string): Promise<readonly LogEntry[]> {
  return Array.fromAsync(bench.job().log.search({ who }));
}

async function planned(bench: Bench, id: string): Promise<Operation> {
  await bench.preview();
  const found = (await operationsOf(bench)).find(({ source }) => source.id === id);
  await bench.job().operations.clear();
  assert.ok(found !== undefined, `${id} is not planned`);
  return found;
}

function namesIn({ target }: Bench): readonly string[] {
  return [...target.users.values()].map(({ userName }) => String(userName)).toSorted();
}

function scopingOf({ steps }: Pick<Operation, "steps">): string {
  const step = steps.find(({ name }) => name === "scoping");
  return `${step?.status}: ${step?.details}`;
}

test("runCycle() creates who passes the filter and disables who does not any more", async () => {
  await using bench = await openBench();
  bench.rules = filtered([sales]);
  bench.directory.addUser("ada", { department: "Sales" }).addUser("bob", { department: "Legal" });
  bench.directory.assign("ada", "bob");
  await bench.run();
  assert.equal(bench.target.users.size, 1);
  bench.directory.change("ada", { department: "Legal" }).change("bob", { department: "Sales" });
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
  assert.equal(accountOf(bench, "bob")["active"], true);
});

test("runCycle() tells which clause decided, with the value it found", async () => {
  await using bench = await openBench();
  bench.rules = filtered([sales, { attribute: "jobTitle", operator: "INCLUDES", value: "Manager" }]);
  bench.directory
    .addUser("ada", { department: "Sales", jobTitle: "Sales Manager" })
    .addUser("bob", { department: "Marketing" });
  bench.directory.assign("ada", "bob");
  assert.equal(
    scopingOf(await planned(bench, "ada")),
    'success: assigned and in scope; department EQUALS "Sales": passes; ' +
      'jobTitle INCLUDES "Manager": passes, is "Sales Manager"',
  );
  const bob = await planned(bench, "bob");
  assert.equal(bob.message, 'is "Marketing": does not pass department EQUALS "Sales"');
  assert.equal(
    scopingOf(bob),
    'skipped: outOfScope: is "Marketing": does not pass department EQUALS "Sales"',
  );
  await bench.run();
  const [entry] = await logOf(bench, "bob");
  assert.ok(entry !== undefined);
  assert.equal(scopingOf(entry), scopingOf(bob));
});

test("runCycle() lets any expression decide, and somebody it cannot weigh keep what he has", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ expression: 'Mid([employeeId], 1, 1) = "7"' }]);
  bench.directory.addUser("ada", { employeeId: "71" }).addUser("bob", { employeeId: "81" });
  bench.directory.assign("ada", "bob");
  await bench.run();
  assert.deepEqual(
    [...bench.target.users.values()].map(({ userName }) => userName),
    ["ada@example.com"],
  );

  // Several values cannot be compared.
  const broken = { employeeId: ["1", "2"], displayName: "Ada L." };
  bench.directory.change("ada", broken).change("bob", broken).addUser("eve", broken).assign("eve");
  const before = bench.target.requests;
  const { cycle } = await bench.run();
  assert.equal(cycle.state, "succeeded");
  assert.equal(bench.target.requests, before, "nobody is created, changed, or taken away");
  const [entry] = (await logOf(bench, "ada")).slice(-1);
  assert.equal(entry?.status, "warning");
  assert.match(
    entry?.steps.at(-1)?.details ?? "",
    /^ScopeUndecided: Mid\(.*cannot be told: line 1, column 1: "="/,
  );

  bench.directory.change("ada", { employeeId: "81" }).change("eve", { employeeId: "7" });
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
  assert.equal(accountOf(bench, "eve")["active"], true);
});

test("runCycle() looks at whom the filter could not weigh in each cycle", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ attribute: "employeeHireDate", operator: "BEFORE", value: "2030-01-01" }]);
  bench.directory.addUser("ada", { employeeHireDate: "soon" }).assign("ada");
  await bench.run();
  const before = bench.target.requests;
  for (let cycle = 0; cycle < 2; cycle++) {
    const operation = await planned(bench, "ada");
    assert.equal(operation.reason, "ScopeUndecided");
    await bench.run();
  }
  assert.equal((await logOf(bench, "ada")).length, 1, "and tells it once");
  assert.equal(bench.target.requests, before);
});

test("runCycle() takes access away from somebody unassigned whom the filter cannot weigh", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ attribute: "employeeHireDate", operator: "BEFORE", value: "2030-01-01" }]);
  bench.directory.addUser("ada", { employeeHireDate: "2026-01-01" }).addUser("bob").assign("ada", "bob");
  await bench.run();
  bench.directory.change("ada", { employeeHireDate: "soon" }).unassign("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
});

test("runCycle() leaves the account of somebody it cannot weigh to him", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ attribute: "employeeHireDate", operator: "BEFORE", value: "2030-01-01" }]);
  bench.directory.addUser("ada", { employeeHireDate: "2026-01-01" }).assign("ada");
  await bench.run();
  bench.directory.change("ada", { employeeHireDate: "soon" });
  bench.directory
    .addUser("ada2", { userPrincipalName: "ada@example.com", employeeHireDate: "2026-01-01" })
    .assign("ada2");
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.failed, 1);
  assert.equal(bench.target.users.size, 1);
  const [link] = await bench.job().links.ofSources("user", ["ada"]);
  assert.equal(link?.targetId, accountOf(bench, "ada").id);
});

test("runCycle() filters groups, too", async () => {
  await using bench = await openBench();
  const group = rules.group;
  assert.ok(group !== null);
  const clause = { attribute: "displayName", operator: "STARTS_WITH", value: "app-" };
  bench.rules = { ...rules, group: withFilter(group, [[clause]]) };
  bench.directory.addUser("ada").addGroup("app-sales", ["ada"]).addGroup("all", ["ada"]);
  bench.directory.assign("app-sales", "all");
  await bench.run();
  assert.deepEqual(
    [...bench.target.groups.values()].map(({ displayName }) => displayName),
    ["app-sales"],
  );
});

test("runCycle() creates who starts work by the clock alone", async () => {
  await using bench = await openBench();
  bench.rules = filtered([hired]);
  bench.directory
    .addUser("ada", { employeeHireDate: "2026-11-23T00:00:00Z" })
    .addUser("bob", { employeeHireDate: "2020-01-01T00:00:00Z" })
    .addUser("eve", { employeeHireDate: "2020-01-01T00:00:00Z", accountEnabled: false })
    .assign("ada", "bob", "eve");
  await bench.run();
  assert.equal(bench.target.users.size, 1);

  bench.now = new Date(bench.now.getTime() + day);
  const before = bench.target.requests;
  const quiet = await bench.run();
  assert.equal(quiet.cycle.kind, "incremental");
  assert.equal(bench.target.requests, before, "nothing has become due");

  bench.now = new Date(bench.now.getTime() + day);
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.created, 1);
  assert.equal(accountOf(bench, "ada")["active"], true);

  const after = bench.target.requests;
  await bench.run();
  assert.equal(bench.target.requests, after);
});

test("runCycle() takes access away by the clock alone", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ attribute: "employeeLeaveDateTime", operator: "AFTER", value: "now" }]);
  bench.directory.addUser("ada", { employeeLeaveDateTime: "2026-11-22T00:00:00Z" }).assign("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], true);
  bench.now = new Date(bench.now.getTime() + day);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
  const before = bench.target.requests;
  await bench.run();
  assert.equal(bench.target.requests, before);
});

test("runCycle() asks nothing about whom a rule that reads the clock leaves as he was", async () => {
  await using bench = await openBench();
  const { deprovision } = rules;
  bench.rules = { ...filtered([hired]), deprovision: { ...deprovision, unassigned: "keep" } };
  const employeeHireDate = "2020-01-01T00:00:00Z";
  bench.directory
    .addUser("ada", { employeeHireDate, manager: { id: "eve" } })
    .addUser("bob", { employeeHireDate })
    .addUser("kim", { employeeHireDate })
    .addUser("eve", { employeeHireDate })
    .assign("ada", "bob", "kim");
  bench.target.users.set("x1", { id: "x1", userName: "kim@example.com" });
  bench.target.users.set("x2", { id: "x2", userName: "KIM@example.com" });
  await bench.run();
  bench.directory.unassign("bob");
  await bench.run();
  bench.now = new Date(bench.now.getTime() + 3_600_000);
  const before = bench.target.requests;
  await bench.run();
  assert.equal(bench.target.requests, before, "kept, failed, and waiting for a manager");
});

test("runCycle() tries what failed in its own time, also where rules read the clock", async () => {
  await using bench = await openBench();
  bench.rules = filtered([hired]);
  const employeeHireDate = "2020-01-01T00:00:00Z";
  bench.directory.addUser("ada", { employeeHireDate }).addUser("bob", { employeeHireDate });
  bench.directory.assign("ada", "bob");
  const failure = { code: "BadRequest", message: "400", cure: null, transient: false };
  bench.target.refuse = () => ({ kind: "failed", failure });
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.failed, 2);
  assert.equal(bench.target.writes.length, 2);
  bench.now = new Date(bench.now.getTime() + 3_600_000);
  const before = bench.target.requests;
  await bench.run();
  assert.equal(bench.target.requests, before);
  bench.now = new Date(bench.now.getTime() + day);
  await bench.run();
  assert.equal(bench.target.writes.length, 4);
});

test("runCycle() tries a removal that failed in its own time, also where rules read the clock", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ attribute: "employeeLeaveDateTime", operator: "AFTER", value: "now" }]);
  bench.directory.addUser("ada", { employeeLeaveDateTime: "2026-11-21T14:00:00Z" }).assign("ada");
  await bench.run();
  const failure = { code: "BadRequest", message: "400", cure: null, transient: false };
  bench.target.refuse = () => ({ kind: "failed", failure });
  bench.now = new Date(bench.now.getTime() + 3 * 3_600_000);
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.failed, 1);
  const before = bench.target.requests;
  bench.now = new Date(bench.now.getTime() + 3_600_000);
  await bench.run();
  assert.equal(bench.target.requests, before);
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + day);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
});

test("runCycle() takes access away by the clock from somebody whose last update failed", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ attribute: "employeeLeaveDateTime", operator: "AFTER", value: "now" }]);
  bench.directory.addUser("ada", { employeeLeaveDateTime: "2026-11-21T14:00:00Z" }).assign("ada");
  await bench.run();
  bench.directory.change("ada", { displayName: "Ada L." });
  const failure = { code: "BadRequest", message: "400", cure: null, transient: false };
  bench.target.refuse = () => ({ kind: "failed", failure });
  await bench.run();
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 3 * 3_600_000);
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
});

test("runCycle() writes what an expression makes of the time, by the clock alone", async () => {
  await using bench = await openBench();
  const written = {
    userName: "[userPrincipalName]",
    title: 'IIF(DateDiff("d", [employeeHireDate], Now()) > 30, "Settled", "New")',
  };
  bench.rules = { ...rules, user: userRules(written, { readsClock: true }) };
  bench.directory
    .addUser("ada", { employeeHireDate: "2026-10-22T00:00:00Z" })
    .addUser("bob", { employeeHireDate: "2026-11-01T00:00:00Z" })
    .assign("ada", "bob");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["title"], "New");
  bench.now = new Date(bench.now.getTime() + day);
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.updated, 1);
  assert.equal(cycle.counts.planned, 1);
  assert.equal(accountOf(bench, "ada")["title"], "Settled");
});

test("runCycle() lets membership in a group decide", async () => {
  await using bench = await openBench();
  const contractors = { attribute: "memberOf", operator: "NOT EQUALS", value: "Contractors" };
  bench.rules = filtered([contractors]);
  bench.directory
    .addUser("ada")
    .addUser("bob")
    .addUser("kim")
    .addGroup("g1", ["bob"])
    .addGroup("g2", ["kim"])
    .change("g1", { displayName: "Contractors" })
    .assign("ada", "kim", "g1", "g2");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], true, "in no group");
  assert.equal(accountOf(bench, "kim")["active"], true, "in another");
  assert.throws(() => accountOf(bench, "bob"));
  bench.directory.members.get("g1")?.add("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
  bench.directory.members.get("g1")?.delete("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], true);
});

test("runCycle() lets what the manager is decide", async () => {
  await using bench = await openBench();
  bench.rules = filtered([{ attribute: "manager.department", operator: "EQUALS", value: "Sales" }]);
  bench.directory
    .addUser("ada", { manager: { id: "eva" } })
    .addUser("bob", { manager: { id: "kim", department: "Sales" } })
    .addUser("eva", { department: "Sales" })
    .assign("ada", "bob", "eva");
  await bench.run();
  assert.deepEqual(namesIn(bench), ["ada@example.com", "bob@example.com"]);
  bench.directory.change("eva", { department: "Legal" });
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
  assert.equal(accountOf(bench, "bob")["active"], true);
});

test("runCycle() lets app roles decide, of users and of groups, direct or through a group", async () => {
  await using bench = await openBench();
  const { group } = rules;
  assert.ok(group !== null);
  const admins = [[{ attribute: "appRoles", operator: "EQUALS", value: "Admin" }]];
  bench.rules = { ...filtered(...admins), group: withFilter(group, admins) };
  bench.directory
    .addUser("ada")
    .addUser("bob")
    .addUser("eve")
    .addGroup("staff", ["eve"])
    .addGroup("chiefs", ["eve"])
    .assignAs({ id: "r1", value: "Admin", displayName: "Administrators" }, "ada", "chiefs")
    .assignAs({ id: "r2", value: "User", displayName: "Users" }, "bob", "staff");
  await bench.run();
  assert.deepEqual(namesIn(bench), ["ada@example.com", "eve@example.com"]);
  assert.deepEqual(
    [...bench.target.groups.values()].map(({ displayName }) => displayName),
    ["chiefs"],
  );
  const [bob] = await logOf(bench, "bob");
  assert.ok(bob !== undefined);
  assert.equal(scopingOf(bob), 'skipped: outOfScope: is "User": does not pass appRoles EQUALS "Admin"');
});

test("runCycle() gives the account back to whom the clock took it from and lets in again", async () => {
  await using bench = await openBench();
  const until = { attribute: "employeeLeaveDateTime", operator: "AFTER", value: "now" };
  bench.rules = filtered([until], [hired]);
  bench.rules = { ...bench.rules, deprovision: { ...rules.deprovision, outOfScope: "delete" } };
  bench.directory
    .addUser("ada", {
      employeeLeaveDateTime: "2026-11-22T00:00:00Z",
      employeeHireDate: "2026-11-24T00:00:00Z",
    })
    .assign("ada");
  await bench.run();
  bench.now = new Date("2026-11-23T00:00:00Z");
  await bench.run();
  assert.deepEqual(namesIn(bench), []);
  bench.now = new Date("2026-11-25T00:00:00Z");
  await bench.run();
  assert.deepEqual(namesIn(bench), ["ada@example.com"]);
});
