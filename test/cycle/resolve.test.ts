import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveChanges } from "../../src/cycle/resolve.ts";

test("resolveChanges() keeps additions additions, and elements what they are", () => {
  const changes = [
    { path: "roles", from: null, to: [{ value: "Admin", primary: false }], adds: true },
    { path: "title", from: "A", to: "B" },
  ] as const;
  assert.deepEqual(resolveChanges(changes, new Map()), { changes, unresolved: [] });
});
