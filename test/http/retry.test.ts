import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs, retry, retryAfterMs } from "../../src/http/retry.ts";

const never = new AbortController().signal;

test("retry() returns the first success and counts the tries", async () => {
  const numbers: number[] = [];
  const result = await retry(
    async (number) => {
      numbers.push(number);
      if (number < 3) throw new Error("not yet");
      return await Promise.resolve("done");
    },
    { signal: never, retries: 3, delayOf: () => 0 },
  );
  assert.equal(result, "done");
  assert.deepEqual(numbers, [1, 2, 3]);
});

test("retry() throws the last error when the tries are used up", async () => {
  await assert.rejects(retry(fail, { signal: never, retries: 2, delayOf: () => 0 }), /try 3/);
});

test("retry() gives up at once where delayOf() says null", async () => {
  await assert.rejects(retry(fail, { signal: never, retries: 5, delayOf: () => null }), /try 1/);
});

test("backoffMs() grows with the tries, to half a minute, and never by the same steps", () => {
  for (const [tries, ms] of [
    [1, 500],
    [2, 1000],
    [5, 8000],
    [7, 30_000],
    [1000, 30_000],
  ] as const) {
    const waits = Array.from({ length: 20 }, () => backoffMs(tries));
    assert.ok(waits.every((wait) => wait >= ms * 0.75 && wait <= ms * 1.25));
    assert.ok(new Set(waits).size > 1);
  }
});

test("retry() waits as long as delayOf() says", async () => {
  let tries = 0;
  const start = performance.now();
  await retry(() => (++tries === 1 ? Promise.reject(new Error("busy")) : Promise.resolve()), {
    signal: never,
    retries: 1,
    delayOf: () => 60,
  });
  assert.ok(performance.now() - start >= 59);
});

test("retry() ends with the signal's reason while it waits", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(
    retry(fail, { signal: controller.signal, retries: 5, delayOf: () => 60_000 }),
    (error) => error === reason,
  );
});

test("retryAfterMs() reads seconds, decimals and dates, and nothing else", () => {
  assert.equal(waitFor("7"), 7000);
  assert.equal(waitFor("0.5"), 500);
  assert.equal(waitFor("Sun, 01 Nov 2026 12:00:30 GMT"), 30_000);
  assert.equal(waitFor("Sun, 01 Nov 2026 11:00:00 GMT"), 0);
  assert.equal(waitFor("soon"), null);
  assert.equal(waitFor(""), null);
  assert.equal(waitFor("-5"), null);
  assert.equal(waitFor(".5"), 500);
  assert.equal(retryAfterMs({}, new Date(0)), null);
});

test("retryAfterMs() compares a date with the other side's own clock", () => {
  const headers = { date: "Sun, 01 Nov 2026 11:00:00 GMT", "retry-after": "Sun, 01 Nov 2026 11:00:20 GMT" };
  assert.equal(retryAfterMs(headers, new Date("2026-11-01T12:00:00Z")), 20_000);
  assert.equal(retryAfterMs({ ...headers, date: "today" }, new Date("2026-11-01T11:00:15Z")), 5000);
});

function waitFor(value: string): number | null {
  return retryAfterMs({ "retry-after": value }, new Date("2026-11-01T12:00:00Z"));
}

function fail(number: number): Promise<never> {
  return Promise.reject(new Error(`try ${String(number)}`));
}
