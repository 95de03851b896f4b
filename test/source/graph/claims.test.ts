import assert from "node:assert/strict";
import { test } from "node:test";
import { ownClaim } from "../../../src/source/graph/chains/claims.ts";

const selection = { user: ["id", "displayName", "mail", "tags"], group: [], manager: ["id"] };
const found = { id: "1", displayName: "Ada", tags: ["a", "b"], manager: { id: "2" } };
const gone = { "@removed": { reason: "changed" } };

for (const [what, row, isBorneOut] of [
  ["a value that is the same", { displayName: "Ada" }, true],
  ["another value", { displayName: "Eve" }, false],
  ["a value that was taken away", { mail: null }, true],
  ["a value taken away that is still there", { displayName: null }, false],
  ["a list that is the same", { tags: ["a", "b"] }, true],
  ["another list", { tags: ["b"] }, false],
  ["nothing that can be seen", { city: "Berlin" }, false],
  ["the manager", { "manager@delta": [{ id: "2" }] }, true],
  ["the manager after another", { "manager@delta": [{ id: "3", ...gone }, { id: "2" }] }, true],
  ["another manager", { "manager@delta": [{ id: "3" }] }, false],
  ["that the manager was taken away", { "manager@delta": [{ id: "2", ...gone }] }, false],
  ["that there is no manager", { "manager@delta": [] }, false],
  ["that the user is deleted", gone, false],
] as const) {
  test(`a row that tells of ${what} is ${isBorneOut ? "" : "not "}borne out`, () => {
    assert.equal(ownClaim({ id: "1", ...row }, selection)(found), isBorneOut);
  });
}

test("only a row that tells of a deletion is borne out where the user is not found", () => {
  assert.equal(ownClaim({ id: "1", ...gone }, selection)(null), true);
  assert.equal(ownClaim({ id: "1", displayName: "Ada" }, selection)(null), false);
});
