import assert from "node:assert/strict";
import type { CycleKind, CycleState } from "../../../src/store/cycles.ts";
import type { JobStore } from "../../../src/store/store.ts";
import { later, now } from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

async function runCycle(
  { cycles }: JobStore,
  cycle: { cycleId: string; kind: CycleKind; state: CycleState },
) {
  await cycles.start({ cycleId: cycle.cycleId, kind: cycle.kind, startedAt: now });
  return cycles.finish({
    ...cycle,
    counts: {},
    requests: { source: 0, target: 0 },
    failures: [],
    doubts: [],
    warnings: [],
    endedAt: later(10),
  });
}

export function cyclesContract(test: StoreTest): void {
  test("cycles.finish() adds what only the cycle knows and returns the report", async (job) => {
    await job.cycles.start({ cycleId: "c1", kind: "initial", startedAt: now });
    await job.cycles.start({ cycleId: "c0", kind: "initial", startedAt: now });
    const failures = [{ who: "ada", operation: "create", code: "X", message: "no", cure: "mend it" }];
    const report = await job.cycles.finish({
      cycleId: "c1",
      state: "partial",
      counts: { imported: 5, held: 2 },
      requests: { source: 3, target: 4 },
      failures,
      doubts: ["a page was short"],
      warnings: ["team hides its members", "so does staff"],
      endedAt: later(1_500),
    });
    const { counts, ...rest } = report;
    assert.deepEqual(rest, {
      job: "dialpad",
      kind: "initial",
      cycleId: "c1",
      state: "partial",
      requests: { source: 3, target: 4 },
      durationMs: 1_500,
      failures,
      doubts: ["a page was short"],
      warnings: ["team hides its members", "so does staff"],
      startedAt: now,
      endedAt: later(1_500),
    });
    assert.deepEqual([counts.imported, counts.held, counts.created], [5, 2, 0]);
    assert.deepEqual(await job.cycles.last(), report);
  });

  test("cycles.finish() refuses a cycle that was never started", async (job) => {
    const said = { failures: [], doubts: [], warnings: [] };
    const cycle = { cycleId: "c9", state: "failed", counts: {}, ...said, endedAt: now } as const;
    await assert.rejects(job.cycles.finish({ ...cycle, requests: { source: 0, target: 0 } }), {
      code: "store",
    });
  });

  test("cycles.last() is the last that ended, cycles.unfinished() one that did not", async (job, {
    reopen,
  }) => {
    assert.deepEqual([await job.cycles.last(), await job.cycles.unfinished()], [null, null]);
    await runCycle(job, { cycleId: "c1", kind: "incremental", state: "succeeded" });
    await job.cycles.start({ cycleId: "c2", kind: "reconcile", startedAt: later(20) });
    const { cycles } = (await reopen({ now: () => later(25) })).job("dialpad");
    assert.equal((await cycles.last())?.cycleId, "c1");
    const running = await cycles.unfinished();
    assert.deepEqual(
      [running?.cycleId, running?.state, running?.endedAt, running?.durationMs],
      ["c2", "running", null, 5],
    );
  });
}
