import assert from "node:assert/strict";
import type { SourceRecord } from "../../../src/rules/source-record.ts";
import type { Ending } from "../../../src/store/mirror.ts";
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
  operation,
  readDirectory,
  settleAll,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

/** One read that reports these, and ends so. */
async function reads(
  { mirror }: JobStore,
  keep: Ending["keep"],
  records: readonly SourceRecord[],
): Promise<void> {
  const read = await mirror.begin();
  await mirror.save({ records }, read);
  await mirror.end(read, { watermark: keep, keep });
}

async function stored(job: JobStore): Promise<string> {
  const [users, groups] = [
    await dueIds(job, "user", { all: true }),
    await dueIds(job, "group", { all: true }),
  ];
  return [...users, ...groups].join(" ");
}

/** Reached by an assignment, by a membership, by nothing; and groups in the same way. */
const company = [
  ...["assigned", "loose", "member"].map((id) => user(id)),
  ...["g-assigned", "g-inner", "g-loose", "g-named"].map((id) => group(id)),
  assigned("assigned", "User"),
  assigned("g-assigned", "Group"),
  members("g-assigned", ["member"]),
  members("g-assigned", ["g-inner"], "group"),
];
const edges = company.filter(({ kind }) => kind === "assignment" || kind === "members");

export function endingsContract(test: StoreTest): void {
  test("mirror.end() keeps what an assignment or a membership reaches, if it is told to", async (job) => {
    await readDirectory(job, company);
    await reads(job, "reachable", [...edges, members("g-named", [])]);
    assert.equal(await stored(job), "assigned member g-assigned g-inner g-named");
    assert.equal(await job.state.watermark(), "reachable");
    await reads(job, "reachable", [assigned("assigned", "User")]);
    assert.equal(await stored(job), "assigned", "what the read has ended reaches nobody any more");
  });

  test("mirror.end() keeps a group that is not reached while it has members", async (job) => {
    await readDirectory(job, [user("u1"), group("g1"), members("g1", ["u1"])]);
    const hidden: SourceRecord = { kind: "hiddenMembers", groupId: "g1" };
    await reads(job, "reachable", [hidden]);
    assert.equal(await stored(job), "u1 g1");
    await reads(job, "reachable", []);
    assert.equal(await stored(job), "");
  });

  test("mirror.end() keeps what a read reported, linked objects, and everything where all are in scope", async (job) => {
    await readDirectory(job, company);
    await linkAll(job, "user", { loose: "t" });
    await reads(job, "reachable", [group("g-loose")]);
    assert.equal(await stored(job), "loose g-loose");
    await readDirectory(job, company);
    await reads(job, "all", []);
    assert.equal(await stored(job), "assigned loose member g-assigned g-inner g-loose g-named");
    const [member] = await job.mirror.byIds("user", ["member"]);
    assert.deepEqual(member?.grants, [], "assignments and memberships have ended all the same");
  });

  for (const keep of ["none", "reachable", "all"] as const) {
    test(`mirror.end() forgets who is gone for good and not linked (keep: ${keep})`, async (job) => {
      const people = ["gone", "linked", "here"].map((id) => user(id, { manager: { id: "gone" } }));
      const assignments = [assigned("gone", "User"), assigned("here", "User")];
      await readDirectory(job, [...people, ...assignments]);
      await linkAll(job, "user", { linked: "t" });
      await carryOut(job, operation("user", "gone"), { escrow: escrow(later(1)) });
      await settleAll(job);
      const gone = ["gone", "linked"].map((id) => ({ kind: "gone", type: "user", id }) as const);
      await reads(job, keep, [user("here", { manager: { id: "gone" } }), ...gone, ...assignments]);
      assert.equal(await stored(job), "here linked");
      assert.equal((await dueIds(job, "user")).includes("here"), true, "the report of somebody who is gone");
      assert.deepEqual(await job.operations.escrows(), []);
    });
  }

  test("mirror.end() makes the reports of the forgotten dirty, if rules read managers", async (job) => {
    const report = user("u1", { manager: { id: "boss" } });
    for (const [relations, due] of [
      [[], []],
      [["manager"], ["u1"]],
    ] as const) {
      await readDirectory(job, [report, user("boss"), assigned("u1", "User")]);
      await settleAll(job);
      const read = await job.mirror.begin();
      await job.mirror.save({ records: [assigned("u1", "User")] }, read, { relations });
      await job.mirror.end(read, { watermark: null, keep: "reachable" }, { relations });
      assert.equal(await stored(job), "u1");
      assert.deepEqual(await dueIds(job, "user"), due);
    }
  });

  test("mirror.end() lets nobody have access through a group that is gone for good", async (job) => {
    await readDirectory(job, company);
    const gone: SourceRecord = { kind: "gone", type: "group", id: "g-assigned" };
    await reads(job, "reachable", [...edges, gone]);
    assert.equal(await stored(job), "assigned");
    await readDirectory(job, [...company.slice(0, 3), assigned("g-assigned", "Group")]);
    assert.deepEqual((await job.mirror.byIds("user", ["member"]))[0]?.grants, []);
  });
}
