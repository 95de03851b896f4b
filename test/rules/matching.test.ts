import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesKey, termsOf } from "../../src/rules/matching.ts";

const ada = { userName: "Ada@example.com", externalId: "E1", name: { familyName: "Lovelace" } };

test("matchesKey() wants every term", () => {
  const family = { path: "name.familyName", value: "lovelace" };
  assert.ok(matchesKey(ada, family));
  assert.ok(matchesKey(ada, { ...family, and: [{ path: "externalId", value: "E1" }] }));
  assert.ok(!matchesKey(ada, { ...family, and: [{ path: "externalId", value: "E2" }] }));
  assert.ok(!matchesKey(ada, { ...family, value: "Byron", and: [{ path: "externalId", value: "E1" }] }));
  assert.ok(!matchesKey(ada, { path: "no path at all", value: "" }));
});

test("matchesKey() minds case as each term says, and else as the attribute does", () => {
  assert.ok(matchesKey(ada, { path: "userName", value: "ada@EXAMPLE.com" }));
  assert.ok(!matchesKey(ada, { path: "userName", value: "ada@EXAMPLE.com", exact: true }));
  assert.ok(!matchesKey(ada, { path: "externalId", value: "e1" }));
  assert.ok(matchesKey(ada, { path: "externalId", value: "e1", exact: false }));
  const and = [{ path: "name.familyName", value: "LOVELACE", exact: true }];
  assert.ok(!matchesKey(ada, { path: "userName", value: "ada@example.com", and }));
});

test("termsOf() has the key itself first", () => {
  const and = [{ path: "b", value: "2" }];
  assert.deepEqual(
    termsOf({ path: "a", value: "1", and }).map(({ path }) => path),
    ["a", "b"],
  );
});
