import assert from "node:assert/strict";
import { test } from "node:test";
import { StopError } from "../../../../src/rules/stop-error.ts";
import { type Limit, slidingWindow, strictWindow, tickingWindow, tokenBucket } from "./limits.ts";
import { SimulatedClock } from "./simulated-clock.ts";
import { type Answer, simulate, type Simulated } from "./simulated-target.ts";

const signal = new AbortController().signal;
const created: Answer = { status: 201 };

/** Many writes from more hands than there are connections; returns the statuses they ended with. */
async function writeAll(
  clock: SimulatedClock,
  { connection }: Pick<Simulated, "connection">,
  count: number,
): Promise<readonly number[]> {
  const statuses: number[] = [];
  let next = 0;
  async function hand(): Promise<void> {
    while (next < count) {
      next += 1;
      const url = "https://scim.example.com/Users";
      const sent = await connection.send({ method: "POST", url, body: {}, signal });
      statuses.push(sent.kind === "lost" ? 0 : sent.response.status);
    }
  }
  await clock.until(Promise.all(Array.from({ length: 64 }, hand)));
  return statuses;
}

const limits: Readonly<Record<string, () => Limit>> = {
  "in a sliding window": () => slidingWindow(100, 1000),
  "in a window that counts refusals": () => strictWindow(100, 1000),
  "in a ticking window": () => tickingWindow(100, 1000),
  "from a bucket of 100": () => tokenBucket(100, 100),
  "from a bucket of 10": () => tokenBucket(100, 10),
};

for (const [name, open] of Object.entries(limits)) {
  for (const [ms, headers] of [
    [4, { "retry-after": "1" }],
    [60, {}],
  ] as const) {
    const answers = "retry-after" in headers ? "with Retry-After" : "without Retry-After";
    test(`100 requests a second ${name}, 429 ${answers}: fewer than 1 % are refused and none fails`, async () => {
      const clock = new SimulatedClock();
      const limit = open();
      const target = simulate(clock, {
        rateLimit: 1000,
        concurrency: 8,
        ms: () => ms,
        answer: (_request, now) => (limit(now) ? created : { status: 429, headers }),
      });
      const statuses = await writeAll(clock, target, 3000);
      assert.deepEqual([...new Set(statuses)], [201]);
      const refused = target.seen.filter(({ status }) => status === 429).length;
      assert.ok(refused < 30, `${refused} requests were refused`);
      assert.ok(refused > 0, "the limit was met");
      assert.ok(clock.now() < 130_000, `it took ${clock.now()} ms instead of 30 s`);
    });
  }
}

for (const [says, concurrency, limit] of [
  ["what is left of its limit", 8, { "x-ratelimit-limit": "100" }],
  ["what is left, and not of what", 1, {}],
] as const) {
  test(`a target that tells ${says} refuses nothing`, async () => {
    const clock = new SimulatedClock();
    let window = 0;
    let left = 100;
    const target = simulate(clock, {
      rateLimit: 1000,
      concurrency,
      ms: () => 10,
      answer(_request, now) {
        const current = Math.floor(now / 5000);
        if (current !== window) [window, left] = [current, 100];
        if (left === 0) return { status: 429 };
        left -= 1;
        const reset = String(Math.ceil(((current + 1) * 5000 - now) / 1000));
        const told = { "x-ratelimit-remaining": String(left), "x-ratelimit-reset": reset };
        return { ...created, headers: { ...limit, ...told } };
      },
    });
    assert.deepEqual([...new Set(await writeAll(clock, target, 1000))], [201]);
    assert.deepEqual([...new Set(target.seen.map(({ status }) => status))], [201]);
  });
}

test("a target that always says that nothing is left is not believed for long", async () => {
  const clock = new SimulatedClock();
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "60" };
  const target = simulate(clock, {
    rateLimit: 1000,
    concurrency: 1,
    ms: () => 10,
    answer: () => ({ ...created, headers }),
  });
  await writeAll(clock, target, 1000);
  assert.ok(clock.now() < 90_000, String(clock.now()));
});

const year2030 = "Tue, 01 Jan 2030 00:00:00 GMT";
const quiets: readonly (readonly [number, Record<string, string>, number])[] = [
  [429, { "retry-after": "3" }, 3000],
  [429, { "retry-after": "0.25" }, 250],
  // Its clock is years ahead: only the difference counts.
  [429, { date: year2030, "retry-after": "Tue, 01 Jan 2030 00:00:07 GMT" }, 7000],
  [503, { "retry-after": "2" }, 2000],
  [429, {}, 1000],
];

for (const [status, headers, quietMs] of quiets) {
  test(`one ${status} with ${JSON.stringify(headers)} stops all requests for ${quietMs} ms`, async () => {
    const clock = new SimulatedClock();
    let number = 0;
    const target = simulate(clock, {
      rateLimit: 1000,
      concurrency: 4,
      ms: () => 20,
      answer: () => ((number += 1) === 50 ? { status, headers } : created),
    });
    assert.deepEqual([...new Set(await writeAll(clock, target, 100))], [201]);
    const at = target.seen.findIndex((each) => each.status === status);
    const told = (target.seen[at]?.at ?? 0) + 10;
    const early = target.seen.slice(at + 1).filter((each) => each.at > told + 10 && each.at < told + quietMs);
    assert.deepEqual(early, []);
    assert.equal(target.seen.length, 101);
  });
}

test("refusals without Retry-After are waited out twice as long each time", async () => {
  const clock = new SimulatedClock();
  let number = 0;
  const target = simulate(clock, {
    rateLimit: 1000,
    concurrency: 1,
    ms: () => 0,
    answer: () => ((number += 1) <= 8 ? { status: 429 } : created),
  });
  assert.deepEqual(await writeAll(clock, target, 1), [201]);
  const at = target.seen.map((each) => each.at);
  const waits = at.slice(1).map((time, index) => Math.round((time - (at[index] ?? 0)) / 1000));
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
});

test("a target that says 'at once' again and again is not taken at its word", async () => {
  const clock = new SimulatedClock();
  let number = 0;
  const target = simulate(clock, {
    rateLimit: 1000,
    concurrency: 1,
    ms: () => 0,
    answer: () => ((number += 1) <= 4 ? { status: 429, headers: { "retry-after": "0" } } : created),
  });
  assert.deepEqual(await writeAll(clock, target, 1), [201]);
  assert.ok(clock.now() >= 14_000);
});

test("after a wish for more quiet than a cycle has time for nothing is sent any more", async () => {
  const clock = new SimulatedClock();
  const target = simulate(clock, {
    rateLimit: 1000,
    concurrency: 4,
    ms: () => 20,
    answer: () => ({ status: 429, headers: { "retry-after": "3600" } }),
  });
  const sends = Array.from({ length: 40 }, async () => await writeAll(clock, target, 1));
  for (const result of await Promise.allSettled(sends)) {
    assert.ok(result.status === "rejected" && result.reason instanceof StopError);
    assert.match(result.reason.message, /60 minutes/);
  }
  assert.ok(target.seen.length <= 4, `${target.seen.length} requests`);
  assert.ok(clock.now() < 1000);
});

test("concurrency falls while answers are slow, and comes back when they are quick again", async () => {
  const clock = new SimulatedClock();
  let weak = false;
  const target = simulate(clock, {
    rateLimit: 100_000,
    concurrency: 16,
    // Weak: what it does at the same time it does at a crawl.
    ms: (underWay) => (weak && underWay > 4 ? 200 * underWay : 20),
    answer: () => created,
  });
  await writeAll(clock, target, 500);
  assert.equal(target.most, 16);
  weak = true;
  await writeAll(clock, target, 200);
  target.most = 0;
  await writeAll(clock, target, 20);
  assert.ok(target.most <= 8, `${target.most} at the same time`);
  weak = false;
  await writeAll(clock, target, 2000);
  target.most = 0;
  await writeAll(clock, target, 100);
  assert.equal(target.most, 16);
});

test("a target that is slow by nature keeps its concurrency", async () => {
  const clock = new SimulatedClock();
  let ms = 20;
  const target = simulate(clock, {
    rateLimit: 100_000,
    concurrency: 8,
    ms: () => ms,
    answer: () => created,
  });
  await writeAll(clock, target, 100);
  ms = 2000;
  await writeAll(clock, target, 250);
  target.most = 0;
  await writeAll(clock, target, 100);
  assert.equal(target.most, 8);
});

test("concurrency falls with each round of failures, to one at the least", async () => {
  const clock = new SimulatedClock();
  let broken = true;
  const target = simulate(clock, {
    rateLimit: 100_000,
    concurrency: 16,
    ms: () => 20,
    answer: () => (broken ? { status: 500 } : created),
  });
  await writeAll(clock, target, 100);
  target.most = 0;
  await writeAll(clock, target, 20);
  assert.equal(target.most, 1);
  broken = false;
  await writeAll(clock, target, 300);
  target.most = 0;
  await writeAll(clock, target, 100);
  assert.equal(target.most, 16);
});

test("the configured rate is never exceeded", async () => {
  const clock = new SimulatedClock();
  const target = simulate(clock, { rateLimit: 10, concurrency: 8, ms: () => 5, answer: () => created });
  await writeAll(clock, target, 100);
  const limit = slidingWindow(11, 1000);
  assert.ok(target.seen.every(({ at }) => limit(at)));
});
