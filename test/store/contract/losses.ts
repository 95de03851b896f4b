import assert from "node:assert/strict";
import type { ObjectType } from "../../../src/rules/directory.ts";
import type { SourceRecord } from "../../../src/rules/source-record.ts";
import type { Lost } from "../../../src/store/mirror.ts";
import type { JobStore } from "../../../src/store/store.ts";
import { assigned, dueIds, group, linkAll, members, readDirectory, settleAll, user } from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

const none: Lost = { assignments: 0, groups: [] };

/** u1 and u2 through g1, u3 directly, g2 with u4 within g1. */
const company = [
  user("u1"),
  user("u2"),
  user("u3"),
  user("u4"),
  group("g1"),
  group("g2"),
  assigned("g1", "Group"),
  assigned("u3", "User"),
  members("g1", ["u1", "u2"]),
  members("g1", ["g2"], "group"),
  members("g2", ["u4"]),
];
const edges = company.filter(({ kind }) => kind === "assignment" || kind === "members");

function hidden(groupId: string): SourceRecord {
  return { kind: "hiddenMembers", groupId };
}

function left(groupId: string, memberIds: readonly string[] | "all"): SourceRecord {
  return { kind: "left", groupId, memberIds };
}

/** The number of a read that has reported these. */
async function reads({ mirror }: JobStore, records: readonly SourceRecord[]): Promise<number> {
  const read = await mirror.begin();
  await mirror.save({ records }, read);
  return read;
}

async function losersOf({ mirror }: JobStore, read: number, type: ObjectType): Promise<string> {
  return (await mirror.losers({ read, type, after: null, limit: 10 })).join(" ");
}

async function grantsOf({ mirror }: JobStore, id: string): Promise<number | undefined> {
  return (await mirror.byIds("user", [id]))[0]?.grants.length;
}

async function dirtyOf(job: JobStore): Promise<string> {
  return [...(await dueIds(job, "user")), ...(await dueIds(job, "group"))].join(" ");
}

export function lossesContract(test: StoreTest): void {
  test("mirror.lost() is nothing while a read reports all that was there, and more", async (job) => {
    assert.deepEqual(await job.mirror.lost(1), none);
    await readDirectory(job, company);
    const read = await reads(job, [...edges, assigned("u4", "User"), members("g2", ["u1"])]);
    assert.deepEqual(await job.mirror.lost(read), none);
    assert.equal(await losersOf(job, read, "user"), "");
  });

  test("mirror.lost() counts what is missing until the same read shows it", async (job) => {
    await readDirectory(job, company);
    const read = await reads(job, [members("g1", ["u1"]), members("g2", [])]);
    assert.deepEqual(await job.mirror.lost(read), {
      assignments: 2,
      groups: [
        { id: "g1", name: "g1", emptied: false },
        { id: "g2", name: "g2", emptied: true },
      ],
    });
    assert.equal(await losersOf(job, read, "user"), "u2 u3 u4");
    assert.equal(await losersOf(job, read, "group"), "g1 g2");
    await job.mirror.save({ records: [assigned("u3", "User"), members("g1", ["u2"])] }, read);
    assert.deepEqual(await job.mirror.lost(read), {
      assignments: 1,
      groups: [
        { id: "g1", name: "g1", emptied: false },
        { id: "g2", name: "g2", emptied: true },
      ],
    });
    await job.mirror.save({ records: edges }, read);
    assert.deepEqual(await job.mirror.lost(read), none);
  });

  test("mirror.losers() returns them page by page", async (job) => {
    await readDirectory(job, company);
    const read = await reads(job, [members("g1", []), members("g2", [])]);
    const query = { read, type: "user", limit: 2 } as const;
    assert.deepEqual(await job.mirror.losers({ ...query, after: null }), ["u1", "u2"]);
    assert.deepEqual(await job.mirror.losers({ ...query, after: "u2" }), ["u3", "u4"]);
    assert.deepEqual(await job.mirror.losers({ ...query, after: "u4" }), []);
  });

  test("mirror.lost() calls a group emptied only if nobody new is in it either", async (job) => {
    await readDirectory(job, company);
    const read = await reads(job, [assigned("g1", "Group"), assigned("u3", "User"), members("g1", ["u3"])]);
    assert.deepEqual((await job.mirror.lost(read)).groups, [{ id: "g1", name: "g1", emptied: false }]);
  });

  test("mirror.lost() knows nothing of groups whose members the read did not report", async (job) => {
    await readDirectory(job, company);
    const read = await reads(job, [assigned("u3", "User"), members("g2", ["u4"])]);
    assert.deepEqual(await job.mirror.lost(read), { assignments: 1, groups: [] });
    assert.equal(await losersOf(job, read, "user"), "");
    await job.mirror.end(read, { watermark: null, keep: "all" });
    assert.equal(await grantsOf(job, "u1"), 0, "they end all the same");
  });

  test("mirror.lost() leaves out who is deleted or not known", async (job) => {
    await readDirectory(job, [...company, assigned("stranger", "User"), members("g2", ["nobody"])]);
    const deleted: SourceRecord[] = [
      { kind: "object", type: "user", id: "u3", state: "softDeleted", attributes: {} },
      { kind: "object", type: "user", id: "u4", state: "softDeleted", attributes: {} },
      group("g1", "softDeleted"),
    ];
    const read = await reads(job, [...deleted, members("g1", []), members("g2", [])]);
    assert.deepEqual(await job.mirror.lost(read), none);
    assert.equal((await losersOf(job, read, "user")) + (await losersOf(job, read, "group")), "");
  });

  test("mirror.lost() leaves out a group that the read could not read", async (job) => {
    await readDirectory(job, company);
    const unreadable: SourceRecord = { kind: "unreadable", type: "group", id: "g1" };
    const read = await reads(job, [...edges.slice(0, 2), unreadable, members("g1", []), ...edges.slice(4)]);
    assert.deepEqual(await job.mirror.lost(read), none);
  });

  test("mirror keeps hidden memberships, and those of a group that is missing", async (job) => {
    await readDirectory(job, company);
    await linkAll(job, "group", { g1: "t1", g2: "t2" });
    await settleAll(job);
    const assignments = company.filter(({ kind }) => kind === "assignment");
    for (const kept of [hidden("g1"), { kind: "missing", type: "group", id: "g1" } as const]) {
      const read = await reads(job, [...assignments, kept, members("g2", ["u4"])]);
      assert.equal((await job.mirror.counts(read)).memberships, 4);
      assert.deepEqual(await job.mirror.lost(read), none);
      await job.mirror.end(read, { watermark: null, keep: "reachable" });
      assert.equal(await grantsOf(job, "u1"), 1);
      assert.equal(await dirtyOf(job), "");
    }
  });

  test("mirror.save() ends the memberships of those who left, at once", async (job) => {
    await readDirectory(job, company);
    await settleAll(job);
    const read = await reads(job, [left("g1", ["u2", "g2", "stranger"])]);
    assert.equal(await grantsOf(job, "u2"), 0);
    assert.equal(await dirtyOf(job), "u2 g1 g2");
    await job.mirror.save(
      { records: [...edges.slice(0, 2), members("g1", ["u1"]), ...edges.slice(4)] },
      read,
    );
    assert.deepEqual(await job.mirror.lost(read), none, "the change feed has said it: that is no loss");
  });

  test("mirror.save() ends no membership of a group that all are said to have left", async (job) => {
    await readDirectory(job, company);
    await settleAll(job);
    const read = await reads(job, [left("g1", "all"), members("g1", []), ...edges.slice(0, 2)]);
    assert.equal(await grantsOf(job, "u1"), 1);
    assert.equal(await dirtyOf(job), "");
    const { groups } = await job.mirror.lost(read);
    assert.deepEqual(groups, [{ id: "g1", name: "g1", emptied: true }]);
  });

  test("mirror.save() believes the list of the members more than the change feed", async (job) => {
    await readDirectory(job, company);
    await settleAll(job);
    await reads(job, [members("g1", ["u1"]), left("g1", ["u1", "u2"])]);
    assert.deepEqual([await grantsOf(job, "u1"), await grantsOf(job, "u2")], [1, 0]);
    assert.equal(await dirtyOf(job), "u2 g1");
    await reads(job, [left("g1", ["u1"]), members("g1", ["u1", "u2"])]);
    assert.deepEqual([await grantsOf(job, "u1"), await grantsOf(job, "u2")], [1, 1]);
  });

  test("mirror keeps what jobs lost apart", async (job, { store }) => {
    await readDirectory(job, company);
    const other = store.job("other");
    await readDirectory(other, company);
    const read = await reads(other, [...edges.slice(0, 2), members("g1", [])]);
    await other.mirror.save({ records: [left("g1", ["u1"]), hidden("g1")] }, read);
    assert.deepEqual([await grantsOf(job, "u1"), await grantsOf(other, "u1")], [1, 0]);
    const again = await reads(job, edges);
    assert.deepEqual(await job.mirror.lost(again), none);
  });
}
