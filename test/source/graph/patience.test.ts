import assert from "node:assert/strict";
import { test } from "node:test";
import { TransportError } from "../../../src/http/transport-error.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import {
  createWaits,
  cyclePatience,
  tellWaits,
  TransientAnswer,
  transientAnswer,
} from "../../../src/source/graph/patience.ts";

const minute = 60_000;
const failed = new TransientAnswer({ asked: false, waitMs: null });
const unreachable = new TransportError("https://x", {
  fault: "unreachable",
  sent: false,
  reason: "connection refused",
  cause: null,
});

/** One failure so many milliseconds after the one before; how long to wait then. */
type Fail = (error: Error, options?: { after: number }) => number | null;

/** A request that fails at times which the test says. */
function request({ answered = true } = {}): Fail {
  let time = 0;
  const waitFor = createWaits({ patience: cyclePatience, answered }, () => time);
  return (error, { after } = { after: 0 }) => {
    time += after;
    return waitFor(error);
  };
}

function asked(waitMs: number | null): TransientAnswer {
  return new TransientAnswer({ asked: true, waitMs });
}

/** How long the request is tried where every try fails at once. */
function triedFor(error: Error, options?: { answered: boolean }): { minutes: number; tries: number } {
  const fail = request(options);
  let [spent, tries] = [0, 1];
  for (let wait = fail(error); wait !== null; wait = fail(error, { after: wait })) {
    spent += wait;
    tries += 1;
  }
  return { minutes: spent / minute, tries };
}

test("a request that Graph puts off waits as long as Graph says", () => {
  for (const waitMs of [0, 249, 10_000, 29 * minute]) assert.equal(request()(asked(waitMs)), waitMs);
});

test("a request that Graph puts off again and again waits at least as long as without its word", () => {
  const fail = request();
  fail(asked(0));
  const second = fail(asked(0)) ?? 0;
  assert.ok(second >= 750 && second <= 1250);
  for (let tries = 3; tries < 10; tries += 1) fail(asked(0));
  assert.ok((fail(asked(0)) ?? 0) >= 22_500);
  assert.equal(fail(asked(5 * minute)), 5 * minute);
});

test("a request that Graph puts off is given up after half an hour", () => {
  for (const waitMs of [null, 0, 60_000]) {
    const { minutes, tries } = triedFor(asked(waitMs));
    assert.ok(minutes > 28 && minutes <= 30, String(minutes));
    assert.ok(tries >= 30 && tries < 120, String(tries));
  }
  assert.equal(request()(asked(31 * minute)), null);
});

test("a request that fails is given up after five minutes", () => {
  for (const error of [failed, unreachable, new StopError("unreachable", "no token", { cure: "" })]) {
    const { minutes, tries } = triedFor(error);
    assert.ok(minutes > 4 && minutes <= 5, String(minutes));
    assert.ok(tries > 10 && tries < 20, String(tries));
  }
});

test("a request that Graph puts off has all of its tries left for failures", () => {
  const fail = request();
  assert.notEqual(fail(failed), null);
  assert.notEqual(fail(failed, { after: 4 * minute }), null);
  assert.equal(fail(asked(2 * minute)), 2 * minute);
  assert.notEqual(fail(failed, { after: 2 * minute }), null);
  assert.notEqual(fail(failed, { after: 4 * minute }), null);
  assert.equal(fail(failed, { after: minute }), null);
});

test("a request is given up after eight seconds where nobody has ever answered", () => {
  const { minutes, tries } = triedFor(unreachable, { answered: false });
  // With the longest waits that chance gives, the third one would end beyond the eight seconds.
  assert.ok(minutes * 60 > 2 && minutes * 60 <= 8, String(minutes));
  assert.ok(tries >= 3);
  assert.ok(triedFor(failed, { answered: false }).minutes > 4);
});

test("a request that nothing helps is given up at once", () => {
  const certificate = { fault: "certificate", sent: false, reason: "not trusted", cause: null } as const;
  for (const error of [
    new TransportError("https://x", certificate),
    new StopError("credentials", "the secret is wrong", { cure: "" }),
    new Error("a defect"),
  ]) {
    assert.equal(request()(error), null, error.message);
  }
});

test("tellWaits() tells neither of short waits nor twice of one", () => {
  const told: number[] = [];
  let time = 0;
  const tell = tellWaits(
    ({ ms }) => told.push(ms),
    () => time,
  );
  function wait(ms: number, { after }: { after: number }): void {
    time += after;
    tell({ reason: "Microsoft Graph asks for patience", ms });
  }
  wait(2_999, { after: 0 });
  wait(60_000, { after: 0 });
  wait(61_000, { after: 1_000 });
  wait(5_000, { after: 1_000 });
  wait(90_000, { after: 1_000 });
  wait(3_000, { after: 90_000 });
  assert.deepEqual(told, [60_000, 90_000, 3_000]);
});

test("transientAnswer() knows which answers ask for patience, and which say only that something failed", () => {
  const later = new Date(Date.now() + 10 * minute).toUTCString();
  for (const [status, retryAfter, expected] of [
    [429, "7", { asked: true, waitMs: 7000 }],
    [429, "0.249", { asked: true, waitMs: 249 }],
    [429, "0", { asked: true, waitMs: 0 }],
    [429, "Sun, 01 Nov 2015 12:00:00 GMT", { asked: true, waitMs: 0 }],
    [429, undefined, { asked: true, waitMs: null }],
    [429, "soon", { asked: true, waitMs: null }],
    [503, "3", { asked: true, waitMs: 3000 }],
    [503, undefined, { asked: false, waitMs: null }],
    [504, undefined, { asked: false, waitMs: null }],
    [500, undefined, { asked: false, waitMs: null }],
    [502, undefined, { asked: false, waitMs: null }],
    [408, undefined, { asked: false, waitMs: null }],
  ] as const) {
    const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
    const answer = transientAnswer({ status, headers });
    const { asked: isAsked, waitMs } = answer ?? {};
    assert.deepEqual({ asked: isAsked, waitMs }, expected, `${status} ${retryAfter ?? ""}`);
  }
  const { waitMs } = transientAnswer({ status: 429, headers: { "retry-after": later } }) ?? {};
  assert.ok(Math.abs((waitMs ?? 0) - 10 * minute) < 5000);
  for (const status of [200, 204, 400, 401, 403, 404, 410, 501]) {
    assert.equal(transientAnswer({ status, headers: { "retry-after": "1" } }), null);
  }
});
