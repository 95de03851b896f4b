import assert from "node:assert/strict";
import { test } from "node:test";
import { createStrain } from "../../../src/source/graph/pace.ts";

let time = 0;

function strained(percentage: string): ReturnType<typeof createStrain> {
  const strain = createStrain(() => time);
  strain.heed({ "x-ms-throttle-limit-percentage": percentage });
  return strain;
}

test("gapMs() grows with the share of the limit that is used, from 80 % on", () => {
  for (const [percentage, gapMs] of [
    ["0.8", 0],
    ["0.9", 50],
    ["1.0", 100],
    ["1.8", 500],
    ["0.5", 0],
    ["much", 0],
  ] as const) {
    assert.equal(Math.round(strained(percentage).gapMs()), gapMs, percentage);
  }
  const unheard = createStrain(() => time);
  unheard.heed({});
  assert.equal(unheard.gapMs(), 0);
});

test("gapMs() recovers by half every five seconds, unless it is told again", () => {
  const strain = strained("1.0");
  time += 5000;
  assert.equal(Math.round(strain.gapMs()), 50);
  strain.heed({});
  strain.heed({ "x-ms-throttle-limit-percentage": "0.85" });
  assert.equal(Math.round(strain.gapMs()), 50);
  strain.heed({ "x-ms-throttle-limit-percentage": "0.95" });
  assert.equal(Math.round(strain.gapMs()), 75);
  time += 60_000;
  assert.ok(strain.gapMs() < 1);
});
