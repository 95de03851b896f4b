import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobConfig } from "../../src/config/config.ts";
import { nextCycleAt, runSchedule } from "../../src/worker/schedule.ts";

const now = new Date("2026-11-21T12:00:00Z");
const minutes = 60_000;

function jobEvery(everyMs: number): JobConfig {
  return { name: "people", schedule: { everyMs, reconcileMs: 0 } } as JobConfig;
}

test("nextCycleAt() is at once for a job that has had no cycle, or whose last one is overdue", () => {
  assert.deepEqual(nextCycleAt(null, jobEvery(40 * minutes), now), now);
  const longAgo = new Date(now.getTime() - 41 * minutes);
  assert.deepEqual(nextCycleAt(longAgo, jobEvery(40 * minutes), now), now);
});

test("nextCycleAt() is an interval after the last cycle began", () => {
  const last = new Date(now.getTime() - 10 * minutes);
  assert.deepEqual(nextCycleAt(last, jobEvery(40 * minutes), now), new Date(now.getTime() + 30 * minutes));
});

test("runSchedule() runs each job at its own interval until the signal comes", async () => {
  const stop = new AbortController();
  const starts = new Map<string, number>();
  const last = new Map<string, Date>();
  const scheduled = (["quick", "slow"] as const).map((name) => ({
    job: { ...jobEvery(name === "quick" ? 20 : 60 * minutes), name },
    lastStart: () => Promise.resolve(last.get(name) ?? null),
    run: () => {
      last.set(name, new Date());
      const count = (starts.get(name) ?? 0) + 1;
      starts.set(name, count);
      if (name === "quick" && count === 3) stop.abort();
      return Promise.resolve();
    },
  }));
  await runSchedule(scheduled, { signal: stop.signal });
  assert.deepEqual([starts.get("quick"), starts.get("slow")], [3, 1]);
});
