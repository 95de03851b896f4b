import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Bench, managerOf, membersOf, openBench } from "./fixture.ts";
import { runTroubled } from "./troubled-cycle.ts";

const users = ["u0", "u1", "u2", "u3", "u4", "u5"];
const groups = ["g0", "g1"];

/** What happens between two cycles, and to the cycle itself. */
type Event =
  | {
      /** `lose`: somebody deletes the account at the target by hand. */
      readonly kind:
        | "assign"
        | "unassign"
        | "softDelete"
        | "restore"
        | "purge"
        | "disable"
        | "enable"
        | "lose";
      readonly id: string;
    }
  | { readonly kind: "rename"; readonly id: string; readonly name: string }
  | { readonly kind: "join" | "leave"; readonly id: string; readonly group: string }
  | { readonly kind: "report"; readonly id: string; readonly manager: string | null }
  /** The target fails: `stop` at the nth write, or answers every nth write with a failure or not at all. */
  | {
      readonly kind: "cycle";
      readonly initial: boolean;
      readonly trouble: "none" | "stop" | "fail" | "lost";
      readonly nth: number;
    };

const user = fc.constantFrom(...users);
const group = fc.constantFrom(...groups);
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("assign", "unassign"),
      id: fc.constantFrom(...users, ...groups),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("softDelete", "restore", "disable", "enable"), id: user }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose"), id: user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("purge"), id: fc.constantFrom("u4", "u5") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("rename"),
      id: fc.constantFrom(...users, ...groups),
      name: fc.constantFrom("A", "B", "C"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("join", "leave"), id: user, group }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("report"), id: user, manager: fc.option(user, { nil: null }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("cycle"),
      initial: fc.boolean(),
      trouble: fc.constantFrom("none", "none", "stop", "fail", "lost"),
      nth: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

test("whatever happens, two quiet cycles later the target is what the directory says, and a third writes nothing", async () => {
  const history = fc.array(event, { minLength: 5, maxLength: 40 });
  await fc.assert(fc.asyncProperty(history, runHistory), {
    numRuns: Number(process.env["HISTORIES"] ?? 100),
  });
});

async function runHistory(events: readonly Event[]): Promise<void> {
  await using bench = await openBench();
  for (const id of users) bench.directory.addUser(id);
  for (const id of groups) bench.directory.addGroup(id);
  bench.directory.addUser("anchor").assign("anchor");
  for (const each of events) await happen(bench, each);
  for (let round = 0; round < 2; round += 1) {
    // Escrows of earlier troubles come due.
    bench.now = new Date(bench.now.getTime() + 86_400_000);
    // What was lost by hand only a cycle over everything can see.
    await bench.run({ kind: round === 0 ? "initial" : "incremental" });
  }
  confirm(bench);
  const writes = bench.target.writes.length;
  const last = await bench.run({ kind: "initial" });
  assert.equal(bench.target.writes.length, writes, JSON.stringify(bench.target.writes.slice(writes)));
  assert.deepEqual(last.cycle.failures, []);
}

async function happen(bench: Bench, next: Event): Promise<void> {
  const { directory } = bench;
  if (next.kind !== "cycle" && !directory.objects.has(next.id)) return;
  switch (next.kind) {
    case "assign":
      directory.assign(next.id);
      break;
    case "unassign":
      directory.unassign(next.id);
      break;
    case "softDelete":
      directory.softDelete(next.id);
      break;
    case "restore":
      directory.restore(next.id);
      break;
    case "purge":
      directory.purge(next.id);
      break;
    case "disable":
    case "enable":
      directory.change(next.id, { accountEnabled: next.kind === "enable" });
      break;
    case "lose":
      bench.target.users.delete(String(accountOf(bench, next.id)?.["id"]));
      break;
    case "rename":
      directory.change(next.id, { displayName: `${next.id} ${next.name}` });
      break;
    case "join":
      directory.members.get(next.group)?.add(next.id);
      break;
    case "leave":
      directory.members.get(next.group)?.delete(next.id);
      break;
    case "report":
      directory.change(next.id, { manager: next.manager === null ? null : { id: next.manager } });
      break;
    case "cycle":
      await runTroubled(bench, {
        trouble: next.trouble,
        nth: next.nth,
        kind: next.initial ? "initial" : "incremental",
      });
      break;
  }
}

/** What the directory calls for, worked out from the directory alone. */
function confirm(bench: Bench): void {
  const names = [...bench.target.users.values()].map(({ userName }) => userName);
  assert.equal(new Set(names).size, names.length, "nobody has two accounts");
  for (const id of users) confirmAccount(bench, id);
  const assigned = groups.filter((id) => bench.directory.assignments.has(`a-${id}`));
  assert.equal(bench.target.groups.size, assigned.length);
  for (const id of assigned) confirmMembers(bench, id);
}

function confirmAccount(bench: Bench, id: string): void {
  const account = accountOf(bench, id);
  const entry = bench.directory.objects.get(id);
  if (entry === undefined) {
    assert.equal(account, undefined, `${id} is purged`);
    return;
  }
  if (!isEntitled(bench, id)) {
    assert.ok(account === undefined || account["active"] === false, `${id} has no access`);
    return;
  }
  assert.equal(account?.["active"], true, `${id} has access`);
  assert.equal(account["displayName"], entry.attributes["displayName"]);
  const manager = entry.attributes["manager"] as { id: string } | null | undefined;
  const superior = accountOf(bench, manager?.id ?? "nobody")?.["id"];
  assert.equal(managerOf(account), superior, `the manager of ${id}`);
}

function confirmMembers(bench: Bench, id: string): void {
  const { directory } = bench;
  const has = membersOf(bench, String(directory.objects.get(id)?.attributes["displayName"]));
  assert.equal(new Set(has).size, has.length, "nobody is in a group twice");
  const members = directory.members.get(id) ?? new Set();
  for (const userId of users) {
    if (isEntitled(bench, userId)) {
      assert.equal(has.includes(userId), members.has(userId), `${userId} in ${id}`);
    } else if (directory.objects.get(userId)?.state === "active" && !members.has(userId)) {
      assert.ok(!has.includes(userId), `${userId} has left ${id}`);
    }
  }
}

function accountOf({ target }: Bench, id: string): Record<string, unknown> | undefined {
  for (const [targetId, account] of target.users) {
    if (account["userName"] === `${id}@example.com`) return { ...account, id: targetId };
  }
  return undefined;
}

function isEntitled({ directory }: Bench, id: string): boolean {
  const entry = directory.objects.get(id);
  if (entry?.state !== "active" || entry.attributes["accountEnabled"] === false) return false;
  const viaGroup = groups.some(
    (groupId) =>
      directory.assignments.has(`a-${groupId}`) && directory.members.get(groupId)?.has(id) === true,
  );
  return directory.assignments.has(`a-${id}`) || viaGroup;
}
