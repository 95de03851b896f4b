import assert from "node:assert/strict";
import {
  carryOut,
  dueIds,
  escrow,
  group,
  later,
  linkAll,
  linkTo,
  logEntry,
  members,
  now,
  operation,
  outcome,
  readDirectory,
  settleAll,
  taken,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

export function outcomesContract(test: StoreTest): void {
  test("operations.commit() stores link, log and counts and forgets the operation", async (job, {
    reopen,
  }) => {
    await readDirectory(job, [user("u1")]);
    await job.cycles.start({ cycleId: "c1", kind: "initial", startedAt: now });
    await carryOut(job, operation("user", "u1"), {
      link: linkTo("t1"),
      log: logEntry("u1"),
      counts: ["linked", "updated"],
    });
    const stored = (await reopen()).job("dialpad");
    assert.equal((await stored.links.ofSources("user", ["u1"]))[0]?.targetId, "t1");
    assert.deepEqual(await dueIds(stored, "user"), []);
    assert.deepEqual(await Array.fromAsync(stored.operations.list()), []);
    const [entry] = await Array.fromAsync(stored.log.search({}));
    assert.deepEqual(entry, { position: 1, ...logEntry("u1") });
    const counts = (await stored.cycles.unfinished())?.counts;
    assert.deepEqual([counts?.linked, counts?.updated, counts?.created], [1, 1, 0]);
  });

  test("operations.commit() is all or nothing", async (job) => {
    await readDirectory(job, [user("u1"), user("u2")]);
    await job.operations.add([operation("user", "u1"), operation("user", "u2")]);
    const [first, second] = await job.operations.take({ phase: "users", level: 0, limit: 2 });
    const both = [first ?? assert.fail(), second ?? assert.fail()];
    await assert.rejects(
      job.operations.commit(both.map((stored) => outcome(stored, { link: linkTo("t1") }))),
    );
    assert.deepEqual(await job.links.counts(), { users: 0, groups: 0 });
    assert.equal((await Array.fromAsync(job.operations.list())).length, 2);
  });

  test("operations.commit() keeps `since` while target and state stay", async (_, { reopen }) => {
    let time = now;
    const job = (await reopen({ now: () => time })).job("dialpad");
    await readDirectory(job, [user("u1")]);
    async function sinceAfter(link: ReturnType<typeof linkTo>): Promise<Date | undefined> {
      await carryOut(job, operation("user", "u1"), { link });
      return (await job.links.ofSources("user", ["u1"]))[0]?.since;
    }
    assert.deepEqual(await sinceAfter(linkTo("t1")), now);
    time = later(1);
    assert.deepEqual(await sinceAfter(linkTo("t1")), now);
    assert.deepEqual(await sinceAfter(linkTo("t1", "disabled")), later(1));
    time = later(2);
    assert.deepEqual(await sinceAfter(linkTo("t2", "disabled")), later(2));
  });

  test("operations.commit() looks again where the outcome says so or a reference has its link by now", async (job) => {
    await readDirectory(job, [user("again"), user("boss"), user("early"), user("late"), user("done")]);
    await settleAll(job);
    await job.operations.add(["again", "boss", "early", "late", "done"].map((id) => operation("user", id)));
    const stored = await job.operations.take({ phase: "users", level: 0, limit: 9 });
    const given = {
      again: { again: true },
      boss: { link: linkTo("t1") },
      early: { unresolved: ["boss"] },
      late: { unresolved: ["nobody"] },
      done: {},
    };
    await job.operations.commit(
      stored.map((one) => outcome(one, given[one.source.id as keyof typeof given])),
    );
    assert.deepEqual(await dueIds(job, "user"), ["again", "early"]);
  });

  test("operations.commit() makes reports and groups due when a link appears", async (job) => {
    await readDirectory(job, [
      user("boss"),
      user("report", { manager: { id: "boss" } }),
      user("peer"),
      group("g1"),
      group("g2"),
      members("g1", ["boss"]),
      members("g2", ["peer"]),
    ]);
    await linkAll(job, "user", { report: "t2", peer: "t3" });
    await linkAll(job, "group", { g1: "t4", g2: "t5" });
    await settleAll(job);
    await carryOut(job, operation("user", "boss"), { link: linkTo("t1") });
    assert.deepEqual(await dueIds(job, "user"), ["report"]);
    assert.deepEqual(await dueIds(job, "group"), ["g1"]);
    const links = await job.links.ofSources("user", ["report", "peer"]);
    assert.deepEqual(
      links.map(({ applied }) => applied),
      [null, "digest"],
    );
    await settleAll(job);
    await carryOut(job, operation("user", "boss", { kind: "update" }), { link: linkTo("t1") });
    assert.deepEqual(await dueIds(job, "user"), []);
  });

  test("operations.commit() makes the groups due when a user is disabled or enabled", async (job) => {
    await readDirectory(job, [
      user("u1"),
      user("report", { manager: { id: "u1" } }),
      group("g1"),
      members("g1", ["u1"]),
    ]);
    await linkAll(job, "user", { u1: "t1" });
    await settleAll(job);
    for (const [kind, state] of [
      ["disable", "disabled"],
      ["enable", "active"],
    ] as const) {
      await carryOut(job, operation("user", "u1", { kind }), { link: linkTo("t1", state) });
      assert.deepEqual(await dueIds(job, "group"), ["g1"], kind);
      assert.deepEqual(await dueIds(job, "user"), []);
      await settleAll(job);
    }
  });

  test("operations.commit() makes the parent groups due when a group gets its link", async (job) => {
    await readDirectory(job, [group("parent"), group("child"), members("parent", ["child"], "group")]);
    await settleAll(job);
    await carryOut(job, operation("group", "child"), { link: linkTo("t1") });
    assert.deepEqual(await dueIds(job, "group"), ["parent"]);
  });

  test("operations.commit() moves a link: the old holder loses it and is looked at again", async (job) => {
    await readDirectory(job, [user("old"), user("new")]);
    await linkAll(job, "user", { old: "t1" });
    await settleAll(job);
    const planned = operation("user", "new", {
      kind: "link",
      targetId: "t1",
      link: { kind: "move", from: "old" },
    });
    await carryOut(job, planned, { escrow: escrow(null) });
    assert.equal(
      (await job.links.ofTargets("user", ["t1"]))[0]?.sourceId,
      "old",
      "a failed move moves nothing",
    );
    await carryOut(job, planned, { link: linkTo("t1") });
    assert.deepEqual(
      (await job.links.ofTargets("user", ["t1"])).map(({ sourceId }) => sourceId),
      ["new"],
    );
    assert.deepEqual(await dueIds(job, "user"), ["old"]);
  });

  test("operations.commit() drops what was planned for the account's old holder", async (job) => {
    await readDirectory(job, [user("old"), user("new"), user("other")]);
    await linkAll(job, "user", { old: "t1", other: "t2" });
    await job.operations.clear();
    await job.operations.add([
      operation("user", "new", { kind: "link", targetId: "t1", link: { kind: "move", from: "old" } }),
      operation("user", "old", { kind: "disable", targetId: "t1" }),
      operation("user", "other", { kind: "disable", targetId: "t2" }),
    ]);
    const [moved] = await job.operations.take({ phase: "users", level: 0, limit: 1 });
    await job.operations.commit([outcome(moved ?? assert.fail(), { link: linkTo("t1") })]);
    const left = await job.operations.take({ phase: "userRemovals", level: 0, limit: 9 });
    assert.deepEqual(
      left.map(({ source }) => source.id),
      ["other"],
    );
  });

  test("operations.commit() drops a link with what hung on it", async (job) => {
    await readDirectory(job, [user("u1"), user("u2"), group("g1"), members("g1", ["u1", "u2"])]);
    await linkAll(job, "user", { u1: "t1", u2: "t2" });
    await linkAll(job, "group", { g1: "tg" });
    await job.members.remember("tg", ["t1", "t2"]);
    await job.mirror.settle("user", new Map([["u1", { kind: "hardDeleted" }]]));
    await settleAll(job);
    await carryOut(job, operation("user", "u1", { kind: "delete" }), { link: { kind: "drop" } });
    assert.deepEqual(await dueIds(job, "user", { all: true }), ["u2"]);
    assert.deepEqual(await dueIds(job, "group"), ["g1"]);
    assert.equal((await job.operations.bases()).memberRemovals, 1);
    await carryOut(job, operation("group", "g1", { kind: "delete" }), { link: { kind: "drop" } });
    assert.equal((await job.operations.bases()).memberRemovals, 0);
    assert.deepEqual(await dueIds(job, "group", { all: true }), ["g1"]);
  });

  test("operations.commit() lets a target id change hands within one batch", async (job) => {
    await readDirectory(job, [user("u1"), user("u2")]);
    await linkAll(job, "user", { u1: "t1", u2: "t2" });
    await job.operations.add([operation("user", "u1"), operation("user", "u2")]);
    const stored = await job.operations.take({ phase: "users", level: 0, limit: 2 });
    const swapped = new Map([
      ["u1", "t2"],
      ["u2", "t1"],
    ]);
    await job.operations.commit(
      stored.map((one) => outcome(one, { link: linkTo(swapped.get(one.source.id) ?? "") })),
    );
    const links = await job.links.ofSources("user", ["u1", "u2"]);
    assert.deepEqual(new Map(links.map(({ sourceId, targetId }) => [sourceId, targetId])), swapped);
  });

  test("operations.commit() writes, replaces and ends escrows", async (job) => {
    await readDirectory(job, [user("u1")]);
    await carryOut(job, operation("user", "u1"), { escrow: escrow(later(5)) });
    await carryOut(job, operation("user", "u1"), { escrow: { ...escrow(null), attempts: 2 } });
    assert.deepEqual(
      (await job.operations.escrows()).map(({ attempts, nextTry }) => [attempts, nextTry]),
      [[2, null]],
    );
    await carryOut(job, operation("user", "u1"), { link: linkTo("t1") });
    assert.deepEqual(await job.operations.escrows(), []);
  });

  test("operations.commit() forgets the last skip, so that the next one is logged again", async (job) => {
    await readDirectory(job, [user("u1")]);
    await settleAll(job);
    await carryOut(job, operation("user", "u1", { kind: "update" }));
    assert.equal((await job.mirror.byIds("user", ["u1"]))[0]?.lastSkip, null);
  });

  test("operations.commit() works without a running cycle", async (job) => {
    await readDirectory(job, [user("u1")]);
    const stored = await taken(job, operation("user", "u1"));
    await job.operations.commit([outcome(stored, { counts: ["created"] })]);
    assert.equal(await job.cycles.last(), null);
  });
}
