import assert from "node:assert/strict";
import type { SourceRecord, Whereabouts } from "../../../src/rules/source-record.ts";
import type { JobStore } from "../../../src/store/store.ts";
import {
  assigned,
  carryOut,
  dueIds,
  escrow,
  group,
  later,
  linkAll,
  members,
  now,
  operation,
  readDirectory,
  settleAll,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

export function mirrorContract(test: StoreTest): void {
  test("mirror.begin() numbers reads upwards", async ({ mirror }) => {
    assert.deepEqual([await mirror.begin(), await mirror.begin()], [1, 2]);
  });

  test("mirror.save() returns the objects in the page and stores its watermark", async (job, { reopen }) => {
    const read = await job.mirror.begin();
    const records = [user("u1"), group("g1"), assigned("u1", "User"), members("g1", ["u1"])];
    assert.equal(await job.mirror.save({ records, watermark: { page: 1 } }, read), 2);
    assert.equal(await job.mirror.save({ records: [] }, read), 0);
    assert.deepEqual(await (await reopen()).job("dialpad").state.watermark(), { page: 1 });
    assert.deepEqual(await job.mirror.counts(read), { users: 1, groups: 1, assignments: 1, memberships: 1 });
  });

  test("mirror.counts() counts what a read reported, not what is stored", async (job) => {
    await readDirectory(job, [
      user("u1"),
      user("u2"),
      group("g1"),
      assigned("u1", "User"),
      members("g1", ["u1"]),
    ]);
    const read = await job.mirror.begin();
    await job.mirror.save({ records: [user("u2")] }, read);
    assert.deepEqual(await job.mirror.counts(read), { users: 1, groups: 0, assignments: 0, memberships: 0 });
  });

  test("mirror.due() returns dirty objects in the order of their ids, page by page", async (job) => {
    await readDirectory(job, [user("c"), user("a"), user("b")]);
    const first = await job.mirror.due({ type: "user", all: false, now, after: null, limit: 2 });
    assert.deepEqual(
      first.map(({ object }) => object.id),
      ["a", "b"],
    );
    const second = await job.mirror.due({ type: "user", all: false, now, after: "b", limit: 2 });
    assert.deepEqual(
      second.map(({ object }) => object.id),
      ["c"],
    );
  });

  test("mirror.due() leaves out objects that have an operation in the current plan", async (job) => {
    await readDirectory(job, [user("a"), user("b")]);
    await job.operations.add([operation("user", "a")]);
    assert.deepEqual(await dueIds(job, "user"), ["b"]);
    assert.deepEqual(await dueIds(job, "user", { all: true }), ["b"]);
    assert.deepEqual(await job.mirror.countDue({ type: "user", all: false, now }), {
      linked: 0,
      unlinked: 1,
    });
  });

  test("mirror.due() returns an escrow when its time has come, and dirty objects whatever it says", async (job) => {
    await readDirectory(job, [user("soon"), user("never")]);
    await carryOut(job, operation("user", "soon"), { escrow: escrow(later(60_000)) });
    await carryOut(job, operation("user", "never"), { escrow: escrow(null) });
    assert.deepEqual(await dueIds(job, "user"), []);
    assert.deepEqual(await dueIds(job, "user", { now: later(60_000) }), ["soon"]);
    assert.deepEqual(await dueIds(job, "user", { all: true }), ["never", "soon"]);
    await readDirectory(job, [user("soon"), user("never", { displayName: "New" })]);
    assert.deepEqual(await dueIds(job, "user"), ["never"]);
  });

  test("mirror.countDue() tells linked from unlinked objects", async (job) => {
    await readDirectory(job, [user("a"), user("b"), user("c")]);
    await linkAll(job, "user", { a: "t-a" });
    assert.deepEqual(await job.mirror.countDue({ type: "user", all: false, now }), {
      linked: 0,
      unlinked: 2,
    });
    assert.deepEqual(await job.mirror.countDue({ type: "user", all: true, now }), { linked: 1, unlinked: 2 });
  });

  test("mirror.byIds() returns known objects with grants, link and last skip", async (job) => {
    await readDirectory(job, [
      user("u1", { displayName: "Ada", manager: { id: "u2" } }),
      group("g1"),
      assigned("u1", "User", "role-1"),
      assigned("g1", "Group"),
      members("g1", ["u1"]),
    ]);
    await settleAll(job);
    await linkAll(job, "user", { u1: "t1" });
    await settleAll(job);
    const [found, ...others] = await job.mirror.byIds("user", ["u1", "unknown", "u1"]);
    assert.deepEqual(others, []);
    assert.deepEqual(found?.object, {
      type: "user",
      id: "u1",
      state: "active",
      attributes: { displayName: "Ada", manager: { id: "u2" } },
    });
    assert.deepEqual(found?.grants, [
      { appRoleId: "role-1", groupId: null },
      { appRoleId: null, groupId: "g1" },
    ]);
    assert.equal(found?.link?.targetId, "t1");
    assert.equal(found?.readable, true);
    assert.equal(found?.lastSkip, null);
    const [team] = await job.mirror.byIds("group", ["g1"]);
    assert.deepEqual(team?.grants, [{ appRoleId: null, groupId: null }]);
    assert.equal(team?.lastSkip, "RedundantExport");
  });

  test("mirror.byIds() counts a grant of an unknown group, and none of a deleted one", async (job) => {
    const grants = [assigned("g1", "Group"), members("g1", ["u1"])];
    await readDirectory(job, [user("u1"), ...grants]);
    assert.equal((await job.mirror.byIds("user", ["u1"]))[0]?.grants.length, 1);
    await readDirectory(job, [user("u1"), group("g1", "softDeleted"), ...grants]);
    assert.equal((await job.mirror.byIds("user", ["u1"]))[0]?.grants.length, 0);
  });

  test("mirror.markDirty() makes objects due", async (job) => {
    await readDirectory(job, [user("a"), user("b")]);
    await settleAll(job);
    await job.mirror.markDirty("user", ["b"]);
    assert.deepEqual(await dueIds(job, "user"), ["b"]);
  });

  test("mirror.save() keeps what an unreadable object had; that is no change", async (job) => {
    await readDirectory(job, [user("u1", { displayName: "Ada" })]);
    await settleAll(job);
    await readDirectory(job, [
      { kind: "unreadable", type: "user", id: "u1" },
      { kind: "unreadable", type: "user", id: "u2" },
    ]);
    const [known, unknown] = await job.mirror.byIds("user", ["u1", "u2"]);
    assert.deepEqual([known?.readable, known?.object.attributes], [false, { displayName: "Ada" }]);
    assert.deepEqual([unknown?.readable, unknown?.object.attributes], [false, {}]);
    assert.deepEqual(await dueIds(job, "user"), ["u2"]);
    await readDirectory(job, [user("u1", { displayName: "Ada" })]);
    assert.equal((await job.mirror.byIds("user", ["u1"]))[0]?.readable, true);
  });

  test("mirror.save() stores a purged object as hard-deleted and ignores one that never mattered", async (job) => {
    await readDirectory(job, [user("u1")]);
    await settleAll(job);
    const read = await job.mirror.begin();
    const gone = ["u1", "stranger"].map((id) => ({ kind: "gone", type: "user", id }) as const);
    await job.mirror.save({ records: gone }, read);
    assert.deepEqual(await dueIds(job, "user", { all: true }), ["u1"]);
    assert.equal((await job.mirror.byIds("user", ["u1"]))[0]?.object.state, "hardDeleted");
    assert.deepEqual(await dueIds(job, "user"), ["u1"]);
  });

  test("mirror.unseen() returns linked objects that the read did not report, once they are settled no more", async (job) => {
    await readDirectory(job, [user("a"), user("b"), user("c"), user("d")]);
    await linkAll(job, "user", { a: "ta", b: "tb", c: "tc" });
    const read = await job.mirror.begin();
    await job.mirror.save({ records: [user("b")] }, read);
    const query = { read, type: "user", limit: 10 } as const;
    assert.deepEqual(await job.mirror.unseen({ ...query, after: null }), ["a", "c"]);
    assert.deepEqual(await job.mirror.unseen({ ...query, after: "a" }), ["c"]);
    assert.deepEqual(await job.mirror.unseen({ ...query, after: null, limit: 1 }), ["a"]);
    await job.mirror.settle("user", new Map([["a", { kind: "hardDeleted" }]]));
    assert.deepEqual(await job.mirror.unseen({ ...query, after: null }), ["c"]);
    await job.mirror.end(read, { watermark: null, keep: "none" });
    const next = await job.mirror.begin();
    assert.deepEqual(await job.mirror.unseen({ ...query, read: next, after: null }), ["b", "c"]);
  });

  test("mirror.unseen() returns objects with an escrow, too, while they are stored and not gone", async (job) => {
    await readDirectory(job, [user("a"), user("b"), user("c"), group("g")]);
    await linkAll(job, "user", { a: "ta" });
    for (const id of ["a", "b", "stranger"]) {
      await carryOut(job, operation("user", id), { escrow: escrow(later(1)) });
    }
    const read = await job.mirror.begin();
    const query = { read, type: "user", after: null, limit: 10 } as const;
    assert.deepEqual(await job.mirror.unseen(query), ["a", "b"]);
    assert.deepEqual(await job.mirror.unseen({ ...query, after: "a" }), ["b"]);
    assert.deepEqual(await job.mirror.unseen({ ...query, limit: 1 }), ["a"]);
    await job.mirror.settle("user", new Map([["b", { kind: "hardDeleted" }]]));
    assert.deepEqual(await job.mirror.unseen(query), ["a"]);
  });

  test("mirror.settle() stores where unseen objects stand and marks what changed", async (job) => {
    const ids = ["active", "disabled", "moved", "purged", "secret"];
    await readDirectory(
      job,
      ids.map((id) => user(id, { displayName: "Old" })),
    );
    await linkAll(job, "user", Object.fromEntries(ids.map((id) => [id, `t-${id}`])));
    await settleAll(job);
    await job.mirror.begin();
    const found = new Map<string, Whereabouts>([
      ["active", { kind: "active", attributes: { displayName: "Old" } }],
      ["moved", { kind: "active", attributes: { displayName: "New" } }],
      ["disabled", { kind: "softDeleted", attributes: null }],
      ["purged", { kind: "hardDeleted" }],
      ["secret", { kind: "unreadable" }],
    ]);
    await job.mirror.settle("user", found);
    assert.deepEqual(await dueIds(job, "user"), ["disabled", "moved", "purged"]);
    const stored = await job.mirror.byIds("user", ids);
    assert.deepEqual(
      stored.map(({ object, readable }) => [
        object.id,
        object.state,
        object.attributes["displayName"],
        readable,
      ]),
      [
        ["active", "active", "Old", true],
        ["disabled", "softDeleted", "Old", true],
        ["moved", "active", "New", true],
        ["purged", "hardDeleted", "Old", true],
        ["secret", "active", "Old", false],
      ],
    );
  });

  test("mirror.end() forgets what was neither reported nor linked, and stores the watermark", async (job) => {
    await readDirectory(job, [user("gone"), user("linked"), user("here")]);
    await linkAll(job, "user", { linked: "t" });
    await carryOut(job, operation("user", "gone"), { escrow: escrow(later(1)) });
    const read = await job.mirror.begin();
    await job.mirror.save({ records: [user("here")] }, read);
    await job.mirror.end(read, { watermark: "w", keep: "none" });
    assert.deepEqual(await dueIds(job, "user", { all: true }), ["here", "linked"]);
    assert.deepEqual(await job.operations.escrows(), []);
    assert.equal(await job.state.watermark(), "w");
  });

  test("mirror keeps the memberships of a group that a read could not read", async (job) => {
    const grants = [assigned("g1", "Group"), members("g1", ["u1"])];
    await readDirectory(job, [user("u1"), group("g1"), ...grants]);
    await settleAll(job);
    await readDirectory(job, [
      user("u1"),
      { kind: "unreadable", type: "group", id: "g1" },
      assigned("g1", "Group"),
    ]);
    assert.equal((await job.mirror.byIds("user", ["u1"]))[0]?.grants.length, 1);
    assert.deepEqual(await dueIds(job, "user"), []);
    await linkAll(job, "group", { g1: "tg" });
    await readDirectory(job, [user("u1"), assigned("g1", "Group")]);
    assert.deepEqual(await dueIds(job, "user"), ["u1"], "a read that does not know the group ends them");
  });

  test("mirror.save() follows a user to another manager", async (job) => {
    await readDirectory(job, [user("u1", { manager: { id: "old" } }), user("old"), user("new")]);
    await readDirectory(job, [user("u1", { manager: { id: "new" } }), user("old"), user("new")]);
    await settleAll(job);
    await linkAll(job, "user", { old: "t1" });
    assert.deepEqual(await dueIds(job, "user"), []);
    await linkAll(job, "user", { new: "t2" });
    assert.deepEqual(await dueIds(job, "user"), ["u1"]);
  });

  dirtinessContract(test);
}

/** The directory of the dirtiness tests: u1 and u2 through g1, u3 directly, g2 within g1. */
const company = [
  user("u1"),
  user("u2"),
  user("u3"),
  group("g1"),
  group("g2"),
  assigned("g1", "Group"),
  assigned("u3", "User"),
  members("g1", ["u1", "u2"]),
  members("g1", ["g2"], "group"),
];

function dirtinessContract(test: StoreTest): void {
  async function dirtyAfter(job: JobStore, records: readonly SourceRecord[]): Promise<string> {
    await readDirectory(job, company);
    await settleAll(job);
    assert.deepEqual([...(await dueIds(job, "user")), ...(await dueIds(job, "group"))], []);
    await readDirectory(job, records);
    return [...(await dueIds(job, "user")), ...(await dueIds(job, "group"))].join(" ");
  }
  function without(...left: readonly number[]): readonly SourceRecord[] {
    return company.filter((_, index) => !left.includes(index));
  }

  const cases: readonly (readonly [string, readonly SourceRecord[], string])[] = [
    ["nothing where nothing changed", company, ""],
    ["an object whose attributes changed", [...company, user("u1", { displayName: "New" })], "u1"],
    ["a new object", [...company, user("u4")], "u4"],
    ["the principal of a new assignment", [...company, assigned("u2", "User")], "u2"],
    ["the principal of a changed role", [...company, assigned("u3", "User", "role")], "u3"],
    ["a group whose role changed and its users", [...company, assigned("g1", "Group", "role")], "u1 u2 g1"],
    ["the principal of an assignment that ended", without(6), "u3"],
    ["a group whose assignment ended and its users", without(5), "u1 u2 g1"],
    ["a new member and its group", [...company, members("g1", ["u3"])], "u3 g1"],
    ["a member that left and its group", [...without(7), members("g1", ["u1"])], "u2 g1"],
    ["a member group that left and its group", without(8), "g1 g2"],
    ["a group that was deleted and its members", [...without(3), group("g1", "softDeleted")], "u1 u2 g1 g2"],
  ];
  for (const [name, records, expected] of cases) {
    test(`mirror marks dirty ${name}`, async (job) => {
      assert.equal(await dirtyAfter(job, records), expected);
    });
  }
}
