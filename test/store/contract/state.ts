import assert from "node:assert/strict";
import { readDirectory, user } from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

export function stateContract(test: StoreTest): void {
  test("store.jobNames() names the jobs that have state", async (job, { store }) => {
    assert.deepEqual(await store.jobNames(), []);
    await store.job("other").links.counts();
    await job.mirror.begin();
    assert.deepEqual(await store.jobNames(), ["dialpad"]);
  });

  test("store.job() keeps the jobs apart", async (job, { store }) => {
    await readDirectory(job, [user("u1")]);
    assert.deepEqual(await store.job("other").mirror.byIds("user", ["u1"]), []);
  });

  test("state starts empty and survives the process", async ({ state }, { reopen }) => {
    assert.deepEqual(
      [await state.identity(), await state.rulesFingerprint(), await state.watermark()],
      [null, null, null],
    );
    await state.setIdentity({ source: "tenant", target: "https://example.com/scim" });
    await state.setRulesFingerprint("abc");
    const hold = { hash: "h", removals: [{ who: "ada", operation: "disable" }], creates: [] };
    await state.setHold(hold);
    const again = (await reopen()).job("dialpad").state;
    assert.deepEqual(await again.identity(), { source: "tenant", target: "https://example.com/scim" });
    assert.equal(await again.rulesFingerprint(), "abc");
    assert.deepEqual(await again.hold(), hold);
    await again.setRulesFingerprint(null);
    await again.setHold(null);
    assert.deepEqual([await again.rulesFingerprint(), await again.hold()], [null, null]);
  });

  test("state.watermark() belongs to one source", async ({ state, mirror }) => {
    const identity = { source: "tenant", target: "https://example.com/scim" };
    await state.setIdentity(identity);
    await mirror.save({ records: [], watermark: { page: 1 } }, await mirror.begin());
    await state.setIdentity({ ...identity, target: "https://other.example/scim" });
    assert.deepEqual(await state.watermark(), { page: 1 });
    await state.setIdentity({ ...identity, source: "other" });
    assert.equal(await state.watermark(), null);
  });

  test("state.emptied() is kept until something else is, or the job has another source", async ({ state }, {
    reopen,
  }) => {
    const identity = { source: "tenant", target: "https://example.com/scim" };
    await state.setIdentity(identity);
    assert.deepEqual(await state.emptied(), new Map());
    const since = new Map([
      ["g1", new Date("2026-11-21T12:00:00Z")],
      ["__proto__", new Date("2026-11-21T13:00:00Z")],
    ]);
    await state.setEmptied(since);
    const again = (await reopen()).job("dialpad").state;
    await again.setIdentity({ ...identity, target: "https://other.example/scim" });
    assert.deepEqual(await again.emptied(), since);
    await again.setIdentity({ ...identity, source: "other" });
    assert.deepEqual(await again.emptied(), new Map());
    await again.setEmptied(since);
    await again.setEmptied(new Map());
    assert.deepEqual(await again.emptied(), new Map());
  });

  test("state.targetDescription() is what the target said last, until the job has another identity", async ({
    state,
  }, { reopen }) => {
    const identity = { source: "tenant", target: "https://example.com/scim" };
    await state.setIdentity(identity);
    assert.equal(await state.targetDescription(), null);
    await state.setTargetDescription({ attributes: ["userName"] });
    const again = (await reopen()).job("dialpad").state;
    await again.setIdentity(identity);
    assert.deepEqual(await again.targetDescription(), { attributes: ["userName"] });
    await again.setIdentity({ ...identity, target: "https://other.example/scim" });
    assert.equal(await again.targetDescription(), null);
    await again.setTargetDescription(["x"]);
    await again.setTargetDescription(null);
    assert.equal(await again.targetDescription(), null);
  });
}
