import assert from "node:assert/strict";
import type { Operation } from "../../../src/rules/operation.ts";
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
  skip,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

export function planContract(test: StoreTest): void {
  test("operations.add() keeps everything apply reads", async (job) => {
    const planned: Operation = operation("user", "u1", {
      kind: "link",
      targetId: "t1",
      changes: [{ path: "manager", from: "t9", to: { ref: "u9" } }],
      match: [{ path: "userName", value: "ada" }],
      link: { kind: "move", from: "u2" },
      applied: "digest",
      reason: "unassigned",
      message: "why",
      steps: [{ name: "matching", status: "success", details: "one hit" }],
    });
    await job.operations.add([planned]);
    const [found] = await Array.fromAsync(job.operations.list());
    const { seq, escrow: earlier, members: changed, continued, ...kept } = found ?? assert.fail();
    assert.deepEqual(kept, planned);
    assert.deepEqual([seq > 0, earlier, changed, continued], [true, null, { add: 0, remove: 0 }, false]);
  });

  test("operations.list() lists in plan order, skips included, page after page", async (job) => {
    const ids = Array.from({ length: 501 }, (_, index) => `u${index}`);
    await job.operations.add(
      ids.map((id, index) => (index % 2 === 0 ? skip("user", id) : operation("user", id))),
    );
    const listed = await Array.fromAsync(job.operations.list());
    assert.deepEqual(
      listed.map(({ source }) => source.id),
      ids,
    );
  });

  test("operations.clear() forgets the plan and leaves the dirty marks alone", async (job, { store }) => {
    await readDirectory(job, [user("u1")]);
    await store.job("other").operations.add([operation("user", "u1")]);
    await job.operations.add([operation("user", "u1")]);
    await job.operations.clear();
    assert.deepEqual(await Array.fromAsync(job.operations.list()), []);
    assert.deepEqual(await dueIds(job, "user"), ["u1"]);
    assert.equal(await store.job("other").operations.count("users"), 1);
  });

  test("operations.claims() tells which target objects the plan adopts", async (job) => {
    await job.operations.add([
      operation("user", "u1", { kind: "link", targetId: "t1" }),
      operation("user", "u2", { kind: "update", targetId: "t2" }),
    ]);
    assert.deepEqual(await job.operations.claims("user", ["t1", "t2", "t3"]), new Map([["t1", "u1"]]));
    assert.deepEqual(await job.operations.claims("group", ["t1"]), new Map());
  });

  test("operations.take() gives each phase its kinds, in plan order, and marks them sent", async (job, {
    reopen,
  }) => {
    const kinds = ["create", "link", "update", "enable", "fail", "disable", "delete", "skip"] as const;
    await job.operations.add(kinds.map((kind) => operation("user", `u-${kind}`, { kind })));
    await job.operations.add(kinds.map((kind) => operation("group", `g-${kind}`, { kind })));
    const expected = {
      users: ["u-create", "u-link", "u-update", "u-enable", "u-fail"],
      groups: ["g-create", "g-link", "g-update", "g-enable", "g-fail"],
      userRemovals: ["u-disable", "u-delete"],
      groupRemovals: ["g-disable", "g-delete"],
    };
    for (const [phase, ids] of Object.entries(expected) as [keyof typeof expected, string[]][]) {
      assert.equal(await job.operations.count(phase), ids.length);
      const found = await job.operations.take({ phase, level: 0, limit: 10 });
      assert.deepEqual(
        found.map(({ source }) => source.id),
        ids,
      );
      assert.deepEqual(await job.operations.take({ phase, level: 0, limit: 10 }), []);
    }
    const sent = await (await reopen()).job("dialpad").operations.recover();
    assert.equal(sent.length, 14);
  });

  test("operations.take() returns what came of earlier tries", async (job) => {
    await readDirectory(job, [user("u1")]);
    await carryOut(job, operation("user", "u1"), { escrow: escrow(later(5)) });
    await job.operations.add([operation("user", "u1")]);
    const [found] = await job.operations.take({ phase: "users", level: 0, limit: 1 });
    assert.deepEqual(found?.escrow, escrow(later(5)));
    assert.deepEqual(await job.operations.escrows(), [
      { ...escrow(later(5)), type: "user", source: { id: "u1", name: "u1" } },
    ]);
  });

  test("operations.order() places managers before their reports, loops last", async (job) => {
    const managers = {
      boss: null,
      lead: "boss",
      dev: "lead",
      cat: "dog",
      dog: "cat",
      puppy: "dog",
      own: "elsewhere",
    };
    const users = Object.entries(managers).map(([id, manager]) =>
      user(id, manager === null ? {} : { manager: { id: manager } }),
    );
    await readDirectory(job, [
      ...users,
      user("updated", { manager: { id: "lead" } }),
      user("known", { manager: { id: "updated" } }),
      user("removed", { manager: { id: "boss" } }),
    ]);
    await job.operations.add(Object.keys(managers).map((id) => operation("user", id)));
    await job.operations.add(["updated", "known"].map((id) => operation("user", id, { kind: "update" })));
    await job.operations.add([operation("user", "removed", { kind: "disable" })]);
    const levels = await job.operations.order();
    const order: string[][] = [];
    for (let level = 0; level < levels; level += 1) {
      const found = await job.operations.take({ phase: "users", level, limit: 10 });
      order.push(found.map(({ source }) => source.id));
    }
    assert.equal((await job.operations.take({ phase: "userRemovals", level: 0, limit: 9 })).length, 1);
    assert.deepEqual(order, [
      ["boss", "own", "known"],
      ["lead"],
      ["dev", "updated"],
      ["cat", "dog", "puppy"],
    ]);
  });

  test("operations.order() needs one level where nobody has a manager", async (job) => {
    await readDirectory(job, [user("u1")]);
    await job.operations.add([operation("user", "u1")]);
    assert.equal(await job.operations.order(), 1);
  });

  test("operations.classCounts() counts each class of the guard", async (job) => {
    await job.operations.add([
      operation("user", "u1", { kind: "disable" }),
      operation("user", "u2", { kind: "delete" }),
      operation("user", "u3", { link: { kind: "drop" } }),
      operation("user", "u4", { kind: "link", link: { kind: "drop" } }),
      operation("group", "g1", { kind: "delete" }),
      operation("group", "g2"),
      skip("user", "u5", { link: { kind: "drop" } }),
    ]);
    assert.deepEqual(await job.operations.classCounts(), {
      userRemovals: 2,
      groupRemovals: 1,
      memberRemovals: 0,
      creates: 2,
      lostLinks: 3,
    });
  });

  test("operations.classCounts() counts no removal whose account moves on to another object", async (job) => {
    await job.operations.add([
      operation("user", "old", { kind: "delete", targetId: "t1" }),
      operation("user", "new", { kind: "link", targetId: "t1", link: { kind: "move", from: "old" } }),
    ]);
    assert.equal((await job.operations.classCounts()).userRemovals, 0);
  });

  test("operations.bases() counts active users, groups and the memberships of linked members", async (job) => {
    await readDirectory(job, [user("u1"), user("u2"), group("g1")]);
    await linkAll(job, "user", { u1: "t1", u2: "t2" });
    await linkAll(job, "group", { g1: "tg" });
    await carryOut(job, operation("user", "u2", { kind: "disable" }), { link: linkTo("t2", "disabled") });
    await job.members.remember("tg", ["t1", "t2", "stranger"]);
    assert.deepEqual(await job.operations.bases(), { userRemovals: 1, groupRemovals: 1, memberRemovals: 2 });
  });

  test("operations.hold() keeps a class from being applied, and its objects due", async (job) => {
    await readDirectory(job, [user("u1"), user("u2"), user("u3"), group("g1")]);
    await settleAll(job);
    await job.operations.add([
      operation("user", "u1", { kind: "disable" }),
      operation("user", "u2", { kind: "delete" }),
      operation("user", "u3"),
      operation("group", "g1", { kind: "delete" }),
    ]);
    assert.equal(await job.operations.hold("userRemovals"), 2);
    assert.deepEqual(await job.operations.take({ phase: "userRemovals", level: 0, limit: 9 }), []);
    assert.equal((await job.operations.take({ phase: "groupRemovals", level: 0, limit: 9 })).length, 1);
    const held = await Array.fromAsync(job.operations.list({ state: "held" }));
    assert.deepEqual(
      held.map(({ source }) => source.id),
      ["u1", "u2"],
    );
    assert.equal((await job.operations.classCounts()).userRemovals, 0);
    await job.operations.clear();
    assert.deepEqual(await dueIds(job, "user"), ["u1", "u2"]);
  });

  test("operations.hold() holds creates and lost links by themselves", async (job) => {
    await job.operations.add([
      operation("user", "u1"),
      operation("user", "u2", { kind: "link", link: { kind: "drop" } }),
      operation("user", "u3", { kind: "update" }),
    ]);
    assert.equal(await job.operations.hold("lostLinks"), 1);
    assert.equal(await job.operations.hold("creates"), 1);
    assert.equal(await job.operations.count("users"), 1);
  });

  test("operations.settleSkips() logs a reason only when it differs from the last one", async (job) => {
    await readDirectory(job, [user("u1")]);
    await job.cycles.start({ cycleId: "c1", kind: "initial", startedAt: now });
    const reasons = ["RedundantExport", "RedundantExport", "ImportSkipped"] as const;
    for (const reason of reasons) {
      await job.operations.add([skip("user", "u1", { reason })]);
      const settled = await job.operations.settleSkips((planned) =>
        logEntry(planned.source.id, { action: String(planned.reason) }),
      );
      assert.equal(settled, 1);
    }
    const entries = await Array.fromAsync(job.log.search({}));
    assert.deepEqual(
      entries.map(({ action }) => action),
      ["RedundantExport", "ImportSkipped"],
    );
    assert.deepEqual(await dueIds(job, "user"), []);
    assert.equal((await job.cycles.unfinished())?.counts.skipped, 3);
  });

  test("operations.settleSkips() settles more than one commit holds", async (job) => {
    const ids = Array.from({ length: 1_001 }, (_, index) => `u${index}`);
    await readDirectory(
      job,
      ids.map((id) => user(id)),
    );
    await job.operations.add(ids.map((id) => skip("user", id)));
    assert.equal(await job.operations.settleSkips(({ source }) => logEntry(source.id)), 1_001);
    assert.deepEqual(await job.mirror.countDue({ type: "user", all: false, now }), {
      linked: 0,
      unlinked: 0,
    });
  });

  test("operations.settleSkips() leaves due what could not be decided, and its escrow", async (job) => {
    const reasons = [
      "SourceIncomplete",
      "Unreadable",
      "ScopeUndecided",
      "WaitsForGracePeriod",
      "NotEffectivelyEntitled",
    ] as const;
    await readDirectory(
      job,
      reasons.map((id) => user(id)),
    );
    for (const id of reasons) await carryOut(job, operation("user", id), { escrow: escrow(null) });
    await job.operations.add(reasons.map((reason) => skip("user", reason, { reason })));
    await job.operations.settleSkips(({ source }) => logEntry(source.id));
    assert.deepEqual(await dueIds(job, "user"), [], "this plan has said all it can");
    await job.operations.clear();
    const open = ["ScopeUndecided", "SourceIncomplete", "Unreadable", "WaitsForGracePeriod"];
    assert.deepEqual(await dueIds(job, "user"), open);
    assert.deepEqual(
      (await job.operations.escrows()).map(({ source }) => source.id),
      open,
    );
  });

  test("operations.settleSkips() drops the link of an account that is gone", async (job) => {
    await readDirectory(job, [user("u1"), user("report", { manager: { id: "u1" } })]);
    await linkAll(job, "user", { u1: "t1" });
    await settleAll(job);
    await job.operations.add([skip("user", "u1", { reason: "TargetGone", link: { kind: "drop" } })]);
    await job.operations.settleSkips(({ source }) => logEntry(source.id));
    assert.deepEqual(await job.links.ofSources("user", ["u1"]), []);
    assert.deepEqual(await dueIds(job, "user"), ["report"]);
  });

  test("operations.logHeld() tells once what is held", async (job) => {
    await readDirectory(job, [user("u1"), user("u2")]);
    await settleAll(job);
    const before = (await Array.fromAsync(job.log.search({}))).length;
    await job.operations.add([
      operation("user", "u1", { kind: "disable" }),
      operation("user", "u2", { kind: "update" }),
    ]);
    await job.operations.hold("userRemovals");
    await job.operations.logHeld(({ source }) => logEntry(source.id));
    await job.operations.logHeld(({ source }) => logEntry(source.id));
    const told = await Array.fromAsync(job.log.search({}));
    assert.deepEqual(
      told.slice(before).map(({ source }) => source.id),
      ["u1"],
    );
  });

  test("operations.recover() makes the unfinished plan due and takes nothing of it for granted", async (job, {
    reopen,
  }) => {
    await readDirectory(job, [
      user("done"),
      user("sent"),
      user("waiting"),
      user("same"),
      group("g1"),
      members("g1", []),
    ]);
    await linkAll(job, "user", { sent: "t1", waiting: "t2" });
    await settleAll(job);
    await job.operations.add([
      operation("user", "done"),
      operation("user", "sent", { kind: "update" }),
      operation("user", "waiting", { kind: "update" }),
      skip("user", "same"),
    ]);
    const [done] = await job.operations.take({ phase: "users", level: 0, limit: 2 });
    await job.operations.commit([outcome(done ?? assert.fail(), { link: linkTo("t3") })]);
    const survivor = (await reopen()).job("dialpad");
    assert.deepEqual(await survivor.operations.recover(), ["sent@example.com"]);
    assert.deepEqual(await Array.fromAsync(survivor.operations.list()), []);
    assert.deepEqual(await dueIds(survivor, "user"), ["sent", "waiting"]);
    const links = await survivor.links.ofSources("user", ["done", "sent", "waiting"]);
    assert.deepEqual(
      links.map(({ sourceId, applied, membersKnown }) => [sourceId, applied, membersKnown]),
      [
        ["done", "digest", true],
        ["sent", null, false],
        ["waiting", null, true],
      ],
    );
  });
}
