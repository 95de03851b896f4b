import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobConfig } from "../../src/config/config.ts";
import { createNotices, type LastCycle, type Notices } from "../../src/worker/notices.ts";
import {
  nextAttemptAt,
  nextCycleAt,
  type Occasion,
  runSchedule,
  type Scheduled,
} from "../../src/worker/schedule.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

const now = new Date("2026-11-21T12:00:00Z");
const seconds = 1_000;
const minutes = 60 * seconds;

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

/** A job whose cycles take a while, on a clock of its own. */
type Played = {
  readonly clock: FakeClock;
  readonly notices: Notices;
  /** When cycles began, in milliseconds, and why. */
  readonly begun: readonly (readonly [number, Occasion])[];
  /** A cycle that somebody else ran, which has just ended. */
  readonly other: (startedAt: Date) => void;
  /** The next attempts do not come to begin a cycle. */
  busy: number;
  /** The next cycles stop. */
  stopping: number;
};

function play(t: { after: (end: () => unknown) => void }, { cycleMs = 0 } = {}): Played {
  const clock = createFakeClock();
  const begun: [number, Occasion][] = [];
  const notices = createNotices({ debounceMs: 30 * seconds, pauseMs: 2 * minutes, now: () => clock.now() });
  let last: LastCycle | null = null;
  const stop = new AbortController();
  const { signal } = stop;
  const played: Played = {
    clock,
    notices,
    begun,
    busy: 0,
    stopping: 0,
    other(startedAt) {
      last = { startedAt, endedAt: clock.now(), state: "succeeded" };
    },
  };
  const scheduled: Scheduled = {
    job: jobEvery(40 * minutes),
    notices,
    lastCycle: () => Promise.resolve(last),
    async run(occasion) {
      if (played.busy > 0) {
        played.busy -= 1;
        return;
      }
      begun.push([clock.elapsed, occasion]);
      const startedAt = clock.now();
      await clock.wait(cycleMs, { signal });
      last = { startedAt, endedAt: clock.now(), state: played.stopping > 0 ? "failed" : "succeeded" };
      played.stopping -= 1;
    },
  };
  const running = runSchedule([scheduled], { clock, signal });
  t.after(async () => {
    stop.abort();
    await running;
  });
  return played;
}

test("runSchedule() runs each job at its own interval until the signal comes", async () => {
  const stop = new AbortController();
  const clock = createFakeClock();
  const starts = new Map<string, number>();
  const last = new Map<string, LastCycle>();
  const scheduled = (["quick", "slow"] as const).map((name) => ({
    job: { ...jobEvery(name === "quick" ? 20 * minutes : 60 * minutes), name },
    notices: null,
    lastCycle: () => Promise.resolve(last.get(name) ?? null),
    run: () => {
      last.set(name, { startedAt: clock.now(), endedAt: clock.now(), state: "succeeded" });
      starts.set(name, (starts.get(name) ?? 0) + 1);
      return Promise.resolve();
    },
  }));
  const running = runSchedule(scheduled, { clock, signal: stop.signal });
  await clock.advance(50 * minutes);
  stop.abort();
  await running;
  assert.deepEqual([starts.get("quick"), starts.get("slow")], [3, 1]);
});

test("a cycle that could not begin is tried again after a minute", async (t) => {
  const played = play(t);
  const { clock, begun } = played;
  played.busy = 2;
  await clock.advance(3 * minutes);
  assert.deepEqual(begun, [[2 * minutes, "interval"]]);
});

test("a notice begins a cycle half a minute later, and the interval counts from that one", async (t) => {
  const { clock, notices, begun } = play(t);
  await clock.advance(10 * minutes);
  notices.give();
  await clock.advance(60 * minutes);
  const first = 10 * minutes + 30 * seconds;
  assert.deepEqual(begun, [
    [0, "interval"],
    [first, "notice"],
    [first + 40 * minutes, "interval"],
  ]);
});

test("many notices within the half minute begin one cycle, counted from the first of them", async (t) => {
  const { clock, notices, begun } = play(t);
  await clock.advance(10 * minutes);
  for (let count = 0; count < 25; count += 1) {
    notices.give();
    await clock.advance(1 * seconds);
  }
  await clock.advance(20 * minutes);
  assert.deepEqual(begun.slice(1), [[10 * minutes + 30 * seconds, "notice"]]);
});

test("notices during a cycle make one more due, two minutes after its end", async (t) => {
  const { clock, notices, begun } = play(t, { cycleMs: 5 * minutes });
  await clock.advance(1 * minutes);
  notices.give();
  await clock.advance(1 * minutes);
  notices.give();
  await clock.advance(20 * minutes);
  assert.deepEqual(begun, [
    [0, "interval"],
    [7 * minutes, "notice"],
  ]);
});

test("a notice during the cycle that an earlier one began makes one more due", async (t) => {
  const { clock, notices, begun } = play(t, { cycleMs: 5 * minutes });
  await clock.advance(10 * minutes);
  notices.give();
  await clock.advance(2 * minutes);
  notices.give();
  await clock.advance(20 * minutes);
  const first = 10 * minutes + 30 * seconds;
  assert.deepEqual(begun.slice(1), [
    [first, "notice"],
    [first + 5 * minutes + 2 * minutes, "notice"],
  ]);
});

test("a directory that never rests begins a cycle every two and a half minutes at most", async (t) => {
  const { clock, notices, begun } = play(t, { cycleMs: 30 * seconds });
  for (let second = 0; second < 1_790; second += 1) {
    notices.give();
    await clock.advance(1 * seconds);
  }
  assert.equal(begun.length, 12);
  const gaps = begun.slice(1).map(([start], index) => start - (begun[index]?.[0] ?? 0));
  assert.deepEqual(new Set(gaps), new Set([150 * seconds]));
});

test("a notice is answered by a cycle that somebody else began after it", async (t) => {
  const { clock, notices, begun, other } = play(t);
  await clock.advance(10 * minutes);
  notices.give();
  await clock.advance(5 * seconds);
  other(clock.now());
  await clock.advance(30 * minutes);
  assert.deepEqual(begun, [[0, "interval"]]);
});

test("a notice is kept while its cycle cannot begin", async (t) => {
  const played = play(t);
  const { clock, notices, begun } = played;
  await clock.advance(10 * minutes);
  notices.give();
  played.busy = 3;
  await clock.advance(20 * minutes);
  assert.deepEqual(begun.slice(1), [[10 * minutes + 30 * seconds + 3 * minutes, "notice"]]);
});

test("a notice is kept while its cycles stop, and the pauses between them grow", async (t) => {
  const played = play(t);
  const { clock, notices, begun } = played;
  await clock.advance(10 * minutes);
  notices.give();
  played.stopping = 3;
  await clock.advance(40 * minutes);
  const first = 10 * minutes + 30 * seconds;
  assert.deepEqual(
    begun.slice(1).map(([start, occasion]) => [(start - first) / minutes, occasion]),
    [
      [0, "notice"],
      [2, "notice"],
      [6, "notice"],
      [14, "notice"],
    ],
  );
});

test("a cycle that stops at its interval is no reason for a sooner one", async (t) => {
  const played = play(t);
  played.stopping = 1;
  await played.clock.advance(50 * minutes);
  assert.deepEqual(played.begun, [
    [0, "interval"],
    [40 * minutes, "interval"],
  ]);
});

test("nextAttemptAt() is a minute after what could not begin, else when the next cycle is due", () => {
  const scheduled = { job: jobEvery(40 * minutes), notices: null };
  const last = { startedAt: now, endedAt: now, state: "failed" } as const;
  for (const [before, ms] of [
    [null, 40 * minutes],
    [last, 1 * minutes],
  ] as const) {
    assert.deepEqual(nextAttemptAt(scheduled, { before, last }, now), new Date(now.getTime() + ms));
  }
});
