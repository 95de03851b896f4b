import assert from "node:assert/strict";
import { test } from "node:test";
import { changeText } from "../../src/cli/change-text.ts";
import { inColumns } from "../../src/cli/columns.ts";
import { holdText } from "../../src/cli/hold-text.ts";
import { csvHeader, csvLine } from "../../src/cli/log-csv.ts";
import { logLines } from "../../src/cli/log-table.ts";
import { mergeByTime } from "../../src/cli/merge-by-time.ts";
import { duration } from "../../src/cli/phrases.ts";
import { printable } from "../../src/cli/printable.ts";
import { openProgress, progressLine, waitLine } from "../../src/cli/progress.ts";
import { someOf } from "../../src/rules/some-of.ts";
import type { LogEntry } from "../../src/store/log.ts";

const entry: LogEntry = {
  time: "2026-11-21T08:30:00.000Z",
  job: "dialpad",
  cycleId: "c1",
  action: "update",
  status: "success",
  type: "user",
  source: { id: "u1", name: 'Ada "Countess", Lovelace' },
  target: { id: "t1" },
  steps: [],
  changes: [{ path: "title", from: "Engineer", to: "Senior Engineer" }],
  error: null,
  durationMs: 12,
};

test("changeText() says what was and what is", () => {
  assert.equal(changeText({ path: "title", from: "A", to: "B" }), 'title "A" → "B"');
  assert.equal(changeText({ path: "title", from: null, to: "B" }), 'title "B"');
  assert.equal(changeText({ path: "title", from: "A", to: null }), 'title "A" → (none)');
  assert.equal(changeText({ path: "manager", from: null, to: { ref: "u1" } }), "manager the account of u1");
  assert.equal(changeText({ path: "members", from: ["a"], to: ["b", "c"] }), "members +2 −1");
});

test("holdText() gives the exact numbers, or the doubt", () => {
  const hold = { guardClass: "userRemovals", planned: 41, base: 120, limit: 24, doubtful: false } as const;
  assert.equal(holdText(hold), "41 of 120 users would lose access, the limit is 24");
  assert.match(
    holdText({ ...hold, guardClass: "memberRemovals", doubtful: true }),
    /the directory's answer is in doubt$/,
  );
  assert.equal(
    holdText({ ...hold, guardClass: "creates", planned: 1_200, base: null, limit: 500 }),
    "1,200 accounts would be created, the limit is 500",
  );
});

test("inColumns() aligns all but the last column", () => {
  assert.deepEqual(
    inColumns([
      ["a", "b"],
      ["long", "c"],
    ]),
    ["a     b", "long  c"],
  );
});

test("csvLine() quotes as RFC 4180 has it", () => {
  const line = csvLine(entry);
  assert.ok(line.includes(',"Ada ""Countess"", Lovelace",t1,"title ""Engineer"" → ""Senior Engineer""",'));
  assert.equal(csvHeader.split(",").length, 14);
  const details = "title is left alone: x";
  const steps = [{ name: "processing", status: "warning", details }] as const;
  assert.match(csvLine({ ...entry, steps }), /,12,title is left alone: x$/);
});

test("logLines() shortens what does not fit into a line", () => {
  const changes = Array.from({ length: 20 }, (_, index) => ({
    path: `attribute${index}`,
    from: null,
    to: "x",
  }));
  const [line = ""] = logLines({ ...entry, changes }, { steps: false });
  assert.match(line, /attribute0 "x", .* and \d+ more$/);
});

test("logLines() says why access has ended", () => {
  const details = 'outOfScope: is "Marketing": does not pass department EQUALS "Sales"';
  const steps = [
    { name: "import", status: "success", details: "active" },
    { name: "scoping", status: "skipped", details },
    { name: "processing", status: "success", details: "disable: access has ended" },
  ] as const;
  const changes = [{ path: "active", from: "true", to: "false" }];
  const [disable = ""] = logLines({ ...entry, action: "disable", steps, changes }, { steps: false });
  assert.ok(disable.endsWith(`active "true" → "false" (${details})`), disable);
  const [remove = ""] = logLines({ ...entry, action: "delete", steps, changes: [] }, { steps: false });
  assert.ok(remove.endsWith(`  ${details}`), remove);
});

test("mergeByTime() puts several jobs' entries in order", async () => {
  const merged = await Array.fromAsync(mergeByTime([list("1", "4"), list(), list("2", "3", "5")]));
  assert.deepEqual(
    merged.map(({ time }) => time),
    ["1", "2", "3", "4", "5"],
  );
});

test("duration() fits its unit to its size", () => {
  const cases = [340, 21_400, 200_000, 7_500_000].map(duration);
  assert.deepEqual(cases, ["340 ms", "21.4 s", "3 min 20 s", "2 h 5 min"]);
});

test("someOf() counts what it leaves out", () => {
  assert.equal(someOf(["a", "b"], 2), "a, b");
  assert.equal(someOf(["a", "b", "c", "d"], 2), "a, b and 2 more");
});

test("printable() lets no name command the terminal, and keeps JSON the same", () => {
  assert.equal(printable("a\u001b[2Jb\nc\td\u202e"), "a\\u001b[2Jb\nc\td\\u202e");
  const text = JSON.stringify({ name: "x\u009by" });
  assert.deepEqual(JSON.parse(printable(text)), { name: "x\u009by" });
});

test("progressLine() shows rate and remaining time once they mean something", () => {
  const startTime = Date.now() - 10_000;
  const line = progressLine("dialpad", { value: 100, startTime }, { stage: "apply", from: 0, total: 200 });
  assert.match(line, /^dialpad {2}apply {2}█{15}░{15} {2}100 of 200 {2}10\/s {2}(10|9)\.\d s left$/);
  const counting = progressLine(
    "dialpad",
    { value: 1_234, startTime: Date.now() },
    { stage: "import", from: 0, total: null },
  );
  assert.equal(counting, "dialpad  import  1,234");
});

test("waitLine() counts who seems gone, and the seconds until the second look", () => {
  const cases = [
    [3, 1, 500, "3 users and 1 group seem gone: looking again in 60 s"],
    [1, 0, 500, "1 user seems gone: looking again in 60 s"],
    [0, 2_000, 60_500, "2,000 groups seem gone: looking again now"],
  ] as const;
  for (const [user, group, elapsed, text] of cases) {
    const startTime = Date.now() - elapsed;
    const progress = { stage: "secondLook", ms: 60_000, seemGone: { user, group } } as const;
    assert.equal(waitLine("dialpad", { startTime }, progress), `dialpad  import  ${text}`);
  }
});

test("waitLine() counts the time until the directory is asked again", () => {
  const reason = "Microsoft Graph asks for patience";
  const [short, long] = [42_000, 200_000].map((ms) =>
    waitLine("dialpad", { startTime: Date.now() }, { stage: "wait", ms, reason }),
  );
  assert.equal(short, "dialpad  import  Microsoft Graph asks for patience, next try in 42 s");
  assert.equal(long, "dialpad  import  Microsoft Graph asks for patience, next try in 3 min 20 s");
});

test("openProgress() tells of a long wait where there is no terminal, and of nothing else", () => {
  const reports: string[] = [];
  using progress = openProgress({ terminal: null, report: (text) => void reports.push(text) }, "dialpad");
  progress.show({ stage: "import", done: 1, total: null });
  progress.show({ stage: "wait", ms: 1_000, reason: "Microsoft Graph asks for patience" });
  progress.show({ stage: "secondLook", ms: 60_000, seemGone: { user: 1, group: 1 } });
  assert.deepEqual(reports, ["dialpad  import  1 user and 1 group seem gone: looking again in 60 s"]);
});

async function* list(...times: readonly string[]): AsyncGenerator<{ time: string }, void, undefined> {
  for (const time of times) yield { time };
}
