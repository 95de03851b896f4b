import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedCapabilities } from "../../src/rules/target-capabilities.ts";
import { readDescription, unknownTarget } from "../../src/rules/target-description.ts";

const schema = { user: [], group: [] };

test("readDescription() gives back what was stored", () => {
  const bulk = { maxOperations: 100, maxPayloadBytes: 1_000 };
  for (const capabilities of [
    {},
    expectedCapabilities,
    { bulk, patch: false, pageSize: 50, hasGroups: false },
  ]) {
    const description = { schema, capabilities, learned: capabilities };
    assert.deepEqual(readDescription(JSON.parse(JSON.stringify(description))), description);
  }
});

test("readDescription() leaves out what it does not understand", () => {
  for (const stored of [null, 7, "x", [], {}, { schema: { user: "x" }, capabilities: 7, learned: null }]) {
    assert.deepEqual(readDescription(stored), unknownTarget);
  }
  const odd = { patch: "yes", bulk: { maxOperations: 0 }, pageSize: 2.5, users: 7, etag: true, tomorrow: 1 };
  assert.deepEqual(readDescription({ capabilities: odd }).capabilities, { etag: true });
});

test("readDescription() knows the schema that an earlier release stored alone", () => {
  assert.deepEqual(readDescription(schema), { ...unknownTarget, schema });
});
