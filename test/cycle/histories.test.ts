import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Bench, openBench } from "./fixture.ts";
import { confirm, event, groups, happen, users } from "./history.ts";

const numRuns = Number(process.env["HISTORIES"] ?? 100);
const histories = { minLength: 5, maxLength: 40 };

test("whatever happens, two quiet cycles later the target is what the directory says, and a third writes nothing", async () => {
  const history = fc.array(event, histories);
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      await using bench = await openCompany();
      for (const each of events) await happen(bench, each);
      // What was lost by hand only a cycle over everything can see.
      await endHistory(bench, "initial");
    }),
    { numRuns },
  );
});

test("so it is where cycles follow change feeds, nested groups count, and the directory disagrees with itself", async () => {
  const history = fc.array(
    event.filter(({ kind }) => kind !== "lose"),
    histories,
  );
  await fc.assert(
    fc.asyncProperty(history, fc.boolean(), fc.boolean(), async (events, nested, tellsOfGroups) => {
      await using bench = await openCompany();
      const { directory } = bench;
      directory.confirmAfterMs = 60_000;
      directory.feeds.add("users");
      if (tellsOfGroups) directory.feeds.add("groups");
      directory.turns = 1;
      bench.rules = { ...bench.rules, nestedGroups: nested };
      directory.nested = nested;
      for (const each of events) await happen(bench, each);
      await endHistory(bench, "incremental");
    }),
    { numRuns },
  );
});

async function openCompany(): Promise<Bench> {
  const bench = await openBench();
  for (const id of users) bench.directory.addUser(id);
  for (const id of groups) bench.directory.addGroup(id);
  bench.directory.addUser("anchor").assign("anchor");
  return bench;
}

/** Two quiet cycles, the second with a look at everybody, and a third that finds nothing to do. */
async function endHistory(bench: Bench, kind: "initial" | "incremental"): Promise<void> {
  // A group that is empty now may have lost its members at any time.
  const allowEmpty = true;
  for (let round = 0; round < 2; round += 1) {
    // Escrows of earlier troubles come due.
    bench.now = new Date(bench.now.getTime() + 86_400_000);
    // Whoever was found nowhere by the first is gone when the turn comes round, which it does in a day.
    if (round === 1) bench.directory.turns = users.length;
    await bench.run({ kind: round === 0 ? kind : "incremental", allowEmpty });
  }
  confirm(bench);
  const writes = bench.target.writes.length;
  const last = await bench.run({ kind: "initial" });
  assert.equal(bench.target.writes.length, writes, JSON.stringify(bench.target.writes.slice(writes)));
  assert.deepEqual(last.cycle.failures, []);
}
