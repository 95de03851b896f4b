import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bench, membersOf, openBench } from "./fixture.ts";

/** A and b are in `team`, and no look at it shows them. */
async function openHiding(): Promise<Bench> {
  const bench = await openBench();
  bench.directory.addUser("a").addUser("b").addGroup("team", ["a", "b"]).assign("a", "b", "team");
  await bench.run();
  const read = bench.target.read.bind(bench.target);
  bench.target.read = async (type, id, options) => {
    const found = await read(type, id, options);
    if (found === null || type !== "group" || options.members !== true) return found;
    return { id, attributes: { ...found.attributes, members: [] } };
  };
  for (let day = 0; day < 3; day += 1) await bench.run({ kind: "reconcile" });
  return bench;
}

test("who leaves a group is taken out though no look has found them there", async () => {
  await using bench = await openHiding();
  bench.directory.members.set("team", new Set(["a"]));
  await bench.run();
  assert.deepEqual([...new Set(membersOf(bench, "team"))], ["a"]);
  assert.equal(await writesOf(bench), 0);
});

test("a removal that is refused of somebody whom no look has found is told and not tried for ever", async () => {
  await using bench = await openHiding();
  const failure = { code: "BadRequest", message: "no such member", cure: null, transient: false };
  bench.target.refuse = (write) => (write.kind === "members" ? { kind: "failed", failure } : null);
  bench.directory.members.set("team", new Set(["a"]));
  assert.equal((await bench.run()).cycle.counts.failed, 1);
  for (let day = 0; day < 3; day += 1) {
    bench.now = new Date(bench.now.getTime() + 86_400_000);
    assert.equal(await writesOf(bench), 0);
  }
});

/** How many writes one more reconcile sends. */
async function writesOf(bench: Bench): Promise<number> {
  const before = bench.target.writes.length;
  assert.equal((await bench.run({ kind: "reconcile" })).cycle.counts.failed, 0);
  return bench.target.writes.length - before;
}
