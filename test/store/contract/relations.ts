import assert from "node:assert/strict";
import type { Attributes, ObjectType, RelationName, Relations } from "../../../src/rules/directory.ts";
import type { SourceRecord } from "../../../src/rules/source-record.ts";
import type { JobStore } from "../../../src/store/store.ts";
import {
  assigned,
  dueIds,
  group,
  linkAll,
  members,
  now,
  readDirectory,
  role,
  settleAll,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

const all: readonly RelationName[] = ["roles", "memberOf", "manager"];
const nothing: Relations = { roles: [], memberOf: [], manager: null };

async function relationsOf({ mirror }: JobStore, id: string, type: ObjectType = "user"): Promise<Relations> {
  const [found = assert.fail(`${id} is not there`)] = await mirror.byIds(type, [id], { relations: all });
  return found.relations;
}

function named(id: string, displayName: string, given: Attributes = {}): SourceRecord {
  return { kind: "object", type: "group", id, state: "active", attributes: { displayName, ...given } };
}

/** ada reports to boss and has roles herself and through g1; g1 is in g2. */
const company = [
  role("r-admin", "Admin", "Administrator"),
  role("r-reader", null, "Beholder"),
  role("r-spare", "Spare"),
  user("boss", { displayName: "Boss", department: "Board" }),
  user("ada", { displayName: "Ada", manager: { id: "boss" } }),
  user("eve"),
  named("g1", "Team one"),
  named("g2", "Team two"),
  assigned("ada", "User", "r-reader"),
  assigned("g1", "Group", "r-admin"),
  members("g1", ["ada"]),
  members("g2", ["ada"]),
  members("g2", ["g1"], "group"),
];

export function relationsContract(test: StoreTest): void {
  test("mirror.byIds() fills in the relations that were asked for and no others", async (job) => {
    await readDirectory(job, company);
    const whole = {
      roles: [
        { id: "r-admin", value: "Admin", displayName: "Administrator" },
        { id: "r-reader", value: null, displayName: "Beholder" },
      ],
      memberOf: [
        { id: "g1", name: "Team one" },
        { id: "g2", name: "Team two" },
      ],
      manager: { displayName: "Boss", department: "Board" },
    };
    for (const name of all) {
      const [ada] = await job.mirror.byIds("user", ["ada"], { relations: [name] });
      assert.deepEqual(ada?.relations, { ...nothing, [name]: whole[name] });
    }
    assert.deepEqual(await relationsOf(job, "ada"), whole);
    assert.deepEqual((await job.mirror.byIds("user", ["ada"]))[0]?.relations, nothing);
    assert.deepEqual(await relationsOf(job, "eve"), nothing);
  });

  test("mirror.due() fills in the relations of every object of a page", async (job) => {
    await readDirectory(job, company);
    const query = { type: "user", now, after: null, limit: 10, relations: all } as const;
    for (const whole of [true, false]) {
      const due = await job.mirror.due({ ...query, all: whole });
      const told = due.map(({ object, relations: { roles, memberOf, manager } }) => [
        object.id,
        roles.length,
        memberOf.length,
        manager?.["department"],
      ]);
      assert.deepEqual(told, [
        ["ada", 2, 2, "Board"],
        ["boss", 0, 0, undefined],
        ["eve", 0, 0, undefined],
      ]);
    }
    const plain = await job.mirror.due({ type: "user", now, after: null, limit: 10, all: true });
    assert.deepEqual(
      plain.map(({ relations }) => relations),
      [nothing, nothing, nothing],
    );
  });

  test("mirror.byIds() gives a group the roles of its assignments and the groups it is in", async (job) => {
    await readDirectory(job, company);
    assert.deepEqual(await relationsOf(job, "g1", "group"), {
      roles: [{ id: "r-admin", value: "Admin", displayName: "Administrator" }],
      memberOf: [{ id: "g2", name: "Team two" }],
      manager: null,
    });
    assert.deepEqual(await relationsOf(job, "g2", "group"), nothing);
  });

  test("mirror.byIds() names a role once, and none for default access or without a definition", async (job) => {
    const defaultAccess = "00000000-0000-0000-0000-000000000000";
    const more = { kind: "assignment", principalId: "u1", principalType: "User" } as const;
    await readDirectory(job, [
      role("r2", "same", "B"),
      role("r1", "same", "A"),
      role(defaultAccess, "Default"),
      user("u1"),
      group("g1"),
      group("gone", "softDeleted"),
      assigned("u1", "User", "r2"),
      { ...more, id: "second", appRoleId: "r1" },
      { ...more, id: "third", appRoleId: defaultAccess },
      { ...more, id: "fourth", appRoleId: "unknown" },
      { ...more, id: "fifth", appRoleId: null },
      assigned("g1", "Group", "r2"),
      members("g1", ["u1"]),
      members("gone", ["u1"]),
      members("never seen", ["u1"]),
    ]);
    const { roles, memberOf } = await relationsOf(job, "u1");
    assert.deepEqual(
      roles.map(({ id }) => id),
      ["r1", "r2"],
    );
    assert.deepEqual(memberOf, [{ id: "g1", name: "g1" }], "neither a deleted group nor an unknown one");
  });

  test("mirror.byIds() has no manager who is not in the mirror, or gone for good", async (job) => {
    const report = user("u1", { manager: { id: "boss" } });
    await readDirectory(job, [report, user("boss")]);
    await linkAll(job, "user", { boss: "tb" });
    assert.deepEqual((await relationsOf(job, "u1")).manager, { displayName: "boss" });
    await job.mirror.settle("user", new Map([["boss", { kind: "softDeleted", attributes: null }]]));
    assert.deepEqual((await relationsOf(job, "u1")).manager, { displayName: "boss" });
    await job.mirror.settle("user", new Map([["boss", { kind: "hardDeleted" }]]));
    assert.equal((await relationsOf(job, "u1")).manager, null);
    await readDirectory(job, [user("u1", { manager: { id: "stranger" } })]);
    assert.equal((await relationsOf(job, "u1")).manager, null);
  });

  test("mirror forgets a role that a complete read did not report", async (job) => {
    await readDirectory(job, company);
    await readDirectory(
      job,
      company.filter((record) => !JSON.stringify(record).includes("r-admin")),
    );
    await readDirectory(job, [user("eve"), assigned("eve", "User", "r-admin")]);
    assert.deepEqual((await relationsOf(job, "eve")).roles, []);
  });

  test("mirror keeps a role that a read assigns without defining it, until it is assigned no more", async (job) => {
    await readDirectory(job, company);
    await settleAll(job);
    await readDirectory(
      job,
      company.filter(({ kind }) => kind !== "role"),
    );
    assert.deepEqual(await dueIds(job, "user"), []);
    const { roles } = await relationsOf(job, "ada");
    assert.deepEqual(
      roles.map(({ id }) => id),
      ["r-admin", "r-reader"],
    );
  });

  test("mirror keeps the roles of jobs apart", async (job, { store }) => {
    await readDirectory(job, company);
    const other = store.job("other");
    await readDirectory(other, [user("ada"), assigned("ada", "User", "r-reader")]);
    assert.deepEqual((await relationsOf(other, "ada")).roles, []);
    await readDirectory(other, [role("r-reader", "X"), user("ada"), assigned("ada", "User", "r-reader")]);
    await readDirectory(other, [user("ada")]);
    assert.equal((await relationsOf(job, "ada")).roles.length, 2);
  });

  relationsDirtinessContract(test);
}

function relationsDirtinessContract(test: StoreTest): void {
  function replaced(...records: readonly SourceRecord[]): readonly SourceRecord[] {
    return [...company, ...records];
  }
  function without(gone: (record: SourceRecord) => boolean): readonly SourceRecord[] {
    return company.filter((record) => !gone(record));
  }
  const boss = { displayName: "Boss", department: "Board" };
  const cases: readonly (readonly [string, readonly SourceRecord[], string])[] = [
    ["nothing where nothing changed", company, ""],
    ["whoever has a role whose value changed", replaced(role("r-reader", "Reader", "Beholder")), "ada"],
    ["whoever has a role that was renamed", replaced(role("r-reader", null, "Reader")), "ada"],
    [
      "a group, and its users, whose role changed",
      replaced(role("r-admin", "Root", "Administrator")),
      "ada g1",
    ],
    [
      "nobody for a role that is assigned and defined no more",
      without((record) => record.kind === "role" && record.id === "r-admin"),
      "",
    ],
    ["nobody for a role that nobody has", replaced(role("r-spare", "Other"), role("r-new")), ""],
    ["the members of a renamed group, groups too", replaced(named("g2", "New name")), "ada g1 g2"],
    ["a group alone that changed otherwise", replaced(named("g2", "Team two", { description: "x" })), "g2"],
    [
      "the reports of a manager who changed",
      replaced(user("boss", { ...boss, department: "New" })),
      "ada boss",
    ],
    [
      "the reports of a manager who vanished",
      without((record) => record.kind === "object" && record.id === "boss"),
      "ada",
    ],
    ["nobody else for a report that changed", replaced(user("ada", { manager: { id: "boss" } })), "ada"],
  ];
  for (const [name, records, expected] of cases) {
    test(`mirror marks dirty ${name} (relations)`, async (job) => {
      await readDirectory(job, company);
      await settleAll(job);
      await readDirectory(job, records);
      assert.equal([...(await dueIds(job, "user")), ...(await dueIds(job, "group"))].join(" "), expected);
    });
  }

  test("mirror makes nobody due for a manager or a group's name that no rule reads", async (job) => {
    await readDirectory(job, company);
    await settleAll(job);
    const changed = [user("boss", { department: "Sales" }), named("g1", "Team renamed")];
    const read = await job.mirror.begin();
    await job.mirror.save({ records: changed }, read, { relations: [] });
    assert.deepEqual([await dueIds(job, "user"), await dueIds(job, "group")], [["boss"], ["g1"]]);
    await settleAll(job);
    const again = [user("boss", { department: "Board" }), named("g1", "Team one")];
    await job.mirror.save({ records: again }, read, { relations: ["manager", "memberOf"] });
    assert.deepEqual(await dueIds(job, "user"), ["ada", "boss"]);
  });

  test("mirror marks dirty who a role, a group or a manager becomes known of", async (job) => {
    const unknown = ["r-reader", "boss", "g1"];
    await readDirectory(
      job,
      company.filter((record) => !("id" in record && unknown.includes(record.id))),
    );
    for (const id of unknown) {
      await settleAll(job);
      const found = company.filter((record) => "id" in record && record.id === id);
      await job.mirror.save({ records: found }, 1);
      assert.deepEqual(
        (await dueIds(job, "user")).filter((due) => due !== "boss"),
        ["ada"],
        id,
      );
    }
  });
}
