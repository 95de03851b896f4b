import assert from "node:assert/strict";
import { test } from "node:test";
import { nextTry } from "../../src/rules/backoff.ts";

const first = new Date("2026-11-01T00:00:00Z");
const hour = 3_600_000;

function after(hours: number, options: { removal?: boolean; transient?: boolean } = {}): number | null {
  const now = new Date(first.getTime() + hours * hour);
  const earlier = hours === 0 ? null : { attempts: 1, firstFailed: first };
  const next = nextTry(
    { transient: options.transient ?? false },
    { earlier, now, removal: options.removal ?? false },
  );
  return next === null ? null : (next.getTime() - first.getTime()) / hour;
}

test("nextTry() comes 6, 12 and 24 hours after the first failure, then daily", () => {
  assert.deepEqual(
    [0, 6, 12, 24, 48, 50].map((hours) => after(hours)),
    [6, 12, 24, 48, 72, 72],
  );
});

test("nextTry() gives up after 28 days, except for removals", () => {
  assert.equal(after(27 * 24), 28 * 24);
  assert.equal(after(28 * 24), null);
  assert.equal(after(28 * 24, { removal: true }), 29 * 24);
});

test("nextTry() lets a transient failure wait for the next cycle only", () => {
  const next = after(3, { transient: true });
  assert.ok(next !== null && next > 3 && next < 3.001);
});
