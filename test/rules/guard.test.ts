import assert from "node:assert/strict";
import { test } from "node:test";
import { guardCreates, guardRemovals } from "../../src/rules/guard.ts";
import type { Guard } from "../../src/rules/rules.ts";

const guard: Guard = {
  maxRemovals: 500,
  maxRemovalsPercent: 20,
  minimum: 10,
  minGroupSize: 10,
  maxCreates: 500,
  windowMs: 86_400_000,
};

test("guardRemovals() lets exactly the percentage pass and holds one more", () => {
  assert.deepEqual(guardRemovals(guard, { planned: 40, base: 200 }), { holds: false, limit: 40 });
  assert.deepEqual(guardRemovals(guard, { planned: 41, base: 200 }), { holds: true, limit: 40 });
});

test("guardRemovals() holds above the number however large the class is", () => {
  assert.deepEqual(guardRemovals(guard, { planned: 500, base: 100_000 }), { holds: false, limit: 500 });
  assert.deepEqual(guardRemovals(guard, { planned: 501, base: 100_000 }), { holds: true, limit: 500 });
});

test("guardRemovals() holds more than half of a class below the minimum", () => {
  assert.equal(guardRemovals(guard, { planned: 4, base: 9 }).holds, false);
  assert.equal(guardRemovals(guard, { planned: 5, base: 9 }).holds, true);
  assert.equal(guardRemovals(guard, { planned: 1, base: 1 }).holds, true);
  assert.equal(guardRemovals(guard, { planned: 0, base: 0 }).holds, false);
});

test("guardCreates() limits every cycle but the first", () => {
  assert.equal(guardCreates(guard, { planned: 501, first: false }).holds, true);
  assert.equal(guardCreates(guard, { planned: 500, first: false }).holds, false);
  assert.equal(guardCreates(guard, { planned: 100_000, first: true }).holds, false);
});
