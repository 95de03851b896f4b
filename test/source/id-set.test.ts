import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { IdSet } from "../../src/source/id-set.ts";

test("IdSet tells ids it was given from others", () => {
  const ids = Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? randomUUID() : `user-${index}`));
  const set = new IdSet();
  for (const id of ids) assert.equal(set.add(id), true);
  for (const id of ids) {
    assert.equal(set.add(id), false);
    assert.equal(set.has(id), true);
  }
  assert.equal(set.size, 5000);
  assert.equal(set.has(randomUUID()), false);
  assert.equal(set.has("user-2"), false);
});

test("IdSet takes ids that differ in case for different ids", () => {
  const set = new IdSet();
  set.add("AB54053b-59ee-4f50-a500-4b7013a5918e");
  assert.equal(set.has("ab54053b-59ee-4f50-a500-4b7013a5918e"), false);
});

test("IdSet holds the id that is all zeros", () => {
  const set = new IdSet();
  const zero = "00000000-0000-0000-0000-000000000000";
  assert.equal(set.has(zero), false);
  assert.equal(set.add(zero), true);
  assert.equal(set.add(zero), false);
  assert.equal(set.size, 1);
});

test("IdSet stays fast with ids that were counted up", () => {
  const set = new IdSet();
  for (let number = 0; number < 100_000; number += 1) {
    set.add(`00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`);
  }
  assert.equal(set.size, 100_000);
});
