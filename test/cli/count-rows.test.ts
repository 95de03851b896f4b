import assert from "node:assert/strict";
import { test } from "node:test";
import { countRows } from "../../src/cli/count-rows.ts";
import type { Counts, CycleKind, StoredCycle } from "../../src/store/cycles.ts";
import { rules } from "../cycle/fixture.ts";

function rowsOf(kind: CycleKind, counts: Partial<Counts>, group = rules.group): readonly string[] {
  const none = { imported: 0, planned: 0, created: 0, updated: 0, linked: 0, disabled: 0 };
  const cycle: StoredCycle = {
    job: "dialpad",
    kind,
    cycleId: "c",
    state: "succeeded",
    counts: { ...none, enabled: 0, deleted: 0, skipped: 0, failed: 0, held: 0, ...counts },
    requests: { source: 0, target: 0 },
    durationMs: 0,
    failures: [],
    doubts: [],
    warnings: [],
    startedAt: new Date(),
    endedAt: null,
  };
  const result = { cycle, shown: { users: 1_170, groups: 1 } };
  return countRows({ job: { rules: { ...rules, group } }, result }).map((row) => row.join(": "));
}

test("countRows() says of what the counts of a whole cycle are, and why they differ", () => {
  const counts = { imported: 1_171, planned: 1_170, created: 1_160, linked: 7, updated: 5, skipped: 3 };
  assert.deepEqual(rowsOf("initial", counts, null), [
    "imported: 1,171 (1,170 users, 1 group)",
    "planned: 1,170 (users only: this job provisions no groups)",
    "created: 1,160",
    "updated: 5",
    "linked: 7 (had an account already; where values differed, they are among the updated, too)",
    "skipped: 3 (nothing written)",
  ]);
  assert.equal(rowsOf("reconcile", { planned: 1_171 })[1], "planned: 1,171 (all users and groups)");
});

test("countRows() shows import and plan of a quiet incremental cycle, and that most of it has not changed", () => {
  assert.deepEqual(rowsOf("incremental", { imported: 1_171 }), [
    "imported: 1,171 (1,170 users, 1 group, changed or not)",
    "planned: 0 (what has changed or was due)",
  ]);
});
