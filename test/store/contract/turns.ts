import assert from "node:assert/strict";
import type { SourceRecord, Whereabouts } from "../../../src/rules/source-record.ts";
import type { Settled } from "../../../src/store/mirror.ts";
import type { JobStore, Store } from "../../../src/store/store.ts";
import { dueIds, group, later, linkAll, now, readDirectory, settleAll, user } from "../fixture.ts";
import type { StoreOptions, StoreTest } from "./opener.ts";

const minute = 60_000;
const missing = { kind: "missing", type: "user", id: "u1" } as const;
const unreadable: SourceRecord = { kind: "unreadable", type: "user", id: "u1" };

/** The same user, read when another server may still know better for so long. */
function doubted(id: string, ms: number): SourceRecord {
  return {
    kind: "object",
    type: "user",
    id,
    state: "active",
    attributes: { displayName: id },
    doubtedUntil: later(ms).getTime(),
  };
}

/** The job under a clock that tests move. */
async function clocked(
  reopen: (options: StoreOptions) => Promise<Store>,
): Promise<{ job: JobStore; at: (ms: number) => void }> {
  let time = now;
  const store = await reopen({ now: () => time });
  return {
    job: store.job("dialpad"),
    at(ms) {
      time = later(ms);
    },
  };
}

/** Users in the order of their turns. */
async function turns({ mirror }: JobStore): Promise<string> {
  return (await mirror.nextTurn("user", { limit: 10, doubtedAfter: Number.MAX_SAFE_INTEGER })).join(" ");
}

/** Those whose doubt ends later than so long from now. */
async function inDoubt({ mirror }: JobStore, ms: number): Promise<readonly string[]> {
  return await mirror.nextTurn("user", { limit: 0, doubtedAfter: later(ms).getTime() });
}

async function save({ mirror }: JobStore, ...records: readonly SourceRecord[]): Promise<void> {
  await mirror.save({ records }, await mirror.begin());
}

export function turnsContract(test: StoreTest): void {
  test("mirror.nextTurn() begins with those whose last read is longest ago", async (job) => {
    await save(job, user("c"), user("b"), user("a"), group("g1"));
    await save(job, user("b"));
    await save(job, user("a"), { kind: "unreadable", type: "user", id: "d" });
    assert.equal(await turns(job), "c b a d");
    assert.deepEqual(await job.mirror.nextTurn("user", { limit: 2, doubtedAfter: 0 }), ["c", "b"]);
    assert.deepEqual(await job.mirror.nextTurn("group", { limit: 2, doubtedAfter: 0 }), ["g1"]);
  });

  test("mirror.nextTurn() passes over nobody but those who are gone for good", async (job) => {
    await save(job, user("a"), user("b"), user("c"));
    const found = new Map<string, Whereabouts>([
      ["a", { kind: "softDeleted", attributes: null }],
      ["b", { kind: "hardDeleted" }],
    ]);
    await job.mirror.settle("user", found);
    assert.equal(await turns(job), "a c");
  });

  test("mirror.nextTurn() puts those in doubt first, the latest doubt before the others", async (_, {
    reopen,
  }) => {
    const { job } = await clocked(reopen);
    await save(job, user("a"), user("u1"), doubted("b", 1 * minute), doubted("c", 3 * minute));
    await save(job, doubted("u1", 2 * minute));
    assert.equal(await turns(job), "c u1 b a");
  });

  test("mirror.save() keeps a doubt until a record comes after its time", async (_, { reopen }) => {
    const { job, at } = await clocked(reopen);
    await save(job, user("a"), doubted("u1", 10 * minute));
    at(10 * minute - 1);
    await save(job, user("u1"));
    await save(job, user("u1", { displayName: "New" }));
    assert.equal(await turns(job), "u1 a", "one look too early settles nothing");
    at(20 * minute);
    await save(job, user("u1", { displayName: "New" }));
    assert.equal(await turns(job), "a u1");
  });

  test("mirror.save() doubts a change that came without a doubt", async (_, { reopen }) => {
    const { job, at } = await clocked(reopen);
    await save(job, user("a"), user("u1"));
    await save(job, user("u1", { displayName: "New" }));
    assert.deepEqual(await inDoubt(job, 10 * minute - 1), ["u1"]);
    assert.deepEqual(await inDoubt(job, 10 * minute), []);
    at(10 * minute);
    await save(job, user("u1", { displayName: "New" }));
    assert.deepEqual(await inDoubt(job, 0), []);
  });

  test("mirror.nextTurn() returns all whose doubt ends late, and so many others", async (job) => {
    await save(job, user("a"), user("b"), doubted("c", 1), doubted("d", 3), doubted("e", 2));
    const doubtedAfter = later(1).getTime();
    assert.deepEqual(await job.mirror.nextTurn("user", { limit: 0, doubtedAfter }), ["d", "e"]);
    assert.deepEqual(await job.mirror.nextTurn("user", { limit: 2, doubtedAfter }), ["d", "e", "c", "a"]);
  });

  test("mirror.save() cuts short a doubt of a clock that was ahead", async (_, { reopen }) => {
    const { job } = await clocked(reopen);
    await save(job, user("a"), doubted("u1", 1000 * minute));
    await save(job, user("u1"));
    assert.deepEqual(await inDoubt(job, 10 * minute - 1), ["u1"]);
    assert.deepEqual(await inDoubt(job, 10 * minute), []);
  });

  test("mirror.settle() ends the doubt about somebody who is in the bin again", async (job) => {
    await save(job, user("u1"));
    const found = new Map<string, Whereabouts>([["u1", { kind: "softDeleted", attributes: null }]]);
    await job.mirror.settle("user", found);
    assert.deepEqual(await inDoubt(job, 0), ["u1"]);
    await save(job, missing);
    await job.mirror.settle("user", found);
    assert.deepEqual(await inDoubt(job, 0), []);
  });

  test("mirror.managersOf() tells the managers of active users who can be read", async (job) => {
    await save(job, user("a", { manager: { id: "boss" } }), user("b"), user("c"), user("u1"), unreadable);
    await job.mirror.settle("user", new Map([["c", { kind: "softDeleted", attributes: null }]]));
    const managers = await job.mirror.managersOf(["a", "b", "c", "u1", "stranger"]);
    assert.deepEqual(
      managers,
      new Map([
        ["a", { id: "boss" }],
        ["b", null],
      ]),
    );
  });

  test("mirror.save() never makes a doubt shorter", async (_, { reopen }) => {
    const { job, at } = await clocked(reopen);
    await save(job, user("a"), doubted("u1", 10 * minute));
    await save(job, doubted("u1", 5 * minute));
    at(6 * minute);
    await save(job, user("u1"));
    assert.equal(await turns(job), "u1 a");
    await save(job, doubted("u1", 20 * minute));
    at(15 * minute);
    await save(job, user("u1"));
    assert.equal(await turns(job), "u1 a");
  });

  test("mirror.save() settles no doubt with what cannot be read", async (_, { reopen }) => {
    const { job, at } = await clocked(reopen);
    await save(job, user("a"), doubted("u1", 10 * minute));
    at(20 * minute);
    await save(job, unreadable);
    await save(job, unreadable);
    assert.equal(await turns(job), "u1 a");
  });

  test("mirror.settle() ends a doubt whose time has passed", async (_, { reopen }) => {
    const { job, at } = await clocked(reopen);
    await save(job, user("a"), doubted("u1", 10 * minute));
    await job.mirror.begin();
    const found = new Map<string, Whereabouts>([
      ["u1", { kind: "active", attributes: { displayName: "u1" } }],
    ]);
    await job.mirror.settle("user", found);
    assert.equal(await turns(job), "u1 a");
    at(10 * minute);
    await job.mirror.settle("user", found);
    assert.equal(await turns(job), "a u1");
  });

  test("mirror.save() leaves a missing object as it is, and doubts it", async (_, { reopen }) => {
    const { job, at } = await clocked(reopen);
    await save(job, user("a"), user("u1"), user("z"));
    await settleAll(job);
    const read = await job.mirror.begin();
    assert.equal(await job.mirror.save({ records: [missing, { ...missing, id: "stranger" }] }, read), 0);
    assert.deepEqual(await dueIds(job, "user"), []);
    assert.equal((await job.mirror.byIds("user", ["u1"]))[0]?.object.state, "active");
    assert.equal((await job.mirror.counts(read)).users, 0, "that is no report");
    assert.equal(await turns(job), "u1 a z", "a stranger has no turn");
    at(10 * minute);
    await save(job, user("u1"));
    assert.equal(await turns(job), "a z u1");
  });

  test("mirror.save() leaves a later doubt to an object that is missing", async (_, { reopen }) => {
    const { job, at } = await clocked(reopen);
    await save(job, user("a"), doubted("u1", 10 * minute));
    await save(job, missing);
    at(5 * minute);
    await save(job, user("u1"));
    assert.equal(await turns(job), "u1 a");
  });

  test("mirror.countActive() counts those that are not deleted, unreadable ones too", async (job) => {
    await readDirectory(job, [user("u1"), user("u2"), user("u3"), group("g1"), unreadable]);
    await job.mirror.settle("user", new Map([["u2", { kind: "softDeleted", attributes: null }]]));
    assert.equal(await job.mirror.countActive("user"), 2);
    assert.equal(await job.mirror.countActive("group"), 1);
  });

  test("mirror.which() knows who is stored or linked, whatever the state", async (job) => {
    await readDirectory(job, [user("u1"), user("u2"), group("g1")]);
    await linkAll(job, "user", { linked: "t" });
    await job.mirror.settle("user", new Map([["u2", { kind: "hardDeleted" }]]));
    const known = await job.mirror.which("user", ["stranger", "u2", "linked", "g1", "u1"]);
    assert.deepEqual([...known].toSorted(), ["linked", "u1", "u2"]);
    assert.deepEqual(await job.mirror.which("group", ["u1", "g1"]), new Set(["g1"]));
  });

  test("mirror.unread() returns, each once, who is not stored, gone or unreadable, or perhaps not deleted", async (job) => {
    const ids = ["u1", "u2", "u3", "u4", "u5", "u6"];
    await readDirectory(job, [...ids.slice(1).map((id) => user(id)), doubted("u1", 1), doubted("u6", 1)]);
    const found = new Map<string, Settled>([
      ["u1", { kind: "unreadable" }],
      ["u2", { kind: "softDeleted", attributes: null }],
      ["u3", { kind: "hardDeleted" }],
      ["u5", { kind: "nowhere" }],
      ["u6", { kind: "softDeleted", attributes: null }],
    ]);
    await linkAll(job, "user", { linked: "t", u4: "t4" });
    await job.mirror.settle("user", found);
    // Once could be a server that is behind.
    await job.mirror.settle("user", new Map([["u2", { kind: "softDeleted", attributes: null }]]));
    const unread = await job.mirror.unread("user", [...ids, "stranger", "linked", ...ids]);
    assert.deepEqual(unread.toSorted(), ["linked", "stranger", "u1", "u3", "u5", "u6"]);
  });

  test("mirror.reportsOf() names users with their manager, deleted ones left out", async (job) => {
    await readDirectory(job, [
      user("u1", { manager: { id: "boss" } }),
      user("u2", { manager: { id: "boss" } }),
      user("u3", { manager: { id: "other" } }),
      user("u4", { manager: { id: "chief" } }),
      user("u5"),
    ]);
    await job.mirror.settle("user", new Map([["u2", { kind: "softDeleted", attributes: null }]]));
    const reports = await job.mirror.reportsOf(["boss", "chief", "boss", "u5"]);
    assert.deepEqual(
      reports.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      [
        { id: "u1", managerId: "boss" },
        { id: "u4", managerId: "chief" },
      ],
    );
  });
}
