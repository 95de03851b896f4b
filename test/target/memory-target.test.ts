import assert from "node:assert/strict";
import { test } from "node:test";
import { testTarget } from "./contract.ts";
import { memoryTarget } from "./memory-target.ts";

const signal = new AbortController().signal;
const userName = { path: "userName", type: "string", multiValued: false, required: true } as const;
const schema = { user: [{ ...userName, caseExact: false, mutability: "readWrite" }], group: [] };
const ada = [{ path: "userName", from: null, to: "ada@example.com" }];

testTarget("memoryTarget()", () => {
  const target = memoryTarget({ pageSize: 3, schema });
  return Promise.resolve({ target, [Symbol.asyncDispose]: () => Promise.resolve() });
});

test("memoryTarget() fails on demand and writes nothing then", async () => {
  const target = memoryTarget();
  target.refuse = () => ({ kind: "unknown", message: "silence" });
  const result = await target.write({ kind: "create", type: "user", changes: ada }, { signal });
  assert.equal(result.kind, "unknown");
  assert.equal(target.users.size, 0);
});

test("memoryTarget() loses answers on demand and has done the work then", async () => {
  const target = memoryTarget();
  target.distort = () => ({ kind: "unknown", message: "silence" });
  const result = await target.write({ kind: "create", type: "user", changes: ada }, { signal });
  assert.equal(result.kind, "unknown");
  assert.equal(target.users.size, 1);
});
