import assert from "node:assert/strict";
import type { JobStore } from "../../../src/store/store.ts";
import {
  carryOut,
  dueIds,
  escrow,
  group,
  linkAll,
  linkTo,
  members,
  operation,
  outcome,
  readDirectory,
  settleAll,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

/** g1 holds stay, join, new and off; its object in the target held stay, leave, off and a stranger. */
async function prepare(job: JobStore): Promise<void> {
  const ids = ["stay", "join", "leave", "new", "off", "away"];
  const member = ["stay", "join", "new", "off"];
  await readDirectory(job, [...ids.map((id) => user(id)), group("g1"), members("g1", member)]);
  await linkAll(job, "user", { stay: "t-stay", join: "t-join", leave: "t-leave", off: "t-off" });
  await linkAll(job, "group", { g1: "tg" });
  await carryOut(job, operation("user", "off", { kind: "disable" }), { link: linkTo("t-off", "disabled") });
  await job.members.remember("tg", ["t-stay", "t-leave", "stranger"]);
  await settleAll(job);
}

const g1 = { groupId: "g1", targetId: "tg" };

export function membersContract(test: StoreTest): void {
  test("members.plan() writes down who joins and who leaves, and leaves strangers alone", async (job) => {
    await prepare(job);
    const changed = await job.members.plan([g1, { groupId: "g2", targetId: null }]);
    assert.deepEqual(changed, new Map([["g1", { add: 1, remove: 1 }]]));
    assert.deepEqual(await job.members.planned("g1"), { add: ["join"], remove: ["leave"] });
  });

  test("members.plan() counts members that the plan creates, links or enables", async (job) => {
    await prepare(job);
    await job.operations.add([operation("user", "new"), operation("user", "off", { kind: "enable" })]);
    await job.members.plan([g1]);
    assert.deepEqual((await job.members.planned("g1")).add, ["join", "new", "off"]);
    const can = await job.members.take("g1", { action: "add", limit: 9 });
    assert.deepEqual(can, [{ memberId: "join", targetId: "t-join" }]);
    const [created] = await job.operations.take({ phase: "users", level: 0, limit: 1 });
    await job.operations.commit([outcome(created ?? assert.fail(), { link: linkTo("t-new") })]);
    assert.equal((await job.members.take("g1", { action: "add", limit: 9 })).length, 2);
  });

  test("members.plan() takes in a group that is a member, once it has its object", async (job) => {
    await readDirectory(job, [group("parent"), group("child"), members("parent", ["child"], "group")]);
    await linkAll(job, "group", { parent: "tp" });
    assert.deepEqual(await job.members.plan([{ groupId: "parent", targetId: "tp" }]), new Map());
    await linkAll(job, "group", { child: "tc" });
    await job.members.plan([{ groupId: "parent", targetId: "tp" }]);
    assert.deepEqual(await job.members.take("parent", { action: "add", limit: 9 }), [
      { memberId: "child", targetId: "tc" },
    ]);
  });

  test("members.plan() leaves disabled and soft-deleted members where they are", async (job) => {
    await prepare(job);
    await job.members.remember("tg", ["t-leave", "t-off", "t-stay", "t-join"]);
    await job.mirror.settle("user", new Map([["leave", { kind: "softDeleted", attributes: null }]]));
    assert.deepEqual(await job.members.plan([g1]), new Map());
    await settleAll(job);
    await job.mirror.settle("user", new Map([["leave", { kind: "active", attributes: {} }]]));
    assert.deepEqual(await dueIds(job, "group"), ["g1"], "the group is looked at again");
    assert.deepEqual((await job.members.plan([g1])).get("g1"), { add: 0, remove: 1 });
  });

  test("members.plan() plans anew what it planned before", async (job) => {
    await prepare(job);
    await job.members.plan([g1]);
    await readDirectory(job, [user("leave"), group("g1"), members("g1", ["stay", "leave"])]);
    assert.deepEqual(await job.members.plan([g1]), new Map());
  });

  test("members.plan() knows the accounts that the plan adopts: they neither join again nor stay", async (job) => {
    await readDirectory(job, [user("in"), user("out"), group("g1"), members("g1", ["in"])]);
    await linkAll(job, "group", { g1: "tg" });
    await job.members.remember("tg", ["t-in", "t-out"]);
    await job.operations.add(
      ["in", "out"].map((id) => operation("user", id, { kind: "link", targetId: `t-${id}` })),
    );
    await job.members.plan([g1]);
    assert.deepEqual(await job.members.planned("g1"), { add: [], remove: ["out"] });
  });

  test("members.plan() lets nobody join for an update, nor for an operation that will fail", async (job) => {
    await prepare(job);
    await job.operations.add([
      operation("user", "new", { kind: "fail", targetId: "t-stay" }),
      operation("user", "off", { kind: "update" }),
    ]);
    await job.members.plan([g1]);
    assert.deepEqual((await job.members.planned("g1")).add, ["join"]);
  });

  test("members.plan() forgets a membership with the account that is gone from the target", async (job) => {
    await prepare(job);
    await carryOut(job, operation("user", "stay"), { link: { kind: "drop" } });
    await linkAll(job, "user", { stay: "t-stay" });
    await job.members.plan([g1]);
    assert.deepEqual((await job.members.planned("g1")).add, ["join", "stay"]);
  });

  test("members.plan() remembers the memberships of an account whose link is removed", async (job) => {
    await prepare(job);
    await job.links.remove("user", "stay");
    await linkAll(job, "user", { stay: "t-stay" });
    await job.members.plan([g1]);
    assert.deepEqual((await job.members.planned("g1")).add, ["join"]);
  });

  test("members.take() and members.commit() work through the changes batch by batch", async (job, {
    reopen,
  }) => {
    const ids = ["u1", "u2", "u3"];
    await readDirectory(job, [...ids.map((id) => user(id)), group("g1"), members("g1", ids)]);
    await linkAll(job, "user", { u1: "t1", u2: "t2", u3: "t3" });
    await job.members.plan([g1]);
    const first = await job.members.take("g1", { action: "add", limit: 2 });
    assert.deepEqual(first, [
      { memberId: "u1", targetId: "t1" },
      { memberId: "u2", targetId: "t2" },
    ]);
    await job.members.commit("g1", { groupTargetId: "tg", action: "add", members: first });
    const stored = (await reopen()).job("dialpad");
    assert.deepEqual(await stored.members.take("g1", { action: "add", limit: 2 }), [
      { memberId: "u3", targetId: "t3" },
    ]);
    assert.deepEqual((await stored.members.plan([g1])).get("g1"), { add: 1, remove: 0 });
  });

  test("members.commit() forgets those who left", async (job) => {
    await prepare(job);
    await job.members.plan([g1]);
    const leaving = await job.members.take("g1", { action: "remove", limit: 9 });
    await job.members.commit("g1", { groupTargetId: "tg", action: "remove", members: leaving });
    assert.deepEqual((await job.members.plan([g1])).get("g1"), { add: 1, remove: 0 });
  });

  test("members.remember() replaces what was known and says that it is known", async (job) => {
    await readDirectory(job, [user("u1"), group("g1"), members("g1", ["u1"])]);
    await linkAll(job, "user", { u1: "t1" });
    await carryOut(job, operation("group", "g1"), {
      link: { ...linkTo("tg"), membersKnown: false } as never,
    });
    await job.members.remember("tg", ["t1", "x"]);
    assert.equal((await job.links.ofSources("group", ["g1"]))[0]?.membersKnown, true);
    await job.members.remember("tg", []);
    assert.deepEqual((await job.members.plan([g1])).get("g1"), { add: 1, remove: 0 });
  });

  test("operations.add() lets a group that only loses members wait for the removals", async (job) => {
    await prepare(job);
    await job.members.remember("tg", ["t-stay", "t-join", "t-leave"]);
    await job.members.plan([g1]);
    await job.operations.add([operation("group", "g1", { kind: "update", targetId: "tg" })]);
    assert.deepEqual(
      [await job.operations.count("groups"), await job.operations.count("groupRemovals")],
      [0, 1],
    );
    assert.equal((await job.operations.classCounts()).memberRemovals, 1);
  });

  test("operations.commit() sends a group on to the removals when members still have to leave", async (job) => {
    await prepare(job);
    await job.members.plan([g1]);
    const changes = [{ path: "displayName", from: null, to: "G" }];
    await job.operations.add([operation("group", "g1", { kind: "update", targetId: "tg", changes })]);
    const [first] = await job.operations.take({ phase: "groups", level: 0, limit: 1 });
    assert.deepEqual([first?.members, first?.continued], [{ add: 1, remove: 1 }, false]);
    const joins = await job.members.take("g1", { action: "add", limit: 9 });
    await job.members.commit("g1", { groupTargetId: "tg", action: "add", members: joins });
    await job.operations.commit([
      outcome(first ?? assert.fail(), { link: linkTo("tg"), escrow: escrow(null) }),
    ]);
    assert.deepEqual(await dueIds(job, "group", { all: true }), [], "its operation is not finished");
    const [second] = await job.operations.take({ phase: "groupRemovals", level: 0, limit: 1 });
    assert.deepEqual(
      [second?.members, second?.continued, second?.changes],
      [{ add: 0, remove: 1 }, true, []],
    );
    const leaves = await job.members.take("g1", { action: "remove", limit: 9 });
    await job.members.commit("g1", { groupTargetId: "tg", action: "remove", members: leaves });
    await job.operations.commit([outcome(second ?? assert.fail(), { link: linkTo("tg") })]);
    assert.equal((await job.operations.escrows()).length, 1, "what failed in the first half still waits");
    assert.deepEqual(await dueIds(job, "group"), []);
  });

  test("operations.hold() holds memberships: joins go on, the group stays due", async (job) => {
    await prepare(job);
    await job.members.plan([g1]);
    await job.operations.add([operation("group", "g1", { kind: "update", targetId: "tg" })]);
    assert.equal(await job.operations.hold("memberRemovals"), 1);
    assert.equal((await job.operations.classCounts()).memberRemovals, 0);
    const [found] = await job.operations.take({ phase: "groups", level: 0, limit: 1 });
    await job.operations.commit([outcome(found ?? assert.fail(), { link: linkTo("tg") })]);
    assert.deepEqual(await job.operations.take({ phase: "groupRemovals", level: 0, limit: 1 }), []);
    assert.deepEqual(await job.members.take("g1", { action: "remove", limit: 9 }), []);
    const held = await Array.fromAsync(job.operations.list({ state: "held" }));
    assert.deepEqual(
      held.map(({ source }) => source.id),
      ["g1"],
    );
    assert.deepEqual((await job.members.planned("g1")).remove, ["leave"]);
    await job.operations.clear();
    assert.deepEqual(await dueIds(job, "group"), ["g1"]);
  });

  test("operations.commit() ends a group's removals whatever came of them", async (job) => {
    await prepare(job);
    await job.members.remember("tg", ["t-stay", "t-join", "t-leave"]);
    await job.members.plan([g1]);
    await job.operations.add([operation("group", "g1", { kind: "update", targetId: "tg" })]);
    const [found] = await job.operations.take({ phase: "groupRemovals", level: 0, limit: 1 });
    await job.operations.commit([outcome(found ?? assert.fail(), { escrow: escrow(null) })]);
    assert.deepEqual(await job.operations.take({ phase: "groupRemovals", level: 0, limit: 1 }), []);
    assert.deepEqual(await dueIds(job, "group"), [], "its escrow says when to try again");
  });

  test("operations.clear() forgets planned memberships", async (job) => {
    await prepare(job);
    await job.members.plan([g1]);
    await job.operations.clear();
    assert.deepEqual(await job.members.planned("g1"), { add: [], remove: [] });
  });

  test("operations.hold() tells deleted groups from groups that lose members", async (job) => {
    await prepare(job);
    await readDirectory(job, [group("g1"), group("old"), members("g1", ["stay", "join", "off"])]);
    await job.members.remember("tg", ["t-stay", "t-join", "t-leave"]);
    await job.members.plan([g1]);
    await job.operations.add([
      operation("group", "g1", { kind: "update", targetId: "tg" }),
      operation("group", "old", { kind: "delete", targetId: "to" }),
    ]);
    assert.equal(await job.operations.hold("groupRemovals"), 1);
    assert.equal(await job.operations.hold("groupRemovals"), 0, "once");
    assert.equal(await job.operations.count("groupRemovals"), 1);
    await settleAll(job);
    await job.operations.clear();
    await job.members.plan([g1]);
    await job.operations.add([
      operation("group", "g1", { kind: "update", targetId: "tg" }),
      operation("group", "old", { kind: "delete", targetId: "to" }),
    ]);
    assert.equal(await job.operations.hold("memberRemovals"), 1);
    const [found] = await job.operations.take({ phase: "groupRemovals", level: 0, limit: 9 });
    assert.equal(found?.source.id, "old");
    assert.deepEqual(await dueIds(job, "group"), [], "both have an operation");
    await job.operations.clear();
    assert.deepEqual(await dueIds(job, "group"), ["g1"]);
  });

  test("operations.hold() holds a group that only loses members whole", async (job) => {
    await prepare(job);
    await job.members.remember("tg", ["t-stay", "t-join", "t-leave"]);
    await job.members.plan([g1]);
    await job.operations.add([operation("group", "g1", { kind: "update", targetId: "tg" })]);
    await job.operations.hold("memberRemovals");
    assert.equal(await job.operations.count("groupRemovals"), 0);
    assert.equal((await Array.fromAsync(job.operations.list({ state: "held" }))).length, 1);
  });

  test("operations.classCounts() counts the memberships of a deleted group with the group", async (job) => {
    await prepare(job);
    await job.members.plan([g1]);
    await job.operations.add([operation("group", "g1", { kind: "delete", targetId: "tg" })]);
    assert.equal((await job.operations.classCounts()).memberRemovals, 0);
  });
}
