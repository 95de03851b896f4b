import assert from "node:assert/strict";
import { test } from "node:test";
import { writeMembers } from "../../src/cycle/write-members.ts";
import { group, linkAll, members, readDirectory } from "../store/fixture.ts";
import { memoryTarget } from "../target/memory-target.ts";
import { accountOf, type Bench, cycleParts, membersOf, openBench } from "./fixture.ts";

function idsOf(kind: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index}`);
}

test("a group of 50,000 members with ten changes costs two requests, none of which carries the others", async () => {
  await using bench = await openBench();
  const [stay, join, leave] = [idsOf("stay", 49_995), idsOf("join", 5), idsOf("leave", 5)];
  const job = bench.job();
  await readDirectory(job, [group("all"), members("all", [...stay, ...join])]);
  await linkAll(job, "user", Object.fromEntries([...join, ...leave].map((id) => [id, `t-${id}`])));
  await linkAll(job, "group", { all: "g1" });
  await job.members.remember(
    "g1",
    [...stay, ...leave].map((id) => `t-${id}`),
  );
  bench.target.groups.set("g1", { id: "g1", displayName: "all" });
  const planned = await job.members.plan([{ groupId: "all", targetId: "g1" }]);
  assert.deepEqual([...planned], [["all", { add: 5, remove: 5 }]]);
  for (const action of ["add", "remove"] as const) {
    await writeMembers(cycleParts(bench), { groupId: "all", targetId: "g1", action });
  }
  assert.equal(bench.target.requests, 2);
  assert.deepEqual(
    bench.target.writes.map((write) => write.kind === "members" && [write.add.length, write.remove.length]),
    [
      [5, 0],
      [0, 5],
    ],
  );
});

/** A team of three, two of them in it, known and written. */
async function openTeam(): Promise<Bench> {
  const bench = await openBench();
  bench.directory.addUser("a").addUser("b").addUser("c").addGroup("team", ["a", "b"]);
  bench.directory.assign("a", "b", "c", "team");
  await bench.run();
  return bench;
}

/** Takes members out of the target's group behind everybody's back, or puts them in. */
function setMembers(bench: Bench, displayName: string, ids: readonly string[] | null): void {
  for (const [id, stored] of bench.target.groups) {
    if (stored["displayName"] !== displayName) continue;
    const { members: _, ...others } = stored;
    const list = ids?.map((member) => ({ value: accountOf(bench, member).id }));
    bench.target.groups.set(id, list === undefined ? others : { ...others, members: list });
  }
}

async function warnings(bench: Bench): Promise<readonly string[]> {
  const entries = await Array.fromAsync(bench.job().log.search({ status: "warning" }));
  return entries.flatMap(({ steps }) =>
    steps.flatMap(({ status, details }) => (status === "warning" ? [details] : [])),
  );
}

test("a reconcile puts a member back that the target has lost, and takes out one who was put in there", async () => {
  await using bench = await openTeam();
  setMembers(bench, "team", ["b", "c"]);
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["b", "c"], "other cycles do not look");
  const { cycle } = await bench.run({ kind: "reconcile" });
  assert.deepEqual([membersOf(bench, "team"), cycle.counts.updated], [["a", "b"], 1]);
  const before = bench.target.writes.length;
  await bench.run({ kind: "reconcile" });
  assert.equal(bench.target.writes.length, before);
  for (let day = 0; day < 3; day += 1) {
    setMembers(bench, "team", []);
    await bench.run({ kind: "reconcile" });
    assert.deepEqual(membersOf(bench, "team"), ["a", "b"], "as often as it gets lost");
    await bench.run({ kind: "reconcile" });
  }
  assert.deepEqual(await warnings(bench), []);
});

test("a member that the target does not keep is put in twice, told once, and begins anew with its membership", async () => {
  await using bench = await openTeam();
  const lost = accountOf(bench, "a").id;
  bench.target.refuse = (write) =>
    write.kind === "members" && write.add.includes(lost) ? { kind: "done", id: write.id } : null;
  setMembers(bench, "team", ["b"]);
  const before = bench.target.writes.length;
  for (let day = 0; day < 4; day += 1) await bench.run({ kind: "reconcile" });
  assert.equal(bench.target.writes.length - before, 1);
  assert.deepEqual(await warnings(bench), [
    `the target does not keep these members: ${lost} were put in and are not there`,
  ]);
  bench.directory.members.set("team", new Set(["b", "c"]));
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["b", "c"]);
  bench.target.refuse = () => null;
  bench.directory.members.set("team", new Set(["a", "b", "c"]));
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["a", "b", "c"]);
  await bench.run({ kind: "reconcile" });
  assert.equal((await warnings(bench)).length, 1);
});

test("a target that shows no members is believed to have those it was given, and that is told once", async () => {
  await using bench = await openTeam();
  const read = bench.target.read.bind(bench.target);
  bench.target.read = async (type, id, options) => {
    const object = await read(type, id, options);
    if (object === null || type === "user") return object;
    const { members: _, ...attributes } = object.attributes;
    return { ...object, attributes };
  };
  const before = bench.target.writes.length;
  for (const kind of ["reconcile", "incremental", "reconcile"] as const) await bench.run({ kind });
  assert.equal(bench.target.writes.length, before);
  assert.deepEqual(await warnings(bench), [
    "the target shows no members of this group: those it was given are taken to be there",
  ]);
  bench.directory.members.set("team", new Set(["b", "c"]));
  await bench.run();
  assert.deepEqual(membersOf(bench, "team"), ["b", "c"]);
});

/** A group in a group, both assigned. */
async function openNested(refuses: boolean): Promise<Bench> {
  const bench = await openBench();
  bench.directory.addUser("a").addUser("b").addGroup("inner", ["a"]).addGroup("outer", ["b", "inner"]);
  bench.directory.assign("a", "b", "inner", "outer");
  const failure = { code: "UnprocessableEntity", message: "No such user", cure: null, transient: false };
  bench.target.refuse = (write) => {
    if (!refuses || write.kind !== "members") return null;
    const isGroup = write.add.some((id) => bench.target.groups.has(id));
    return isGroup ? { kind: "failed", failure } : null;
  };
  return bench;
}

test("a group that is a member of a group becomes one in the target", async () => {
  await using bench = await openNested(false);
  assert.equal((await bench.run()).cycle.state, "succeeded");
  const inner = [...bench.target.groups].find(([, { displayName }]) => displayName === "inner")?.[0];
  assert.deepEqual(membersOf(bench, "outer"), ["b", `${inner}`].toSorted());
  bench.directory.members.get("outer")?.delete("inner");
  await bench.run();
  assert.deepEqual(membersOf(bench, "outer"), ["b"]);
});

test("a target that takes no groups as members is told about once, and gets everything else", async () => {
  await using bench = await openNested(true);
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.failed], ["succeeded", 0]);
  assert.deepEqual([membersOf(bench, "outer"), membersOf(bench, "inner")], [["b"], ["a"]]);
  const told = "the target does not take these groups as members: inner: No such user";
  assert.deepEqual(await warnings(bench), [told]);
  const before = bench.target.writes.length;
  bench.directory.addUser("c").assign("c").members.get("outer")?.add("c");
  for (const kind of ["incremental", "reconcile", "reconcile"] as const) await bench.run({ kind });
  assert.equal(bench.target.writes.length - before, 2, "a user, and the membership");
  assert.deepEqual(membersOf(bench, "outer"), ["b", "c"]);
  assert.deepEqual(await warnings(bench), [told]);
});

test("a group whose new name is refused gets its members all the same", async () => {
  await using bench = await openTeam();
  const failure = { code: "UnprocessableEntity", message: "mutability", cure: null, transient: false };
  bench.target.refuse = (write) =>
    write.kind === "update" && write.type === "group" ? { kind: "failed", failure } : null;
  bench.directory.change("team", { displayName: "crew" }).members.set("team", new Set(["b", "c"]));
  const { cycle } = await bench.run();
  assert.deepEqual([cycle.state, cycle.counts.failed], ["partial", 1]);
  assert.deepEqual(membersOf(bench, "team"), ["b", "c"]);
});

test("members go in as many requests as the target's batch makes of them", async () => {
  await using bench = await openBench();
  bench.target = memoryTarget({ memberBatch: 10 });
  const ids = idsOf("u", 25);
  for (const id of ids) bench.directory.addUser(id).assign(id);
  bench.directory.addGroup("team", ids).assign("team");
  await bench.run();
  const sizes = bench.target.writes.flatMap((write) => (write.kind === "members" ? [write.add.length] : []));
  assert.deepEqual(sizes, [10, 10, 5]);
});
