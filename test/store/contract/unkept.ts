import assert from "node:assert/strict";
import type { Unkept } from "../../../src/rules/unkept.ts";
import type { JobStore } from "../../../src/store/store.ts";
import {
  carryOut,
  escrow,
  group,
  linkAll,
  linkTo,
  logEntry,
  members,
  now,
  operation,
  outcome,
  readDirectory,
  skip,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

const title: Unkept = { title: { wanted: "w", shown: "s", writes: 2, told: true } };
const both: Unkept = { ...title, nickName: { wanted: "x", shown: "y", writes: 1, told: false } };

async function unkeptOf(job: JobStore, id = "u1"): Promise<Unkept | undefined> {
  const [link] = await job.links.ofSources("user", [id]);
  const [mirrored] = await job.mirror.byIds("user", [id]);
  assert.deepEqual(mirrored?.link?.unkept, link?.unkept, "however the link is read");
  return link?.unkept;
}

/** Ada has an account, and her link remembers this. */
async function linkWith(job: JobStore, unkept: Unkept | null): Promise<void> {
  await readDirectory(job, [user("u1"), user("u2")]);
  await linkAll(job, "user", { u1: "t1" });
  await update(job, unkept);
}

async function update(job: JobStore, unkept: Unkept | null): Promise<void> {
  const planned = operation("user", "u1", { kind: "update", targetId: "t1", unkept });
  await carryOut(job, planned, { link: linkTo("t1", "active", unkept) });
}

/** Plans a skip and ends it; what of it was logged. */
async function settle(job: JobStore, given: Parameters<typeof skip>[2]): Promise<readonly string[]> {
  const told: string[] = [];
  await job.operations.clear();
  await job.operations.add([skip("user", "u1", given)]);
  await job.operations.settleSkips(({ source, reason }) => {
    told.push(`${source.id} ${reason}`);
    return logEntry(source.id);
  });
  return told;
}

export function unkeptContract(test: StoreTest): void {
  test("a link remembers what is not kept until it is told otherwise", async (job) => {
    await linkWith(job, both);
    assert.deepEqual(await unkeptOf(job), both);
    await update(job, null);
    assert.deepEqual(await unkeptOf(job), both, "as it was");
    await update(job, title);
    assert.deepEqual(await unkeptOf(job), title);
    await update(job, {});
    assert.deepEqual(await unkeptOf(job), {});
  });

  test("an operation carries what its link is to remember", async (job) => {
    await readDirectory(job, [user("u1"), user("u2")]);
    await job.operations.add([
      operation("user", "u1", { kind: "update", targetId: "t1", unkept: both }),
      operation("user", "u2", { kind: "update", targetId: "t2" }),
    ]);
    const planned = await job.operations.take({ phase: "users", level: 0, limit: 2 });
    assert.deepEqual(
      planned.map(({ unkept }) => unkept),
      [both, null],
    );
  });

  test("a failure leaves what the link remembers, and a link to another account begins with nothing", async (job) => {
    await linkWith(job, title);
    const planned = operation("user", "u1", { kind: "update", targetId: "t1", unkept: both });
    await carryOut(job, planned, { escrow: escrow(now) });
    assert.deepEqual(await unkeptOf(job), title);
    await carryOut(job, operation("user", "u1"), { link: linkTo("t9") });
    assert.deepEqual(await unkeptOf(job), {});
  });

  test("a link that moves on leaves its memory behind", async (job) => {
    await linkWith(job, title);
    const rehire = operation("user", "u2", {
      kind: "link",
      targetId: "t1",
      link: { kind: "move", from: "u1" },
    });
    await carryOut(job, rehire, { link: linkTo("t1") });
    assert.deepEqual(await unkeptOf(job, "u2"), {});
  });

  test("a skip stores what its look has shown, and others leave it alone", async (job) => {
    await linkWith(job, both);
    await settle(job, {});
    assert.deepEqual(await unkeptOf(job), both);
    await settle(job, { unkept: title });
    assert.deepEqual(await unkeptOf(job), title);
    await settle(job, { unkept: {} });
    assert.deepEqual(await unkeptOf(job), {});
  });

  test("ValueNotKept is logged where there is something new to remember, whatever was logged before", async (job) => {
    await linkWith(job, null);
    const reason = "ValueNotKept";
    assert.deepEqual(await settle(job, { reason, unkept: title }), ["u1 ValueNotKept"]);
    assert.deepEqual(await settle(job, { reason }), []);
    await update(job, null);
    assert.deepEqual(await settle(job, { reason }), [], "an update in between is no news");
    assert.deepEqual(await settle(job, { reason, unkept: both }), ["u1 ValueNotKept"]);
    assert.deepEqual(await settle(job, {}), ["u1 RedundantExport"]);
  });

  test("the second half of a group's operation remembers nothing anew", async (job) => {
    await readDirectory(job, [user("a"), user("b"), group("g"), members("g", ["b"])]);
    await linkAll(job, "user", { a: "ta", b: "tb" });
    await linkAll(job, "group", { g: "tg" });
    await job.members.remember("tg", ["ta"]);
    await job.operations.clear();
    await job.members.plan([{ groupId: "g", targetId: "tg" }]);
    await job.operations.add([operation("group", "g", { kind: "update", targetId: "tg", unkept: title })]);
    const [first] = await job.operations.take({ phase: "groups", level: 0, limit: 1 });
    assert.deepEqual([first?.unkept, first?.continued], [title, false]);
    await job.operations.commit(
      first === undefined ? [] : [outcome(first, { link: linkTo("tg", "active", both) })],
    );
    const [second] = await job.operations.take({ phase: "groupRemovals", level: 0, limit: 1 });
    assert.deepEqual([second?.unkept, second?.continued], [null, true]);
    assert.deepEqual((await job.links.ofSources("group", ["g"]))[0]?.unkept, both);
  });

  test("members.remember() counts who was there and is not, and gives up at the second time in a row", async (job) => {
    await readDirectory(job, [user("a"), user("b"), group("g"), members("g", ["a", "b"])]);
    await linkAll(job, "user", { a: "ta", b: "tb" });
    await linkAll(job, "group", { g: "tg" });
    const planned = { groupId: "g", targetId: "tg" };
    async function lacking(shown: readonly string[] | null): Promise<readonly string[]> {
      await job.members.remember("tg", shown);
      await job.members.plan([planned]);
      const { add } = await job.members.planned("g");
      const changes = await job.members.take("g", { action: "add", limit: 9 });
      await job.members.commit("g", { groupTargetId: "tg", action: "add", members: changes });
      return add;
    }
    assert.equal(await job.members.remember("tg", ["ta", "tb", "stranger"]), 3);
    assert.deepEqual(await lacking(["ta"]), ["b"]);
    assert.deepEqual(await lacking(["ta", "tb"]), [], "found: it does not count any more");
    assert.deepEqual(await lacking(["ta"]), ["b"]);
    assert.deepEqual(await lacking(null), [], "what is not shown proves nothing");
    assert.deepEqual([...(await job.members.givenUp(["tg"]))], []);
    assert.deepEqual(await lacking(["ta"]), []);
    assert.deepEqual([...(await job.members.givenUp(["tg", "other"]))], [["tg", ["tb"]]]);
    assert.equal((await job.operations.bases()).memberRemovals, 2, "whoever is not seen may be there");
    await readDirectory(job, [user("a"), user("b"), group("g"), members("g", ["a"])]);
    await job.members.plan([planned]);
    assert.deepEqual(await job.members.planned("g"), { add: [], remove: ["b"] });
    const leaves = await job.members.take("g", { action: "remove", limit: 9 });
    assert.deepEqual(leaves, [{ memberId: "b", targetId: "tb", unseen: true }]);
    assert.deepEqual([...(await job.members.givenUp(["tg"]))], []);
    await readDirectory(job, [user("a"), user("b"), group("g"), members("g", ["a", "b"])]);
    assert.deepEqual(await lacking(["ta"]), ["b"], "a new membership begins anew");
    await readDirectory(job, [user("a"), user("b"), group("g"), members("g", ["a"])]);
    await job.members.plan([planned]);
    await job.members.commit("g", { groupTargetId: "tg", action: "remove", members: leaves });
    await job.members.plan([planned]);
    assert.deepEqual(await job.members.planned("g"), { add: [], remove: [] }, "taken out once");
  });

  test("members.commit() gives up members for good who are named so, and members.take() asks for one type", async (job) => {
    await readDirectory(job, [user("a"), group("i"), group("g")]);
    const read = await job.mirror.begin();
    const inside = [
      { id: "a", type: "user" },
      { id: "i", type: "group" },
    ] as const;
    await job.mirror.save({ records: [{ kind: "members", groupId: "g", members: inside }] }, read);
    await linkAll(job, "user", { a: "ta" });
    await linkAll(job, "group", { g: "tg", i: "ti" });
    await job.members.remember("tg", []);
    await job.members.plan([{ groupId: "g", targetId: "tg" }]);
    const groups = await job.members.take("g", { action: "add", limit: 9, type: "group" });
    assert.deepEqual(groups, [{ memberId: "i", targetId: "ti" }]);
    await job.members.commit("g", { groupTargetId: "tg", action: "add", members: [], givenUp: groups });
    assert.deepEqual(await job.members.take("g", { action: "add", limit: 9 }), [
      { memberId: "a", targetId: "ta" },
    ]);
    await job.members.plan([{ groupId: "g", targetId: "tg" }]);
    assert.deepEqual(await job.members.planned("g"), { add: ["a"], remove: [] });
    assert.deepEqual([...(await job.members.givenUp(["tg"]))], [["tg", ["ti"]]]);
  });
}
