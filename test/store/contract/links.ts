import assert from "node:assert/strict";
import {
  carryOut,
  dueIds,
  group,
  linkAll,
  linkTo,
  members,
  operation,
  readDirectory,
  settleAll,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

export function linksContract(test: StoreTest): void {
  test("links.ofSources() returns the links of these objects", async (job) => {
    await readDirectory(job, [user("u1"), user("u2")]);
    await linkAll(job, "user", { u1: "t1", u2: "t2" });
    const links = await job.links.ofSources("user", ["u2", "unknown"]);
    assert.deepEqual(
      links.map(({ sourceId, targetId, state, applied, membersKnown }) => ({
        sourceId,
        targetId,
        state,
        applied,
        membersKnown,
      })),
      [{ sourceId: "u2", targetId: "t2", state: "active", applied: "digest", membersKnown: true }],
    );
    assert.deepEqual(await job.links.ofSources("group", ["u2"]), []);
  });

  test("links.ofTargets() sees every job of this store that writes to the same target", async (job, {
    store,
  }) => {
    const targets = { dialpad: "https://a/scim", twin: "https://a/scim", stranger: "https://b/scim" };
    for (const [name, target] of Object.entries(targets)) {
      await store.job(name).state.setIdentity({ source: name, target });
      await linkAll(store.job(name), "user", { [`${name}-user`]: `t-${name}` });
    }
    const found = await job.links.ofTargets("user", ["t-dialpad", "t-twin", "t-stranger"]);
    assert.deepEqual(
      found.map((link) => [link.job, link.sourceId]),
      [
        ["dialpad", "dialpad-user"],
        ["twin", "twin-user"],
      ],
    );
  });

  test("links.list() lists in the order of type and source id, with names", async (job) => {
    await readDirectory(job, [user("u2", { userPrincipalName: "u2@example.com" }), group("g1")]);
    await linkAll(job, "user", { u2: "t2", u1: "t1" });
    await linkAll(job, "group", { g1: "t3" });
    const links = await Array.fromAsync(job.links.list());
    assert.deepEqual(
      links.map(({ type, sourceId, sourceName }) => [type, sourceId, sourceName]),
      [
        ["group", "g1", "g1"],
        ["user", "u1", "u1"],
        ["user", "u2", "u2@example.com"],
      ],
    );
    assert.deepEqual(await job.links.counts(), { users: 2, groups: 1 });
  });

  test("links.countDisabled() counts accounts that were disabled and not deleted", async (job) => {
    await readDirectory(job, [user("u1"), user("u2")]);
    await linkAll(job, "user", { u1: "t1", u2: "t2" });
    assert.equal(await job.links.countDisabled(), 0);
    const disable = operation("user", "u1", { kind: "disable", targetId: "t1" });
    await carryOut(job, disable, { link: linkTo("t1", "disabled") });
    assert.equal(await job.links.countDisabled(), 1);
  });

  test("links.list() goes on where a page ended", async (job) => {
    const many = Array.from({ length: 501 }, (_, index) => `u${String(index).padStart(4, "0")}`);
    await linkAll(job, "user", Object.fromEntries(many.map((id) => [id, `t-${id}`])));
    const listed = await Array.fromAsync(job.links.list());
    assert.deepEqual(
      listed.map(({ sourceId }) => sourceId),
      many,
    );
  });

  test("links.ofSources() leaves out, when asked to, links that the plan drops", async (job) => {
    await readDirectory(job, [user("lost"), user("kept")]);
    await linkAll(job, "user", { lost: "t1", kept: "t2" });
    await job.operations.add([operation("user", "lost", { link: { kind: "drop" } })]);
    const settled = await job.links.ofSources("user", ["lost", "kept"], { settled: true });
    assert.deepEqual(
      settled.map(({ sourceId }) => sourceId),
      ["kept"],
    );
    assert.equal((await job.links.ofSources("user", ["lost", "kept"])).length, 2);
  });

  test("links.remove() forgets the pair and makes the object and what refers to it due", async (job) => {
    await readDirectory(job, [
      user("boss"),
      user("report", { manager: { id: "boss" } }),
      user("other"),
      group("g1"),
      group("g2"),
      members("g1", ["boss"]),
      members("g2", ["other"]),
    ]);
    await linkAll(job, "user", { boss: "tb", report: "tr", other: "to" });
    await linkAll(job, "group", { g1: "tg" });
    await settleAll(job);
    assert.equal(await job.links.remove("user", "boss"), true);
    assert.equal(await job.links.remove("user", "boss"), false);
    assert.deepEqual(await dueIds(job, "user"), ["boss", "report"]);
    assert.deepEqual(await dueIds(job, "group"), ["g1"]);
    const links = [
      ...(await job.links.ofSources("user", ["report", "other"])),
      ...(await job.links.ofSources("group", ["g1"])),
    ];
    assert.deepEqual(
      links.map(({ sourceId, applied }) => [sourceId, applied]),
      [
        ["report", null],
        ["other", "digest"],
        ["g1", "digest"],
      ],
      "a reference was applied to a report, and nothing of its members to a group",
    );
  });

  test("links.remove() forgets a purged object with its link", async (job) => {
    await readDirectory(job, [user("u1")]);
    await linkAll(job, "user", { u1: "t1" });
    await job.mirror.settle("user", new Map([["u1", { kind: "hardDeleted" }]]));
    await job.links.remove("user", "u1");
    assert.deepEqual(await dueIds(job, "user", { all: true }), []);
  });

  test("links belong to one object of the target each", async (job) => {
    await readDirectory(job, [user("u1"), user("u2")]);
    await linkAll(job, "user", { u1: "t1" });
    await assert.rejects(carryOut(job, operation("user", "u2"), { link: linkTo("t1") }), {
      name: "StopError",
      code: "store",
      message: /user u2 to target id t1 as it is linked to u1/,
    });
    assert.deepEqual(await job.links.ofSources("user", ["u2"]), []);
  });
}
