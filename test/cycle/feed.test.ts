import assert from "node:assert/strict";
import { test } from "node:test";
import { printCycle } from "../../src/cli/print-cycle.ts";
import { StopError } from "../../src/rules/stop-error.ts";
import { accountOf, type Bench, membersOf, openBench } from "./fixture.ts";
import { worldOf } from "./world.ts";

/** A directory with change feeds and a second look: four by themselves, and a team of two of them and Eve. */
async function openFed(): Promise<Bench> {
  const bench = await openBench();
  const { directory } = bench;
  directory.confirmAfterMs = 60_000;
  directory.feeds.add("users").add("groups");
  for (const id of ["ada", "zoe", "cyd", "dan", "eve"]) directory.addUser(id);
  directory.addGroup("team", ["ada", "dan", "eve"]).assign("ada", "zoe", "cyd", "dan", "team");
  await bench.run();
  return bench;
}

test("runCycle() imports what has changed, and forgets nobody for having stayed the same", async () => {
  await using bench = await openFed();
  bench.directory.change("ada", { displayName: "Ada" });
  const { cycle } = await bench.run();
  assert.equal(accountOf(bench, "ada")["displayName"], "Ada");
  assert.equal(cycle.counts.updated, 1);
  assert.ok(cycle.counts.imported < 5, `${cycle.counts.imported} of 6 objects`);
  await bench.run();
  const { cycle: whole } = await bench.run({ kind: "reconcile" });
  assert.deepEqual([whole.counts.imported, whole.counts.disabled, whole.counts.deleted], [6, 0, 0]);
});

test("a read in which nobody has changed is no empty directory", async () => {
  await using bench = await openFed();
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.imported], ["succeeded", 1], "the group");
});

test("a complete read keeps the position in the change feed", async () => {
  await using bench = await openFed();
  const { state } = bench.job();
  bench.directory.change("ada", { displayName: "Ada" });
  await bench.run({ kind: "reconcile" });
  const kept = await state.watermark();
  assert.equal((kept as { changes: number }).changes, bench.directory.changes.length);
  bench.directory.change("zoe", { displayName: "Zoe" });
  await bench.run();
  assert.equal(accountOf(bench, "zoe")["displayName"], "Zoe");
});

for (const kind of ["incremental", "reconcile"] as const) {
  test(`runCycle() loses nothing when one before it died, at whatever page or in the wait (${kind})`, async () => {
    for (let page = 0; ; page += 1) {
      await using bench = await openFed();
      const { directory } = bench;
      change(bench);
      directory.beforePage = (number) => {
        if (number === page) throw new StopError("unreachable", "the directory is gone", { cure: "wait" });
      };
      bench.whileWaiting = () => {
        throw new StopError("leaseLost", "somebody else is at work", { cure: "wait" });
      };
      await assert.rejects(bench.run({ kind }), StopError);
      const diedWaiting = bench.waits.length > 0;
      directory.beforePage = () => undefined;
      bench.whileWaiting = () => undefined;
      directory.turns = 1;
      await bench.run();
      confirm(bench, `died at page ${page}`);
      if (diedWaiting) break;
    }
  });
}

function change({ directory }: Bench): void {
  directory.change("ada", { displayName: "Ada" }).purge("zoe").unassign("cyd");
  directory.members.get("team")?.delete("dan");
  directory.members.get("team")?.delete("ada");
  directory.addUser("fay").assign("fay");
}

function confirm(bench: Bench, when: string): void {
  const accounts = [...bench.target.users.values()].map(({ displayName, active }) =>
    [displayName, active].join(" "),
  );
  const expected = ["Ada true", "cyd false", "dan true", "eve true", "fay true", "zoe false"];
  assert.deepEqual(accounts.toSorted(), expected, when);
  assert.deepEqual(membersOf(bench, "team"), ["eve"], when);
}

test("a cycle tells of people whose attributes cannot be read, and of what the directory warns of", async () => {
  await using bench = await openFed();
  bench.directory.warnings = ["team is no security group"];
  bench.directory.unreadable.add("ada").add("zoe");
  const result = await bench.run({ kind: "reconcile" });
  const unreadable =
    "the directory shows no attributes of ada@example.com, zoe@example.com, what was known last holds";
  assert.deepEqual(result.cycle.warnings, ["team is no security group", unreadable]);
  const { context } = await bench.preview({ kind: "reconcile" });
  const { world, lines } = worldOf(bench);
  printCycle(world, { job: context.job, result, config: "config" });
  assert.ok(
    lines.includes(`\n  warning: team is no security group\n  warning: ${unreadable}`),
    lines.join("\n"),
  );
  assert.deepEqual((await bench.job().cycles.last())?.warnings, result.cycle.warnings);
});
