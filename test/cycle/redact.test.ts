import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { cycleDocument } from "../../src/cli/cycle-document.ts";
import { jobStatus } from "../../src/cli/job-status.ts";
import { linkDocument, linkLine } from "../../src/cli/links.ts";
import { csvLine } from "../../src/cli/log-csv.ts";
import { logLines } from "../../src/cli/log-table.ts";
import { planDocuments, plannedOperations } from "../../src/cli/planned-operations.ts";
import { printCycle } from "../../src/cli/print-cycle.ts";
import { printPlan } from "../../src/cli/print-plan.ts";
import { printStatus } from "../../src/cli/print-status.ts";
import { shownLinks } from "../../src/cli/shown-links.ts";
import type { CycleResult, Preview } from "../../src/cycle/run-cycle.ts";
import type { ObjectRules } from "../../src/rules/rules.ts";
import { userRules } from "../rules/rules-fixture.ts";
import { accountOf, type Bench, openBench, operationsOf, rules } from "./fixture.ts";
import { worldOf } from "./world.ts";

const mapped = {
  userName: "[userPrincipalName]",
  externalId: "Redact([employeeId])",
  active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  displayName: "[displayName]",
  title: "Redact([jobTitle])",
};
const broken = { ...mapped, nickName: 'Redact(Mid([mailNickname], [department], "3"))' };
const secretive = userRules(mapped, { match: [["externalId"], ["userName"]] });
const secret = /hidden/i;

async function openSecretive(user: ObjectRules = secretive): Promise<Bench> {
  const bench = await openBench();
  bench.rules = { ...rules, user, group: null };
  return bench;
}

/** Everything people could see of a job, text by text. */
async function shown(bench: Bench, seen: { preview?: Preview; result?: CycleResult }): Promise<string[]> {
  const { world, lines } = worldOf(bench);
  const context = (seen.preview ?? (await bench.preview())).context;
  const { job, store } = context;
  const operations = plannedOperations(store, []);
  const config = "config";
  await printPlan(world, {
    job,
    kind: "initial",
    operations,
    waiting: 0,
    holds: [],
    doubts: [],
    warnings: [],
    all: true,
    allowEmpty: false,
    config,
  });
  for await (const document of planDocuments(store, [])) lines.push(JSON.stringify(document));
  if (seen.result !== undefined) {
    printCycle(world, { job, result: seen.result, config });
    lines.push(JSON.stringify(cycleDocument(seen.result.cycle)));
  }
  for await (const entry of store.log.search({})) {
    lines.push(...logLines(entry, { steps: true }), csvLine(entry), JSON.stringify(entry));
  }
  const { links, mirror } = context.store;
  for await (const link of shownLinks(links.list(), { mirror, job, now: bench.now })) {
    lines.push(linkLine(link), JSON.stringify(linkDocument(link)));
  }
  const status = await jobStatus(bench.store, { name: "bench", job, now: bench.now });
  printStatus(world, status);
  return [...lines, JSON.stringify(status)];
}

/** What the store keeps beyond the directory, the listing and the plan under way. */
function stored({ path }: Bench): readonly string[] {
  using database = new DatabaseSync(path, { readOnly: true });
  const needed = /^(mirror|listed|operation|generated|sqlite_)/;
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !needed.test(name));
  assert.ok(
    ["log", "escrow", "cycle", "job"].every((name) => tables.includes(name)),
    tables.join(" "),
  );
  return tables.flatMap((table) =>
    database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => `${table}: ${JSON.stringify(row)}`),
  );
}

function assertHidden(lines: readonly string[]): void {
  assert.ok(lines.length > 0);
  assert.deepEqual(
    lines.filter((line) => secret.test(line)),
    [],
  );
}

test("a redacted value flows to the target and shows neither in plan, log, status nor store", async () => {
  await using bench = await openSecretive();
  bench.directory
    .addUser("ada", { employeeId: "hidden-1", jobTitle: "Hidden Engineer" })
    .addUser("bob", { employeeId: "hidden-2", jobTitle: "Hidden Poet" })
    .assign("ada", "bob");
  bench.target.users.set("x", {
    id: "x",
    userName: "bob@example.com",
    externalId: "HIDDEN-0",
    title: "Hidden past",
    displayName: "bob",
    active: true,
  });
  const preview = await bench.preview();
  const planned = await shown(bench, { preview });
  assertHidden(planned);
  assert.ok(planned.some((line) => line.includes('"path":"title","from":"[Redact]","to":"[Redact]"')));
  assert.ok(planned.some((line) => /title +"?\[Redact\]"? → "?\[Redact\]/.test(line)));
  const result = await bench.run();
  assert.deepEqual([result.cycle.counts.created, result.cycle.counts.linked], [1, 1]);
  assert.equal(accountOf(bench, "ada")["title"], "Hidden Engineer");
  assert.equal(accountOf(bench, "bob")["externalId"], "hidden-2");
  bench.directory.change("ada", { jobTitle: "Hidden Countess" });
  const second = await bench.run();
  assert.equal(accountOf(bench, "ada")["title"], "Hidden Countess");
  const told = [...(await shown(bench, { result })), ...(await shown(bench, { result: second }))];
  assertHidden(told);
  assert.ok(
    told.some((line) => line.includes('externalId "[Redact]", then userName "bob@example.com": one')),
  );
  assertHidden(stored(bench));
});

test("a value too short to be found in a text is hidden where it is asked by", async () => {
  await using bench = await openSecretive();
  bench.directory.addUser("ada", { employeeId: "4§" }).assign("ada");
  for (const id of ["x", "y"]) bench.target.users.set(id, { id, userName: `${id}@b.com`, externalId: "4§" });
  const result = await bench.run();
  assert.equal(result.cycle.counts.failed, 1);
  const told = await shown(bench, { result });
  assert.ok(told.some((line) => line.includes('externalId "[Redact]"')));
  assert.deepEqual(
    told.filter((line) => line.includes("4§")),
    [],
  );
});

test("the operation keeps the value for as long as the plan lives", async () => {
  await using bench = await openSecretive();
  bench.directory.addUser("ada", { jobTitle: "Hidden Engineer" }).assign("ada");
  await bench.preview();
  const [operation] = await operationsOf(bench);
  const title = operation?.changes.find(({ path }) => path === "title");
  assert.deepEqual(title, { path: "title", from: null, to: "Hidden Engineer", redacted: true });
});

test("a server's error that quotes a redacted value shows it nowhere", async () => {
  await using bench = await openSecretive();
  bench.directory
    .addUser("ada", { employeeId: "hidden-1", jobTitle: "Hidden Engineer" })
    .addUser("bob", { employeeId: "hidden-2", jobTitle: "Hidden Poet" })
    .assign("ada", "bob");
  await bench.run();
  bench.directory.change("ada", { displayName: "Ada" }).change("bob", { displayName: "Bob" });
  bench.directory.addUser("eve", { employeeId: "hidden-3", jobTitle: "Hidden Spy" }).assign("eve");
  bench.target.refuse = (write) => {
    // The whole resource, what did not change included, as some servers quote it.
    const message = "no: hidden-1 HIDDEN ENGINEER hidden-2 hidden%20poet hidden-3 Hidden Spy";
    if (write.kind === "update" && write.id === accountOf(bench, "bob").id) {
      return { kind: "conflict", message: message.replace("hidden-1 HIDDEN ENGINEER", "") };
    }
    const failure = { code: "UnprocessableEntity", message, cure: null, transient: false };
    return { kind: "failed", failure };
  };
  const own = {
    ada: /hidden-1|hidden engineer/i,
    bob: /hidden-2|hidden%20poet/i,
    eve: /hidden-3|hidden spy/i,
  };
  const result = await bench.run();
  assert.equal(result.cycle.counts.failed, 3);
  for (const { who, message } of result.cycle.failures) {
    const of = Object.entries(own).find(([name]) => who.startsWith(name));
    assert.doesNotMatch(message, of?.[1] ?? /./);
    assert.match(message, /\[Redact\]/);
  }
  for (const { source, failure } of await bench.job().operations.escrows()) {
    const of = Object.entries(own).find(([name]) => name === source.id);
    assert.doesNotMatch(failure.message, of?.[1] ?? /./);
  }
});

test("what a redacted mapping cannot evaluate is told without its values", async () => {
  await using bench = await openSecretive(userRules(broken));
  bench.directory.addUser("ada", { mailNickname: "hidden", department: "Hidden dept" }).assign("ada");
  const lines = await shown(bench, { preview: await bench.preview() });
  assertHidden(lines);
  assert.ok(
    lines.some((line) => line.includes("! nickName is left alone: line 1")),
    lines.join("\n"),
  );
});

test("values that have to be unique are not told where they are redacted", async () => {
  const unique = "SelectUniqueValue(Redact([mailNickname]), [department], [city])";
  const names = { mailNickname: "hidden", department: "2nd-hidden", city: "Hiddenford" };
  await using bench = await openSecretive(userRules({ ...mapped, nickName: unique }));
  bench.target.users.set("x", { id: "x", userName: "x@x.com", nickName: "hidden" });
  bench.directory.addUser("ada", names).assign("ada");
  await bench.run();
  assert.equal(accountOf(bench, "ada")["nickName"], "2nd-hidden");
  bench.target.users.set("y", { id: "y", userName: "y@x.com", nickName: "x" });
  bench.directory.addUser("bob", { ...names, mailNickname: "x", city: "2nd-hidden" }).assign("bob");
  const result = await bench.run();
  assert.equal(result.cycle.failures[0]?.code, "EntryConflict");
  assertHidden([...(await shown(bench, { result })), ...stored(bench)]);
});

test("whom a mapping hides the name of is shown by the id", async () => {
  await using bench = await openSecretive(
    userRules({ ...mapped, userName: "Redact([userPrincipalName])" }, { match: [["userName"]] }),
  );
  bench.directory.addUser("u1", { userPrincipalName: "hidden@example.com" }).assign("u1");
  bench.target.refuse = () => ({ kind: "conflict", message: "hidden@example.com is taken" });
  const result = await bench.run();
  assert.equal(result.cycle.failures[0]?.who, "u1");
  assertHidden([...(await shown(bench, { result })), ...stored(bench)]);
});

test("shownLinks() names by the id whom a mapping hides the name of, however many there are", async () => {
  await using bench = await openSecretive(
    userRules({ ...mapped, userName: "Redact([userPrincipalName])" }, { match: [["userName"]] }),
  );
  const ids = Array.from({ length: 501 }, (_, index) => `u${index}`);
  for (const id of ids) bench.directory.addUser(id, { userPrincipalName: `hidden-${id}@example.com` });
  bench.directory.assign(...ids);
  await bench.run();
  const { job, store } = (await bench.preview()).context;
  const { links, mirror } = store;
  const all = await Array.fromAsync(shownLinks(links.list(), { mirror, job, now: bench.now }));
  assert.deepEqual(all.map(({ sourceName }) => sourceName).toSorted(), ids.toSorted());
  const free = await Array.fromAsync(shownLinks(links.list(), { mirror, job: null, now: bench.now }));
  assert.equal(free[0]?.sourceName, "hidden-u0@example.com");
});

test("a refused member's error that quotes a redacted name of the group shows it nowhere", async () => {
  await using bench = await openBench();
  const group: ObjectRules = {
    ...userRules({ displayName: "[displayName]", externalId: "Redact([description])" }),
    type: "group",
    match: [["displayName"]],
    members: true,
  };
  bench.rules = { ...rules, group };
  bench.directory.addUser("ada").addGroup("team", ["ada"]).change("team", { description: "Hidden team" });
  bench.directory.assign("team");
  const failure = { code: "InternalServerError", message: "no: hidden TEAM", cure: null, transient: true };
  bench.target.refuse = (write) => (write.kind === "members" ? { kind: "failed", failure } : null);
  const result = await bench.run();
  assert.deepEqual([result.cycle.counts.created, result.cycle.counts.failed], [2, 1]);
  assert.equal(result.cycle.failures[0]?.message, "no: [Redact]");
  assertHidden([...(await shown(bench, { result })), ...stored(bench)]);
});
