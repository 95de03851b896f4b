import assert from "node:assert/strict";
import type { ObjectType } from "../../../src/rules/directory.ts";
import type { JobStore } from "../../../src/store/store.ts";
import {
  assigned,
  carryOut,
  dueIds,
  escrow,
  group,
  linkAll,
  linkTo,
  members,
  now,
  operation,
  readDirectory,
  settleAll,
  taken,
  outcome,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

/** A user and a group with the id "x" in the directory and "t" in the target: both settled, both linked. */
async function prepare(job: JobStore): Promise<void> {
  await readDirectory(job, [user("x"), group("x"), user("y"), group("y")]);
  await linkAll(job, "user", { x: "t" });
  await linkAll(job, "group", { x: "t" });
  await settleAll(job);
}

async function dirty(job: JobStore): Promise<Record<ObjectType, readonly string[]>> {
  return { user: await dueIds(job, "user"), group: await dueIds(job, "group") };
}

/** Ids are unique within a type only: a file may call a user and a group the same. */
export function typesApartContract(test: StoreTest): void {
  test("mirror keeps a user and a group with one id apart", async (job) => {
    await prepare(job);
    await readDirectory(job, [user("x"), user("y"), group("x", "softDeleted"), group("y")]);
    assert.deepEqual(await dirty(job), { user: [], group: ["x"] });
    const [person] = await job.mirror.byIds("user", ["x"]);
    assert.equal(person?.object.state, "active");
    await settleAll(job);
    await job.mirror.markDirty("user", ["x"]);
    assert.deepEqual(await dirty(job), { user: ["x"], group: [] });
    assert.deepEqual(await job.mirror.countDue({ type: "group", all: true, now }), {
      linked: 1,
      unlinked: 1,
    });
    assert.deepEqual(await job.mirror.countDue({ type: "user", all: false, now }), {
      linked: 1,
      unlinked: 0,
    });
    await job.operations.add([operation("group", "x")]);
    assert.deepEqual(await dueIds(job, "user"), ["x"]);
  });

  test("mirror.byIds() grants nobody what the other type with the id is assigned", async (job) => {
    const groups = ["club", "team", "x", "y"];
    const users = ["inner", "team", "x", "y"];
    await readDirectory(job, [
      ...groups.map((id) => group(id)),
      ...users.map((id) => user(id)),
      ...["club", "team", "x"].map((id) => assigned(id, "Group")),
      assigned("y", "User"),
      members("club", ["team"]),
      members("team", ["inner"]),
      members("team", ["x"], "group"),
    ]);
    async function grantsOf(type: ObjectType, nested: boolean): Promise<readonly string[]> {
      const found = await job.mirror.byIds(type, [...groups, ...users], { relations: [], nested });
      return found.map(({ object, grants }) =>
        [object.id, ...grants.map(({ groupId }) => groupId ?? "itself")].join(" "),
      );
    }
    for (const nested of [false, true]) {
      assert.deepEqual(await grantsOf("user", nested), ["inner team", "team club", "x", "y itself"]);
      assert.deepEqual(await grantsOf("group", nested), ["club itself", "team itself", "x itself", "y"]);
    }
  });

  test("members.plan() lets an account leave although the other type with the id is a member", async (job) => {
    for (const nested of [false, true]) {
      await readDirectory(job, [
        ...["x", "y"].flatMap((id) => [user(id), group(id)]),
        group("top"),
        members("top", ["x"]),
        members("top", ["y"], "group"),
      ]);
      for (const type of ["user", "group"] as const) {
        await linkAll(job, type, { x: `${type} x`, y: `${type} y` });
      }
      await job.members.remember("t", ["user x", "group x", "user y"]);
      await job.members.plan([{ groupId: "top", targetId: "t" }], { nested });
      const leaving = await job.members.take("top", { action: "remove", limit: 9 });
      assert.deepEqual(
        leaving.map(({ targetId }) => targetId),
        ["group x", "user y"],
      );
    }
  });

  test("mirror.lost() tells who is lost from the other type with the id", async (job) => {
    const deleted = { kind: "object", type: "user", id: "x", state: "softDeleted", attributes: {} } as const;
    await readDirectory(job, [user("x"), group("x"), assigned("x", "User"), members("x", ["y"]), user("y")]);
    const read = await job.mirror.begin();
    await job.mirror.save({ records: [deleted, members("x", [])] }, read);
    assert.deepEqual(await job.mirror.lost(read), {
      assignments: 0,
      groups: [{ id: "x", name: "x", emptied: true }],
    });
  });

  test("mirror.end() marks the principal of the type that lost its assignment", async (job) => {
    const everything = [user("x"), group("x"), user("y"), group("y"), members("x", ["y"])];
    await readDirectory(job, [...everything, assigned("x", "User")]);
    await settleAll(job);
    await readDirectory(job, everything);
    assert.deepEqual(await dirty(job), { user: ["x"], group: [] });
    await readDirectory(job, [...everything, assigned("x", "Group")]);
    await settleAll(job);
    await readDirectory(job, everything);
    assert.deepEqual(await dirty(job), { user: ["y"], group: ["x"] });
  });

  test("mirror.end() marks the member of the type that left", async (job) => {
    for (const type of ["user", "group"] as const) {
      const objects = [user("x"), group("x"), group("team")];
      await readDirectory(job, [...objects, members("team", ["x"], type)]);
      await settleAll(job);
      await readDirectory(job, objects);
      assert.deepEqual(
        await dirty(job),
        type === "user" ? { user: ["x"], group: ["team"] } : { user: [], group: ["team", "x"] },
      );
    }
  });

  test("operations.commit() settles the object of its type", async (job) => {
    await prepare(job);
    for (const type of ["user", "group"] as const) await job.mirror.markDirty(type, ["x"]);
    await carryOut(job, operation("user", "x", { kind: "update" }), { link: linkTo("t") });
    assert.deepEqual(await dirty(job), { user: [], group: ["x"] });
  });

  test("operations.commit() ends the escrow and the link of its type", async (job) => {
    await prepare(job);
    for (const type of ["user", "group"] as const) {
      await carryOut(job, operation(type, "x", { kind: "update" }), { escrow: escrow(null) });
    }
    await carryOut(job, operation("user", "x", { kind: "delete" }), { link: { kind: "drop" } });
    assert.deepEqual(await job.links.counts(), { users: 0, groups: 1 });
    assert.deepEqual(
      (await job.operations.escrows()).map(({ type }) => type),
      ["group"],
    );
    assert.deepEqual(await job.links.ofTargets("user", ["t"]), []);
  });

  test("operations.commit() waits for a reference to a user", async (job) => {
    await prepare(job);
    const stored = await taken(job, operation("user", "x", { kind: "update" }));
    await linkAll(job, "group", { y: "ty" });
    await job.operations.commit([outcome(stored, { unresolved: ["y"] })]);
    assert.deepEqual(await dueIds(job, "user"), []);
  });

  test("listing keeps the types apart", async ({ listing }) => {
    const person = { id: "t", attributes: { userName: "x" } };
    const team = { id: "t", attributes: { userName: "x", displayName: "Team" } };
    await listing.add("user", { objects: [person], paths: ["userName"] });
    await listing.add("group", { objects: [team], paths: ["userName"] });
    const key = { path: "userName", value: "x" };
    assert.deepEqual(await listing.find("user", [key]), [{ key, object: person }]);
    assert.deepEqual(await listing.get("group", ["t"]), [team]);
  });
}
