import assert from "node:assert/strict";
import type { Grant } from "../../../src/rules/directory.ts";
import type { SourceRecord } from "../../../src/rules/source-record.ts";
import type { JobStore } from "../../../src/store/store.ts";
import {
  assigned,
  dueIds,
  group,
  linkAll,
  members,
  now,
  operation,
  role,
  settleAll,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

const nested = { relations: [], nested: true } as const;

/** top is assigned and holds near and mid; mid holds middle and low, low holds deep; side holds aside. */
const company = [
  ...["near", "middle", "deep", "aside"].map((id) => user(id)),
  ...["top", "mid", "low", "side"].map((id) => group(id)),
  role("r1"),
  assigned("top", "Group", "r1"),
  members("top", ["near"]),
  members("top", ["mid"], "group"),
  members("mid", ["middle"]),
  members("mid", ["low"], "group"),
  members("low", ["deep"]),
  members("side", ["aside"]),
];
const cycle = [...company, members("low", ["top"], "group"), members("low", ["low"], "group")];

function without(...gone: readonly SourceRecord[]): readonly SourceRecord[] {
  const texts = new Set(gone.map((record) => JSON.stringify(record)));
  return company.filter((record) => !texts.has(JSON.stringify(record)));
}

/** One complete read for a job where the members of groups in groups count. */
async function readNested({ mirror }: JobStore, records: readonly SourceRecord[]): Promise<void> {
  const read = await mirror.begin();
  await mirror.save({ records }, read, nested);
  await mirror.end(read, { watermark: null, keep: "none" }, nested);
}

function ofSecurity(id: string, securityEnabled: boolean): SourceRecord {
  return {
    kind: "object",
    type: "group",
    id,
    state: "active",
    attributes: { displayName: id, securityEnabled },
  };
}

async function grantsOf({ mirror }: JobStore, id: string): Promise<readonly Grant[]> {
  const [found = assert.fail(`${id} is not there`)] = await mirror.byIds("user", [id], nested);
  return found.grants;
}

async function dirtyOf(job: JobStore): Promise<string> {
  return [...(await dueIds(job, "user")), ...(await dueIds(job, "group"))].join(" ");
}

export function nestedContract(test: StoreTest): void {
  test("mirror.byIds() grants what a group is assigned to everybody below, where nested groups count", async (job) => {
    await readNested(job, company);
    const ids = ["near", "middle", "deep", "aside"];
    const found = await job.mirror.byIds("user", ids, nested);
    const through = { appRoleId: "r1", groupId: "top" };
    assert.deepEqual(
      found.map(({ object, grants }) => [object.id, grants]),
      [
        ["aside", []],
        ["deep", [through]],
        ["middle", [through]],
        ["near", [through]],
      ],
    );
    const direct = await job.mirror.byIds("user", ids);
    assert.deepEqual(
      direct.filter(({ grants }) => grants.length > 0).map(({ object }) => object.id),
      ["near"],
    );
    const [mid] = await job.mirror.byIds("group", ["mid"], nested);
    assert.deepEqual(mid?.grants, [], "a group itself has what it is assigned, and no more");
  });

  test("mirror.byIds() grants nothing through a group that says that it is no security group", async (job) => {
    await readNested(job, company);
    await settleAll(job);
    for (const [securityEnabled, due, grants] of [
      [true, "mid", 1],
      [false, "deep middle low mid top", 0],
      [false, "", 0],
      [true, "deep middle low mid top", 1],
    ] as const) {
      await readNested(job, [...without(group("mid")), ofSecurity("mid", securityEnabled)]);
      assert.equal(await dirtyOf(job), due);
      await settleAll(job);
      for (const id of ["middle", "deep"]) assert.equal((await grantsOf(job, id)).length, grants, id);
      assert.equal((await grantsOf(job, "near")).length, 1);
    }
  });

  test("mirror.due() counts nested groups, too", async (job) => {
    await readNested(job, company);
    const query = { type: "user", now, after: null, limit: 10, all: true } as const;
    const due = await job.mirror.due({ ...query, ...nested });
    assert.deepEqual(
      due.map(({ grants }) => grants.length),
      [0, 1, 1, 1],
    );
    assert.deepEqual(
      (await job.mirror.due(query)).map(({ grants }) => grants.length),
      [0, 0, 0, 1],
    );
  });

  test("mirror.byIds() grants once what comes on several ways, and each assignment on the way", async (job) => {
    await readNested(job, [
      ...cycle,
      assigned("mid", "Group", "r2"),
      assigned("deep", "User"),
      members("top", ["deep", "low"]),
    ]);
    const grants = await grantsOf(job, "deep");
    assert.deepEqual(grants.map(({ appRoleId, groupId }) => `${appRoleId} ${groupId}`).toSorted(), [
      "null null",
      "r1 top",
      "r2 mid",
    ]);
  });

  test("mirror.byIds() grants nothing through a group that is deleted, at any depth", async (job) => {
    for (const [gone, expected] of [
      ["low", [1, 1, 0]],
      ["mid", [1, 0, 0]],
      ["top", [0, 0, 0]],
    ] as const) {
      await readNested(job, [...company, group(gone, "softDeleted")]);
      const grants = [
        await grantsOf(job, "near"),
        await grantsOf(job, "middle"),
        await grantsOf(job, "deep"),
      ];
      assert.deepEqual(
        grants.map(({ length }) => length),
        expected,
        gone,
      );
    }
    await readNested(job, without(group("mid")));
    assert.equal((await grantsOf(job, "deep")).length, 1, "one that is not known passes on what it has");
  });

  nestedDirtinessContract(test);
  nestedMembersContract(test);
}

function nestedDirtinessContract(test: StoreTest): void {
  const cases: readonly (readonly [string, readonly SourceRecord[], string])[] = [
    ["nothing where nothing changed", company, ""],
    ["the groups above a new member", [...company, members("low", ["aside"])], "aside low mid top"],
    ["the groups above a member that left", without(members("low", ["deep"])), "deep low mid top"],
    [
      "everybody below a group that came in, and the groups above",
      [...company, members("mid", ["side"], "group")],
      "aside mid side top",
    ],
    [
      "everybody below a group that left, and the groups above",
      without(members("top", ["mid"], "group")),
      "deep middle mid top",
    ],
    [
      "everybody below a group with a new assignment",
      [...company, assigned("mid", "Group")],
      "deep middle mid",
    ],
    [
      "everybody below a group whose assignment ended",
      without(assigned("top", "Group", "r1")),
      "deep middle near top",
    ],
    ["everybody below a group whose role changed", [...company, role("r1", "New")], "deep middle near top"],
    ["nobody below a group whose role is defined no more", without(role("r1")), ""],
    [
      "everybody below a group that was deleted, and the groups above",
      [...company, group("mid", "softDeleted")],
      "deep middle low mid top",
    ],
  ];
  for (const [name, records, expected] of cases) {
    test(`mirror marks dirty ${name} (nested)`, async (job) => {
      await readNested(job, company);
      await settleAll(job);
      await readNested(job, records);
      assert.equal(await dirtyOf(job), expected);
    });
  }

  test("mirror.save() marks dirty below and above a group that left", async (job) => {
    await readNested(job, company);
    await settleAll(job);
    const records = [{ kind: "left", groupId: "top", memberIds: ["mid"] } as const];
    await job.mirror.save({ records }, await job.mirror.begin(), nested);
    assert.equal(await dirtyOf(job), "deep middle mid top");
    await settleAll(job);
    await job.mirror.save({ records: [{ ...records[0], groupId: "mid", memberIds: ["low"] }] }, 9, nested);
    assert.equal(await dirtyOf(job), "deep low mid");
  });

  test("mirror.settle() marks dirty below and above a group that is gone", async (job) => {
    await readNested(job, company);
    await settleAll(job);
    await job.mirror.settle("group", new Map([["low", { kind: "hardDeleted" }]]), nested);
    assert.equal(await dirtyOf(job), "deep low mid top");
  });

  test("mirror marks nobody below or above where nested groups do not count", async (job) => {
    await readNested(job, company);
    await settleAll(job);
    const read = await job.mirror.begin();
    await job.mirror.save(
      { records: [...company, members("low", ["aside"]), assigned("mid", "Group")] },
      read,
    );
    assert.equal(await dirtyOf(job), "aside middle low mid");
  });

  test("operations.commit() marks dirty every group above a new link", async (job) => {
    await readNested(job, cycle);
    await settleAll(job);
    await linkAll(job, "user", { deep: "t" });
    assert.equal(await dirtyOf(job), "low mid top");
  });
}

const top = { groupId: "top", targetId: "t-top" };

/** Everybody, and every group but one, has an account. */
async function prepare(job: JobStore, records: readonly SourceRecord[]): Promise<void> {
  await readNested(job, records);
  await linkAll(job, "user", { near: "t-near", middle: "t-middle", deep: "t-deep", aside: "t-aside" });
  await linkAll(job, "group", { top: "t-top", mid: "t-mid", low: "t-low" });
}

/** Who joins and who leaves the group on top. */
async function planned({ members: store }: JobStore, counts: boolean): Promise<readonly string[]> {
  await store.plan([top], { nested: counts });
  const { add, remove } = await store.planned("top");
  return [add.join(" "), remove.join(" ")];
}

function nestedMembersContract(test: StoreTest): void {
  test("members.plan() takes in the users of nested groups instead of the groups", async (job) => {
    await prepare(job, company);
    assert.deepEqual(await planned(job, true), ["deep middle near", ""]);
    assert.deepEqual(await planned(job, false), ["mid near", ""]);
    const both = [top, { groupId: "mid", targetId: "t-mid" }];
    const counts = await job.members.plan(both, { nested: true });
    assert.deepEqual(
      [...counts.values()],
      [
        { add: 3, remove: 0 },
        { add: 2, remove: 0 },
      ],
    );
  });

  test("members.plan() lets nested groups leave, and users who are not below any more", async (job) => {
    await prepare(job, company);
    await job.members.remember("t-top", ["t-near", "t-mid", "t-middle", "t-deep", "t-aside"]);
    assert.deepEqual(await planned(job, true), ["", "aside mid"]);
    await readNested(job, without(members("mid", ["low"], "group")));
    assert.deepEqual(await planned(job, true), ["", "aside deep mid"]);
    await readNested(job, [...company, group("mid", "softDeleted")]);
    assert.deepEqual(await planned(job, true), ["", "aside deep middle"]);
  });

  test("members.plan() lets nobody join through a nested group that is deleted", async (job) => {
    await prepare(job, [...company, group("mid", "softDeleted")]);
    assert.deepEqual(await planned(job, true), ["near", ""]);
  });

  test("members.plan() takes in nobody through a nested group that is no security group", async (job) => {
    await prepare(job, [...without(group("mid")), ofSecurity("mid", false)]);
    assert.deepEqual(await planned(job, true), ["near", ""]);
    await job.members.remember("t-top", ["t-near", "t-middle", "t-deep"]);
    assert.deepEqual(await planned(job, true), ["", "deep middle"]);
  });

  test("members.plan() goes round a cycle of groups once", async (job) => {
    await prepare(job, [...cycle, members("top", ["deep"])]);
    await job.members.remember("t-top", ["t-near", "t-aside"]);
    assert.deepEqual(await planned(job, true), ["deep middle", "aside"]);
  });

  test("members.plan() knows the accounts of nested users that the plan creates or adopts", async (job) => {
    await readNested(job, company);
    await linkAll(job, "group", { top: "t-top" });
    await job.members.remember("t-top", ["t-middle", "t-aside"]);
    await job.operations.add([
      operation("user", "deep"),
      operation("user", "middle", { kind: "link", targetId: "t-middle" }),
      operation("user", "aside", { kind: "link", targetId: "t-aside" }),
    ]);
    assert.deepEqual(await planned(job, true), ["deep", "aside"]);
  });

  test("members.plan() leaves soft-deleted users of nested groups where they are", async (job) => {
    await prepare(job, company);
    await job.members.remember("t-top", ["t-near", "t-middle", "t-deep"]);
    const deleted = {
      kind: "object",
      type: "user",
      id: "deep",
      state: "softDeleted",
      attributes: {},
    } as const;
    await readNested(job, [...without(user("deep"), members("low", ["deep"])), deleted]);
    assert.deepEqual(await planned(job, true), ["", ""]);
  });
}
