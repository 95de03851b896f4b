import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import type { JobStore } from "../../../src/store/store.ts";
import {
  assigned,
  group,
  linkAll,
  linkTo,
  logEntry,
  members,
  now,
  operation,
  outcome,
  readDirectory,
  role,
  settleAll,
  skip,
  user,
} from "../fixture.ts";
import { databasePath } from "./database.ts";
import { countStatements, recordStatements } from "./statements.ts";

const ids = Array.from({ length: 500 }, (_, index) => `u${index}`);
const people = ids.map((id, index) => user(id, { displayName: id, manager: { id: `u${index % 7}` } }));

async function openJob(t: TestContext): Promise<JobStore> {
  const store = await openSqliteStore({ path: await databasePath(t) });
  t.after(() => store[Symbol.asyncDispose]());
  return store.job("dialpad");
}

async function statementsFor(t: TestContext, work: () => Promise<unknown>): Promise<number> {
  const { count } = countStatements(t);
  await work();
  const total = count();
  t.mock.restoreAll();
  return total;
}

async function dueUsers({ mirror }: JobStore): Promise<number> {
  return (await mirror.countDue({ type: "user", all: false, now })).unlinked;
}

/** `settleAll` settles a page. */
async function settleEverything(job: JobStore): Promise<void> {
  while ((await dueUsers(job)) > 0) await settleAll(job);
}

test("mirror.save() needs two statements for a new object and none for an unchanged one", async (t) => {
  const job = await openJob(t);
  const read = await job.mirror.begin();
  assert.ok((await statementsFor(t, () => job.mirror.save({ records: people }, read))) < 2 * ids.length + 20);
  const again = await job.mirror.begin();
  assert.ok((await statementsFor(t, () => job.mirror.save({ records: people }, again))) < 20);
});

test("mirror.save() stores a record of members in a handful of statements", async (t) => {
  const job = await openJob(t);
  const read = await job.mirror.begin();
  const records = [members("g1", ids)];
  assert.ok((await statementsFor(t, () => job.mirror.save({ records }, read))) < 20);
});

test("mirror.save() needs no statement for each object that it doubts", async (t) => {
  const job = await openJob(t);
  await readDirectory(job, people);
  const doubted = people.map((record) => ({ ...record, doubtedUntil: now.getTime() }));
  const missing = ids.map((id) => ({ kind: "missing", type: "user", id }) as const);
  for (const records of [doubted, missing]) {
    assert.ok((await statementsFor(t, () => job.mirror.save({ records }, 2))) < 20);
  }
});

test("an incremental read of 5,000 members without a change needs three statements for a record of them", async (t) => {
  const job = await openJob(t);
  const crowd = Array.from({ length: 5_000 }, (_, index) => `m${index}`);
  const groups = Array.from({ length: 20 }, (_, index) => `g${index}`);
  const assignments = groups.map((id) => assigned(id, "Group"));
  const teams = groups.map((id, index) => members(id, crowd.slice(index * 250, (index + 1) * 250)));
  const records = [...groups.map((id) => group(id)), ...assignments, ...teams];
  await readDirectory(job, [...crowd.map((id) => user(id)), ...records]);
  const statements = await statementsFor(t, async () => {
    const read = await job.mirror.begin();
    await job.mirror.nextTurn("user", { limit: 60, doubtedAfter: 0 });
    await job.mirror.unread("user", crowd);
    await job.mirror.save({ records }, read, { relations: [], nested: true });
    await job.mirror.lost(read);
    await job.mirror.end(read, { watermark: 1, keep: "reachable" }, { relations: [], nested: true });
  });
  assert.ok(statements < 3 * teams.length + assignments.length + 40, `${statements} statements`);
});

test("mirror.save() stores in a handful of statements that members left or are hidden", async (t) => {
  const job = await openJob(t);
  await readDirectory(job, [...people, group("g1"), group("g2"), members("g1", ids), members("g2", ids)]);
  const records = [
    { kind: "hiddenMembers", groupId: "g2" } as const,
    { kind: "left", groupId: "g1", memberIds: ids.slice(1) } as const,
    { kind: "left", groupId: "g1", memberIds: "all" } as const,
  ];
  const expansion = { relations: [], nested: true } as const;
  assert.ok((await statementsFor(t, () => job.mirror.save({ records }, 2, expansion))) < 20);
  assert.equal((await job.mirror.counts(2)).memberships, ids.length);
});

test("mirror answers what a read asks in one statement, however many ids it names", async (t) => {
  const job = await openJob(t);
  await readDirectory(job, [...people, group("g1"), members("g1", ids)]);
  const { mirror } = job;
  const read = await mirror.begin();
  await mirror.save({ records: [members("g1", [])] }, read);
  const questions: readonly (() => Promise<unknown>)[] = [
    () => mirror.which("user", ids),
    () => mirror.unread("user", ids),
    () => mirror.reportsOf(ids),
    () => mirror.nextTurn("user", { limit: 100, doubtedAfter: 0 }),
    () => mirror.countActive("user"),
    () => mirror.losers({ read, type: "user", after: null, limit: 500 }),
    () => mirror.lost(read),
  ];
  // Each looks up the job first; `lost` asks for assignments and for memberships.
  const counts: number[] = [];
  for (const question of questions) counts.push(await statementsFor(t, question));
  assert.deepEqual(counts, [2, 2, 2, 2, 2, 2, 3]);
});

test("mirror.due() and members.plan() follow nested groups without a statement more", async (t) => {
  const job = await openJob(t);
  const groups = Array.from({ length: 30 }, (_, index) => `g${index}`);
  const chain = groups.slice(1).map((id, index) => members(`g${index}`, [id], "group"));
  const teams = [...groups.map((id) => group(id)), ...chain, members("g29", ids), assigned("g0", "Group")];
  await readDirectory(job, [...people, ...teams]);
  const query = { type: "user", all: false, now, after: null, limit: 500 } as const;
  const plain = await statementsFor(t, () => job.mirror.due(query));
  assert.equal(await statementsFor(t, () => job.mirror.due({ ...query, nested: true })), plain);
  const planned = groups.map((groupId) => ({ groupId, targetId: `t-${groupId}` }));
  const direct = await statementsFor(t, () => job.members.plan(planned));
  assert.equal(await statementsFor(t, () => job.members.plan(planned, { nested: true })), direct);
});

test("mirror.due() reads a page in a handful of statements", async (t) => {
  const job = await openJob(t);
  await readDirectory(job, people);
  const query = { type: "user", all: false, now, after: null, limit: 500 } as const;
  assert.ok((await statementsFor(t, () => job.mirror.due(query))) < 5);
});

test("mirror.due() reads each relation of a page in one statement more, and none that nobody asks for", async (t) => {
  const job = await openJob(t);
  const teams = ["g1", "g2"].flatMap((id) => [group(id), members(id, ids)]);
  await readDirectory(job, [...people, ...teams, role("r1"), assigned("g1", "Group", "r1")]);
  const query = { type: "user", all: false, now, after: null, limit: 500 } as const;
  const plain = await statementsFor(t, () => job.mirror.due(query));
  assert.equal(await statementsFor(t, () => job.mirror.due({ ...query, relations: [] })), plain);
  for (const relation of ["roles", "memberOf", "manager"] as const) {
    const relations = [relation];
    assert.equal(await statementsFor(t, () => job.mirror.due({ ...query, relations })), plain + 1, relation);
  }
});

test("mirror.save() marks in a handful of statements whom a role, a group or a manager concerns", async (t) => {
  const job = await openJob(t);
  const roles = ids.map((id) => role(`r-${id}`));
  const assignments = ids.map((id) => assigned(id, "User", `r-${id}`));
  await readDirectory(job, [...people, group("g1"), members("g1", ids), ...roles, ...assignments]);
  await settleEverything(job);
  const records = ids.map((id) => role(`r-${id}`, "new"));
  assert.ok((await statementsFor(t, () => job.mirror.save({ records }, 1))) < 10);
  assert.equal(await dueUsers(job), ids.length);
  await settleEverything(job);
  const renamed = [{ ...group("g1"), attributes: { displayName: "new" } }];
  assert.ok((await statementsFor(t, () => job.mirror.save({ records: renamed }, 1))) < 15);
  assert.equal(await dueUsers(job), ids.length);
  await settleEverything(job);
  const boss = [user("u0", { displayName: "new" })];
  assert.ok((await statementsFor(t, () => job.mirror.save({ records: boss }, 1))) < 15);
  const reports = ids.filter((_, index) => index % 7 === 0).length;
  assert.equal(await dueUsers(job), reports);
});

test("generated values of a page are kept and read in a handful of statements", async (t) => {
  const { generated } = await openJob(t);
  const values = ids.map((sourceId) => ({ sourceId, path: "userName", value: sourceId, refused: [] }));
  assert.ok((await statementsFor(t, () => generated.keep("user", values))) < 8);
  assert.ok((await statementsFor(t, () => generated.of("user", ids))) < 3);
  assert.ok((await statementsFor(t, () => generated.holders("user", { path: "userName", values: ids }))) < 3);
});

test("operations.commit() needs two statements for an object with link and log", async (t) => {
  const job = await openJob(t);
  await readDirectory(job, people);
  await job.operations.add(ids.map((id) => operation("user", id)));
  const stored = await job.operations.take({ phase: "users", level: 0, limit: 500 });
  const outcomes = stored.map((one) =>
    outcome(one, { link: linkTo(`t-${one.source.id}`), log: logEntry(one.source.id) }),
  );
  assert.ok((await statementsFor(t, () => job.operations.commit(outcomes))) < 2 * ids.length + 40);
});

test("operations.settleSkips() needs a handful of statements for a chunk without news", async (t) => {
  const job = await openJob(t);
  await readDirectory(job, people);
  await settleAll(job);
  await job.operations.add(ids.map((id) => skip("user", id, { reason: "RedundantExport" })));
  await job.operations.settleSkips(({ source }) => logEntry(source.id));
  await job.operations.add(ids.map((id) => skip("user", id, { reason: "RedundantExport" })));
  assert.ok((await statementsFor(t, () => job.operations.settleSkips(() => assert.fail("no news")))) < 30);
});

/** Statements that go over all rows of a job on purpose, once a cycle. */
const oncePerCycle = [
  /^SELECT\s.*COUNT\(/s,
  /^SELECT .* FROM (?:sqlite_schema|migration)/,
  /^SELECT 1 FROM operation LIMIT 1$/,
  /^SELECT COALESCE\(MAX\(level\)/,
  /^SELECT e\.\*, b\.name FROM escrow/,
  /^SELECT l\.source_id FROM link l\s+LEFT JOIN mirror m/,
  /^SELECT id FROM \(\s*SELECT id, doubted, seen FROM mirror/,
  /^SELECT (?:1|a\.principal_id|DISTINCT e\.group_id|d\.group_id) .*seen <> \?2/s,
  /^(?:UPDATE|DELETE)\s.*seen <> \?2/s,
  /^DELETE FROM (?:escrow|generated) WHERE job = \?1 AND NOT EXISTS/,
  /^DELETE FROM \w+ WHERE (?:seq IN \(SELECT seq FROM operation WHERE )?job = \?1/,
  /^UPDATE (?:mirror|link) SET .* FROM operation WHERE job = \?1/s,
  /^UPDATE operation SET level = NULL/,
  /^SELECT (?:id\s+FROM app_role|principal_id, principal_type FROM assignment)\s/,
  /^UPDATE\s+member_change SET state = 'held'/,
];
/** A job's rows narrowed by at least one more column than the type; jobs and cycles are few. */
const narrow =
  /\((?:job=\? AND (?:type=\? AND )?(?!type=)[(\w]|rowid[=>]|id=|seq=)|^SEARCH (?:job|cycle) |^SCAN j$/;

test("no statement that runs for each chunk goes over a whole table", async (t) => {
  const path = await databasePath(t);
  const recorded = recordStatements(t);
  const store = await openSqliteStore({ path });
  t.after(() => store[Symbol.asyncDispose]());
  await useEverything(store.job("dialpad"));
  const texts = recorded.texts().map((text) => text.trim());
  t.mock.restoreAll();
  assert.ok(texts.length > 60, "almost no statements were seen");
  using database = new DatabaseSync(path);
  const wide = texts
    .filter((text) => /^(?:SELECT|INSERT|UPDATE|DELETE)/.test(text))
    .filter((text) => !oncePerCycle.some((pattern) => pattern.test(text)))
    .flatMap((text) => wideSteps(database, text).map((step) => `${step}\n${text}`));
  assert.deepEqual(wide, []);
});

function wideSteps(database: DatabaseSync, text: string): readonly string[] {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
  return steps
    .map(({ detail }) => String(detail))
    .filter((detail) => /^(?:SCAN|SEARCH) /.test(detail))
    .filter(
      (detail) =>
        !/VIRTUAL TABLE|CONSTANT ROW|^SCAN (?:[di]$|\(subquery)/.test(detail) && !narrow.test(detail),
    );
}

async function useEverything(job: JobStore): Promise<void> {
  await job.state.setIdentity({ source: "s", target: "t" });
  await readDirectory(job, [
    ...people,
    group("g1"),
    members("g1", ids),
    role("r1"),
    assigned("u1", "User", "r1"),
  ]);
  await linkAll(job, "user", { u1: "t1", u2: "t2" });
  await linkAll(job, "group", { g1: "tg" });
  await settleAll(job);
  await useReads(job);
  await job.mirror.unseen({ read: 1, type: "user", after: null, limit: 1 });
  await job.mirror.settle("user", new Map([["u1", { kind: "hardDeleted" }]]));
  await job.mirror.settle("group", new Map([["g1", { kind: "softDeleted", attributes: null }]]));
  for (const all of [true, false]) {
    await job.mirror.due({ type: "user", all, now, after: null, limit: 1, nested: all });
    await job.mirror.countDue({ type: "user", all, now });
  }
  const relations = ["roles", "memberOf", "manager"] as const;
  for (const type of ["user", "group"] as const) await job.mirror.byIds(type, ["u1", "g1"], { relations });
  await job.generated.keep("user", [{ sourceId: "u1", path: "userName", value: "a", refused: [] }]);
  await job.generated.of("user", ["u1"]);
  await job.generated.holders("user", { path: "userName", values: ["a"] });
  await job.links.ofTargets("user", ["t1"]);
  await Array.fromAsync(job.links.list());
  await job.listing.add("user", {
    objects: [{ id: "t1", attributes: { userName: "a" } }],
    paths: ["userName"],
  });
  await job.listing.find("user", [{ path: "userName", value: "a" }]);
  await job.listing.get("user", ["t1"]);
  await job.members.remember("tg", ["t1"]);
  for (const nested of [true, false]) await job.members.plan([{ groupId: "g1", targetId: "tg" }], { nested });
  await job.members.planned("g1");
  const batch = await job.members.take("g1", { action: "add", limit: 1 });
  await job.members.commit("g1", { groupTargetId: "tg", action: "add", members: batch });
  await job.members.commit("g1", { groupTargetId: "tg", action: "remove", members: [] });
  await job.operations.add([operation("user", "u2", { kind: "link", targetId: "t2" })]);
  await job.operations.claims("user", ["t2"]);
  await job.operations.order();
  await job.operations.classCounts();
  await job.operations.bases();
  await job.operations.hold("lostLinks");
  await job.operations.hold("memberRemovals");
  await Array.fromAsync(job.operations.list());
  await job.operations.escrows();
  const [taken] = await job.operations.take({ phase: "users", level: 0, limit: 1 });
  if (taken !== undefined)
    await job.operations.commit([outcome(taken, { link: { kind: "drop" }, unresolved: ["u1"] })]);
  await job.operations.recover();
  await job.links.remove("user", "u1");
  await job.log.add([logEntry("u1")]);
  await Array.fromAsync(job.log.search({ since: now, who: "u1" }));
  await job.cycles.last();
  await job.cycles.unfinished();
  await job.state.setHold(null);
  await job.state.hold();
}

async function useReads({ mirror }: JobStore): Promise<void> {
  const expansion = { relations: ["manager"], nested: true } as const;
  for (const keep of ["none", "reachable", "all"] as const) {
    const read = await mirror.begin();
    const records = [
      { ...user("u1"), doubtedUntil: now.getTime() },
      { kind: "missing", type: "user", id: "u2" } as const,
      members("g1", ["u1"]),
      members("g2", ["g1"], "group"),
      { kind: "hiddenMembers", groupId: "g1" } as const,
      { kind: "left", groupId: "g1", memberIds: ["u2"] } as const,
      { kind: "left", groupId: "g2", memberIds: "all" } as const,
      assigned("g1", "Group", keep),
    ];
    await mirror.save({ records }, read, expansion);
    await mirror.settle("group", new Map([["g1", { kind: "softDeleted", attributes: null }]]), expansion);
    await mirror.lost(read);
    await mirror.losers({ read, type: "user", after: null, limit: 1 });
    await mirror.which("user", ids);
    await mirror.unread("user", ids);
    await mirror.reportsOf(ids);
    await mirror.managersOf(ids);
    await mirror.nextTurn("user", { limit: 1, doubtedAfter: 0 });
    await mirror.end(read, { watermark: null, keep }, expansion);
  }
}
