import assert from "node:assert/strict";
import type { LogQuery } from "../../../src/store/log.ts";
import type { JobStore } from "../../../src/store/store.ts";
import { later, logEntry } from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

async function found({ log }: JobStore, query: LogQuery): Promise<readonly string[]> {
  return (await Array.fromAsync(log.search(query))).map(({ source }) => source.id);
}

export function logContract(test: StoreTest): void {
  test("log.search() returns entries oldest first, with their positions", async (job, { store }) => {
    const entry = logEntry("u1", { error: { code: "X", message: "no", cure: "do" }, target: null });
    await store.job("other").log.add([logEntry("u0")]);
    await job.log.add([entry, logEntry("u2")]);
    const entries = await Array.fromAsync(job.log.search({}));
    assert.deepEqual(
      entries,
      [entry, logEntry("u2")].map((written, index) => ({ position: entries[index]?.position, ...written })),
    );
    const [first, second] = entries;
    assert.ok((first?.position ?? 0) < (second?.position ?? 0));
    assert.deepEqual(await found(job, { after: first?.position ?? 0 }), ["u2"]);
  });

  test("log.search() goes on where a page ended", async (job) => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `u${index}`);
    await job.log.add(ids.map((id) => logEntry(id)));
    assert.deepEqual(await found(job, {}), ids);
  });

  test("log.search() finds people by source id, target id or a part of the name, without case", async (job) => {
    await job.log.add([
      logEntry("id-1", { source: { id: "id-1", name: "Ädä.Lovelace@example.com" }, target: { id: "T1" } }),
      logEntry("id-2", { source: { id: "id-2", name: "100%@example.com" }, target: null }),
    ]);
    const cases = [
      ["id-1", 1],
      ["ID-1", 1],
      ["t1", 1],
      ["ÄDÄ.LOVELACE", 1],
      ["id", 0],
      ["%", 1],
      ["example", 2],
    ] as const;
    for (const [who, hits] of cases) assert.equal((await found(job, { who })).length, hits, who);
  });

  test("log.search() filters by status, action and time", async (job) => {
    await job.log.add([
      logEntry("old", { time: later(-1_000).toISOString() }),
      logEntry("failed", { status: "failure" }),
      logEntry("updated", { action: "update" }),
      logEntry("both", { action: "update", status: "failure" }),
    ]);
    assert.deepEqual(await found(job, { since: later(0) }), ["failed", "updated", "both"]);
    assert.deepEqual(await found(job, { since: later(1) }), []);
    assert.deepEqual(await found(job, { status: "failure" }), ["failed", "both"]);
    assert.deepEqual(await found(job, { action: "update" }), ["updated", "both"]);
    assert.deepEqual(await found(job, { action: "update", status: "failure" }), ["both"]);
  });

  test("log.prune() forgets what is older, and never gives a position again", async (job) => {
    await job.log.add([logEntry("old", { time: later(-1_000).toISOString() })]);
    const [old] = await Array.fromAsync(job.log.search({}));
    await job.log.prune(later(0));
    await job.log.add([logEntry("new")]);
    assert.deepEqual(await found(job, { after: old?.position ?? 0 }), ["new"]);
  });
}
