import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObjectRules } from "../../src/rules/rules.ts";
import { TargetError } from "../../src/target/target.ts";
import type { Store } from "../../src/store/store.ts";
import { userRules } from "../rules/rules-fixture.ts";
import type { MemoryTarget } from "../target/memory-target.ts";
import { accountOf, type Bench, openBench, operationsOf, rules } from "./fixture.ts";

const day = 86_400_000;
const nickName =
  'SelectUniqueValue([mailNickname], Append([mailNickname], "2"), Append([mailNickname], "3"))';

function withNickNames(written: string = nickName, more: Partial<ObjectRules> = {}): ObjectRules {
  return userRules(
    {
      userName: "[userPrincipalName]",
      active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
      nickName: written,
    },
    more,
  );
}

function use(bench: Bench, user: ObjectRules, fingerprint = "rules-2"): void {
  bench.rules = { ...rules, user, group: null, fingerprint };
}

/** Somebody whom nobody here provisions. */
function strangerWith(bench: Bench, id: string, nick: string): void {
  bench.target.users.set(id, { id, userName: `${id}@elsewhere.com`, active: true, nickName: nick });
}

function nickOf(bench: Bench, id: string): unknown {
  return accountOf(bench, id)["nickName"];
}

async function plannedNick(bench: Bench, id: string): Promise<unknown> {
  const operations = await operationsOf(bench);
  const found = operations.find(({ source }) => source.id === id);
  return found?.changes.find(({ path }) => path === "nickName")?.to;
}

test("runCycle() creates with the first value that nobody in the target has, whatever its case", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  strangerWith(bench, "x1", "ADA");
  strangerWith(bench, "x2", "ada2");
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  await bench.run();
  assert.equal(nickOf(bench, "ada"), "ada3");
  const [entry] = await Array.fromAsync(bench.job().log.search({ action: "create" }));
  const told = entry?.steps.find(({ details }) => details.startsWith("nickName"));
  assert.equal(told?.details, 'nickName: "ada", "ada2" are taken, "ada3" is free');
});

test("runCycle() asks a target that tells cases apart for the value as it is written", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  const find = bench.target.find.bind(bench.target);
  bench.target.find = (type, key, options) => find(type, { ...key, exact: true }, options);
  strangerWith(bench, "x1", "Ada");
  bench.directory.addUser("ada", { mailNickname: "Ada" }).assign("ada");
  await bench.run();
  assert.equal(nickOf(bench, "ada"), "Ada2");
});

test("a promise to somebody whose account has to be made anew counts like any other", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  await bench.run();
  bench.target.users.clear();
  await bench.preview({ kind: "reconcile" });
  assert.equal(await plannedNick(bench, "ada"), "ada");
  bench.directory.addUser("a0", { mailNickname: "ADA" }).assign("a0");
  await bench.preview();
  assert.equal(await plannedNick(bench, "a0"), "ADA2");
  await bench.run({ kind: "reconcile" });
  assert.deepEqual([nickOf(bench, "ada"), nickOf(bench, "a0")], ["ada", "ADA2"]);
});

test("runCycle() gives no value to two people of one cycle, whatever its case", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory
    .addUser("a1", { mailNickname: "ada" })
    .addUser("a2", { mailNickname: "Ada" })
    .addUser("a3", { mailNickname: "ADA" })
    .assign("a1", "a2", "a3");
  await bench.run();
  assert.deepEqual(
    ["a1", "a2", "a3"].map((id) => nickOf(bench, id)),
    ["ada", "Ada2", "ADA3"],
  );
});

test("runCycle() chooses from a listing without a request for each person", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  strangerWith(bench, "x1", "n7");
  const ids = Array.from({ length: 60 }, (_, index) => `n${index}`);
  for (const id of ids) bench.directory.addUser(id, { mailNickname: id });
  bench.directory.assign(...ids);
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.created, 60);
  assert.equal(nickOf(bench, "n7"), "n72");
  assert.ok(bench.target.requests <= 60 + 2, `${bench.target.requests} requests`);
});

test("runCycle() fails who finds every value taken, says so, and creates when one is free again", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  for (const nick of ["ada", "ada2", "ada3"]) strangerWith(bench, `x-${nick}`, nick);
  bench.directory.addUser("ada", { mailNickname: "ada" }).addUser("bob", { mailNickname: "bob" });
  bench.directory.assign("ada", "bob");
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.created, cycle.counts.failed], [1, 1]);
  const [failure] = cycle.failures;
  assert.equal(failure?.code, "EntryConflict");
  const message = 'nickName needs a value that nobody else has: "ada", "ada2", "ada3" are taken';
  assert.equal(failure?.message, message);
  const [entry] = await Array.fromAsync(bench.job().log.search({ status: "failure" }));
  assert.deepEqual(entry?.steps.at(-1), {
    name: "processing",
    status: "failure",
    details: `EntryConflict: ${message}`,
  });
  assert.ok(failure?.cure);
  assert.equal((await bench.job().operations.escrows()).length, 1);
  bench.target.users.delete("x-ada2");
  bench.now = new Date(bench.now.getTime() + day);
  await bench.run();
  assert.equal(nickOf(bench, "ada"), "ada2");
});

test("previewCycle() promises what the next cycle creates with, and no value to two people", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  await bench.preview();
  assert.equal(await plannedNick(bench, "ada"), "ada");
  // Her id comes first now, but the value is promised.
  bench.directory.addUser("a0", { mailNickname: "ada" }).assign("a0");
  await bench.run();
  assert.deepEqual([nickOf(bench, "ada"), nickOf(bench, "a0")], ["ada", "ada2"]);
  const [entry] = await Array.fromAsync(bench.job().log.search({ who: "ada@" }));
  const told = entry?.steps.find(({ details }) => details.startsWith("nickName"));
  assert.equal(told?.details, 'nickName: "ada" was chosen by an earlier plan or try, and is free');
});

test("a promise to somebody who is due no account any more counts for nothing", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).addUser("zoe", { mailNickname: "zoe" });
  bench.directory.assign("ada", "zoe");
  await bench.preview();
  bench.directory.change("ada", { accountEnabled: false });
  bench.directory.addUser("bob", { mailNickname: "ada" }).assign("bob");
  await bench.preview();
  assert.equal(await plannedNick(bench, "bob"), "ada");
  bench.directory.change("ada", { accountEnabled: true });
  await bench.run();
  assert.deepEqual([nickOf(bench, "bob"), nickOf(bench, "ada")], ["ada", "ada2"]);
});

test("a value that was chosen is used again at the next try, and chosen anew when it is taken by then", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  strangerWith(bench, "x1", "ada");
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  bench.target.refuse = () => ({
    kind: "failed",
    failure: { code: "InternalServerError", message: "500", cure: null, transient: true },
  });
  await bench.run();
  bench.target.users.delete("x1");
  bench.now = new Date(bench.now.getTime() + 60_000);
  await bench.run();
  assert.equal(sent(bench, 1), "ada2", "ada is free by now, and ada2 was promised");
  strangerWith(bench, "x2", "Ada2");
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 60_000);
  await bench.run();
  assert.equal(nickOf(bench, "ada"), "ada");
});

test("a value that the expression does not offer any more is not used again", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  await bench.preview();
  bench.directory.change("ada", { mailNickname: "lovelace" });
  await bench.preview();
  assert.equal(await plannedNick(bench, "ada"), "lovelace");
});

test("a value that the target refuses without showing who has it is passed over at the next try", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  const hidden = new Set(["ada", "ada2"]);
  bench.target.refuse = (write) => {
    const nick = write.kind === "create" ? write.changes.find(({ path }) => path === "nickName")?.to : null;
    return typeof nick === "string" && hidden.has(nick)
      ? { kind: "conflict", message: "nickName is taken" }
      : null;
  };
  const tried: unknown[] = [];
  for (let round = 0; round < 3; round += 1) {
    await bench.run();
    tried.push(sent(bench));
    bench.now = new Date(bench.now.getTime() + day);
  }
  assert.deepEqual(tried, ["ada", "ada2", "ada3"]);
  assert.equal(nickOf(bench, "ada"), "ada3");
});

test("values are gone through once more when the target has refused them all", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  bench.target.refuse = () => ({ kind: "conflict", message: "something is taken" });
  const tried: unknown[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { cycle } = await bench.run();
    assert.equal(cycle.failures[0]?.code, "AttributeConflict");
    tried.push(sent(bench));
    bench.now = new Date(bench.now.getTime() + day);
  }
  assert.deepEqual(tried, ["ada", "ada2", "ada3", "ada", "ada2"]);
});

test("values drawn by lot are given up when everything that was drawn is taken", async () => {
  await using bench = await openBench();
  use(bench, withNickNames('SelectUniqueValue(RandomString(3, 3, 0, 0, 0, ""), [none])'));
  for (let number = 0; number < 300; number += 1) {
    strangerWith(bench, `x${number}`, String(number).padStart(3, "0"));
  }
  let calls = 0;
  // Draws 000, 001, 002: three digits, and two places that are left as they are.
  bench.random = () => {
    const [draw, place] = [Math.floor(calls / 5), calls % 5];
    calls += 1;
    return place < 3 ? (Number(String(draw).padStart(3, "0")[place]) + 0.5) / 10 : 0.99;
  };
  bench.directory.addUser("ada").assign("ada");
  const { cycle } = await bench.run();
  const [failure] = cycle.failures;
  assert.equal(failure?.code, "EntryConflict");
  assert.match(failure?.message ?? "", /^nickName needs a value that nobody else has: .*\b101\b/);
});

test("a value that was drawn by lot is the same at every try, until its expression changes", async () => {
  await using bench = await openBench();
  let draw = 0;
  bench.random = () => (draw = (draw + 0.137) % 1);
  use(bench, withNickNames('RandomString(10, 2, 2, 2, 2, "")'));
  bench.directory.addUser("ada").assign("ada");
  bench.target.refuse = () => ({
    kind: "failed",
    failure: { code: "InternalServerError", message: "500", cure: null, transient: true },
  });
  await bench.preview();
  const shown = await plannedNick(bench, "ada");
  assert.match(String(shown), /^.{10}$/);
  await bench.run();
  assert.equal(sent(bench), shown);
  bench.target.refuse = () => null;
  bench.now = new Date(bench.now.getTime() + 60_000);
  await bench.preview({ kind: "initial" });
  assert.equal(await plannedNick(bench, "ada"), shown);
  use(bench, withNickNames('RandomString(12, 2, 2, 2, 2, "")'), "rules-3");
  await bench.run();
  assert.match(String(nickOf(bench, "ada")), /^.{12}$/);
});

test("a target that cannot answer about a value fails that one object for a cycle", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).addUser("bob", { mailNickname: "bob" });
  bench.directory.assign("ada", "bob");
  const honest = { ...bench.target };
  Object.assign(bench.target, {
    find: (...[type, key, options]: Parameters<MemoryTarget["find"]>) => {
      if (key.path !== "nickName" || key.value !== "ada") return honest.find(type, key, options);
      throw new TargetError({ code: "Timeout", message: "no answer", cure: null, transient: true });
    },
  });
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.counts.created, cycle.counts.failed], [1, 1]);
  assert.equal(cycle.failures[0]?.code, "EntryLookupFailed");
});

test("a job that makes nothing up asks neither the target nor the store about it", async () => {
  await using bench = await openBench();
  const asked: string[] = [];
  const honest = { ...bench.target };
  Object.assign(bench.target, {
    find: (...[type, key, options]: Parameters<MemoryTarget["find"]>) => {
      asked.push(key.path);
      return honest.find(type, key, options);
    },
  });
  const store = { ...bench.store };
  const generated = new Proxy({}, { get: () => assert.fail("the store was asked") });
  Object.assign(bench.store, {
    job: (...about: Parameters<Store["job"]>) => ({ ...store.job(...about), generated }),
  });
  bench.directory.addUser("ada").assign("ada");
  const { cycle } = await bench.run();
  assert.equal(cycle.counts.created, 1);
  assert.deepEqual(asked, ["userName"]);
});

test("runCycle() leaves a value alone that was chosen at creation", async () => {
  await using bench = await openBench();
  use(bench, withNickNames());
  bench.directory.addUser("ada", { mailNickname: "ada" }).assign("ada");
  await bench.run();
  bench.directory.change("ada", { mailNickname: "lovelace" });
  const writes = bench.target.writes.length;
  await bench.run({ kind: "initial" });
  assert.equal(bench.target.writes.length, writes);
  assert.deepEqual(await bench.job().generated.of("user", ["ada"]), new Map());
});

/** The value of the last create, or of the one at this place among all writes. */
function sent({ target }: Bench, index = -1): unknown {
  const write = target.writes.at(index);
  return write?.kind === "create" ? write.changes.find(({ path }) => path === "nickName")?.to : undefined;
}
