import assert from "node:assert/strict";
import { test } from "node:test";
import { type Allowance, allowanceOf } from "../../../../src/target/scim/pressure/allowance.ts";

const date = "Sun, 01 Nov 2026 12:00:00 GMT";
const epoch = Date.parse(date) / 1000;

const told: readonly (readonly [Readonly<Record<string, string>>, Allowance | null])[] = [
  [{ ratelimit: "limit=100, remaining=5, reset=3" }, { left: 5, limit: 100, resetMs: 3000 }],
  [
    { ratelimit: '"default";r=5;t=3', "ratelimit-policy": '"default";q=100;w=10' },
    { left: 5, limit: 100, resetMs: 3000 },
  ],
  [{ ratelimit: '"default";r=5;t=3' }, { left: 5, limit: null, resetMs: 3000 }],
  [
    { "ratelimit-remaining": "5", "ratelimit-reset": "3", "ratelimit-limit": "100, 100;w=10" },
    { left: 5, limit: 100, resetMs: 3000 },
  ],
  [
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(epoch + 7), date },
    { left: 0, limit: null, resetMs: 7000 },
  ],
  [
    { "x-rate-limit-remaining": "0", "x-rate-limit-reset": String((epoch + 7) * 1000), date },
    { left: 0, limit: null, resetMs: 7000 },
  ],
  // What is over by its own clock is over.
  [
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(epoch - 7), date },
    { left: 0, limit: null, resetMs: 0 },
  ],
  [{ "x-ratelimit-remaining": "5" }, null],
  [{ "x-ratelimit-remaining": "many", "x-ratelimit-reset": "3" }, null],
  [{ ratelimit: "unlimited" }, null],
  [{}, null],
];

for (const [headers, expected] of told) {
  test(`allowanceOf() reads ${JSON.stringify(headers)}`, () => {
    assert.deepEqual(
      allowanceOf(headers, () => epoch * 1000),
      expected,
    );
  });
}
