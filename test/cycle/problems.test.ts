import assert from "node:assert/strict";
import { test } from "node:test";
import { logLines } from "../../src/cli/log-table.ts";
import { planDocuments, plannedOperations } from "../../src/cli/planned-operations.ts";
import { printPlan } from "../../src/cli/print-plan.ts";
import { skipText } from "../../src/cli/skip-text.ts";
import type { LogEntry } from "../../src/store/log.ts";
import { userRules } from "../rules/rules-fixture.ts";
import { accountOf, type Bench, membersOf, openBench, operationsOf, rules } from "./fixture.ts";
import { worldOf } from "./world.ts";

type Mapped = Parameters<typeof userRules>[0];

const mapped = {
  userName: "[userPrincipalName]",
  active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  displayName: "[displayName]",
  // Fails for whoever has a department that is no number.
  title: 'IIF(IsNullOrEmpty([department]), "none", Mid([jobTitle], [department], "4"))',
};
const broken = { department: "x", jobTitle: "Engineer" };

async function openMapped(more: Mapped = {}, match = [["userName"]]): Promise<Bench> {
  const bench = await openBench();
  bench.rules = { ...rules, user: userRules({ ...mapped, ...more }, { match }), group: null };
  return bench;
}

async function logOf(bench: Bench): Promise<readonly LogEntry[]> {
  return Array.fromAsync(bench.job().log.search({}));
}

test("an attribute that cannot be evaluated is left alone, told as a warning, and keeps nothing else back", async () => {
  await using bench = await openMapped();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  bench.directory.change("ada", { department: "x", displayName: "Ada" });
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.updated], ["succeeded", 1]);
  const { displayName, title } = accountOf(bench, "ada");
  assert.deepEqual([displayName, title], ["Ada", "none"]);
  const entry = (await logOf(bench)).at(-1);
  assert.deepEqual([entry?.action, entry?.status], ["update", "warning"]);
  assert.match(
    entry === undefined ? "" : logLines(entry, { steps: false }).join(),
    /displayName .* "Ada"; title is left alone: line 1, column 58: Mid expects .*: got "x"$/,
  );
});

test("an attribute that cannot be evaluated any more is logged once as a warning when nothing else differs", async () => {
  await using bench = await openMapped();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  await bench.run({ kind: "initial" });
  const before = (await logOf(bench)).length;
  bench.directory.change("ada", { department: "x" });
  await bench.run();
  await bench.run({ kind: "initial" });
  const news = (await logOf(bench)).slice(before);
  assert.deepEqual(
    news.map(({ action, status }) => [action, status]),
    [["skip", "warning"]],
  );
  assert.match(
    news.flatMap((entry) => logLines(entry, { steps: false })).join(),
    /title is left alone: line 1/,
  );
  bench.directory.change("ada", { department: null });
  await bench.run();
  assert.equal((await logOf(bench)).at(-1)?.status, "skipped");
});

test("a plan shows who has an attribute left alone, skipped or not", async () => {
  await using bench = await openMapped();
  bench.directory.addUser("ada", { jobTitle: "Engineer" }).assign("ada");
  await bench.run();
  bench.directory.change("ada", broken);
  const { context, holds, doubts, warnings } = await bench.preview();
  const { job, store } = context;
  const { world, lines } = worldOf(bench);
  const operations = plannedOperations(store, holds);
  await printPlan(world, {
    job,
    kind: "initial",
    operations,
    waiting: 0,
    holds,
    doubts,
    warnings,
    all: false,
    allowEmpty: false,
    config: "config",
  });
  assert.equal(
    lines[0],
    "skip     user   ada@example.com  (t1 in the application)  " + skipText("AttributeNotEvaluated"),
  );
  assert.match(lines[1] ?? "", /^ +! title is left alone: line 1, column 58: Mid expects /);
  const [document] = await Array.fromAsync(planDocuments(store, holds));
  assert.match(
    JSON.stringify(document),
    /"reason":"AttributeNotEvaluated","warnings":\["title is left alone/,
  );
});

test("a group whose attribute cannot be evaluated gets its members all the same", async () => {
  await using bench = await openBench();
  const group = userRules({
    displayName: "[displayName]",
    externalId: 'IIF(IsNullOrEmpty([description]), "none", Mid([objectId], [description], "4"))',
  });
  bench.rules = { ...rules, group: { ...group, type: "group", match: [["displayName"]], members: true } };
  bench.directory.addUser("ada").addUser("bob").addGroup("team", ["ada"]).assign("ada", "bob", "team");
  await bench.run();
  bench.directory.change("team", { description: "x" });
  bench.directory.members.get("team")?.add("bob");
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["ada", "bob"]);
  bench.directory.change("team", { description: "y" });
  await bench.run();
  const [operation] = (await operationsOf(bench)).filter(({ type }) => type === "group");
  assert.equal(operation?.reason ?? null, null);
  const entry = (await logOf(bench)).at(-1);
  assert.equal(entry?.steps.at(-1)?.details, "AttributeNotEvaluated");
});

test("who cannot be matched by a broken attribute is skipped, and the log names it", async () => {
  await using bench = await openMapped({ externalId: 'Mid([employeeId], [department], "4")' }, [
    ["externalId"],
    ["userName"],
  ]);
  bench.directory.addUser("ada", { ...broken, employeeId: "7" }).assign("ada");
  // Asked by userName alone there would be nobody, and a second account would be made.
  bench.target.users.set("x", { id: "x", userName: "old@example.com", externalId: "7" });
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.created, cycle.counts.skipped], [0, 1]);
  const [operation] = await logOf(bench);
  assert.equal(operation?.status, "warning");
  const last = operation?.steps.at(-1)?.details ?? "";
  assert.match(last, /^ImportSkipped: externalId cannot be evaluated: line 1, column 19: Mid expects/);
});

test("who has nothing to be matched by is skipped, and the log names the attributes", async () => {
  await using bench = await openMapped({ externalId: "[employeeId]" }, [
    ["externalId", "title"],
    ["externalId"],
  ]);
  bench.directory.addUser("ada").assign("ada");
  await bench.run();
  const [entry] = await logOf(bench);
  assert.equal(entry?.status, "skipped");
  assert.equal(
    entry?.steps.at(-1)?.details,
    "ImportSkipped: none of externalId with title, externalId has a value",
  );
});

test("a required attribute without a value or a default fails the creation, and nothing else", async () => {
  await using bench = await openMapped({
    nickName: { expression: "[mailNickname]", required: true },
    userType: { expression: "[none]", required: true, default: "Employee" },
  });
  bench.directory.addUser("ada").addUser("bob", { mailNickname: "bob" }).assign("ada", "bob");
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.created, cycle.counts.failed], [1, 1]);
  const [failure] = cycle.failures;
  assert.equal(failure?.code, "MandatoryFieldsMissing");
  assert.match(failure?.message ?? "", /^nickName is required and has neither a value nor a default/);
});

test("a required attribute that cannot be evaluated fails the creation with the reason", async () => {
  await using bench = await openMapped({ title: { expression: mapped.title, required: true } });
  bench.directory.addUser("ada", broken).assign("ada");
  const { cycle } = await bench.run();
  assert.equal(cycle.failures[0]?.code, "MandatoryFieldsMissing");
  assert.match(
    cycle.failures[0]?.message ?? "",
    /^title is required and cannot be evaluated: line 1, column 58: Mid expects/,
  );
});

test("a disable that cannot be worked out is a failure, and the account is not taken for disabled", async () => {
  const active = 'IIF([IsSoftDeleted] = "True", Mid("False", [department], "5"), "True")';
  await using bench = await openMapped({ active });
  bench.directory.addUser("ada", { department: "x" }).assign("ada");
  await bench.run();
  bench.directory.unassign("ada");
  bench.directory.addUser("bob").assign("bob");
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.disabled, cycle.counts.failed], [0, 1]);
  assert.equal(cycle.failures[0]?.code, "AttributeNotEvaluated");
  assert.match(
    cycle.failures[0]?.message ?? "",
    /^active cannot be evaluated, so the account stays as it is: /,
  );
  bench.directory.change("ada", { department: "1" });
  await bench.run();
  assert.equal(accountOf(bench, "ada")["active"], false);
});
