import assert from "node:assert/strict";
import { test } from "node:test";
import { createRateLimiter } from "../../src/http/rate-limiter.ts";

const never = new AbortController().signal;

test("take() keeps the rate, from the first request on", async () => {
  const limiter = createRateLimiter({ perSecond: 50 });
  const start = performance.now();
  for (let count = 0; count < 16; count++) await limiter.take(never);
  const elapsed = performance.now() - start;
  // 15 intervals of 20 ms; at most 50 ms of them may be caught up.
  assert.ok(elapsed > 240 && elapsed < 600, `took ${String(elapsed)} ms`);
});

test("take() is fair: first come, first served", async () => {
  const limiter = createRateLimiter({ perSecond: 200 });
  const order: number[] = [];
  await Promise.all([0, 1, 2, 3, 4].map((number) => limiter.take(never).then(() => order.push(number))));
  assert.deepEqual(order, [0, 1, 2, 3, 4]);
});

test("take() ends with the signal's reason and leaves the turn to the next", async () => {
  const limiter = createRateLimiter({ perSecond: 20 });
  await limiter.take(never);
  await limiter.take(never);
  const controller = new AbortController();
  const start = performance.now();
  const left = limiter.take(controller.signal);
  const stays = limiter.take(never);
  controller.abort(new Error("enough"));
  await assert.rejects(left, /enough/);
  await stays;
  assert.ok(performance.now() - start < 90);
});

test("pause() stops those who wait and those who come", async () => {
  const limiter = createRateLimiter({ perSecond: 1000 });
  await limiter.take(never);
  const start = performance.now();
  limiter.pause(80);
  await Promise.all([limiter.take(never), limiter.take(never)]);
  assert.ok(performance.now() - start >= 79);
});

test("take() keeps a gap that was asked for in between, also among those who wait", async () => {
  let gap = 30;
  const limiter = createRateLimiter({ perSecond: 1000, gapMs: () => gap });
  const start = performance.now();
  await Promise.all([0, 1, 2, 3, 4].map(() => limiter.take(never)));
  const slow = performance.now() - start;
  gap = 0;
  await limiter.take(never);
  for (let count = 0; count < 20; count++) await limiter.take(never);
  assert.ok(slow >= 119, `took ${String(slow)} ms`);
  assert.ok(performance.now() - start - slow < 100);
});

test("take() goes by a rate that changes", async () => {
  let perSecond = 1000;
  let now = 0;
  const limiter = createRateLimiter({
    perSecond: () => perSecond,
    clock: {
      now: () => now,
      after(ms, run) {
        now += ms;
        queueMicrotask(run);
        return () => undefined;
      },
      sleep: () => Promise.resolve(),
    },
  });
  for (let count = 0; count < 1000; count++) await limiter.take(never);
  assert.ok(now >= 949 && now <= 1000, String(now));
  perSecond = 10;
  now = 10_000;
  for (let count = 0; count < 11; count++) await limiter.take(never);
  assert.ok(now >= 10_900 && now <= 11_000, String(now));
});
