import assert from "node:assert/strict";
import fc from "fast-check";
import { StopError } from "../../src/rules/stop-error.ts";
import { type Bench, managerOf, membersOf } from "./fixture.ts";
import { runTroubled } from "./troubled-cycle.ts";

export const users = ["u0", "u1", "u2", "u3", "u4", "u5"];
export const groups = ["g0", "g1"];

/** What happens between two cycles, and to the cycle itself. */
export type Event =
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
  /**
   * The target fails: `stop` at the nth write, or answers every nth write with a failure or not at all. The
   * directory is gone at a page, or while a cycle waits, or misses things until a cycle has waited.
   */
  | {
      readonly kind: "cycle";
      readonly initial: boolean;
      readonly trouble: "none" | "stop" | "fail" | "lost";
      readonly nth: number;
      readonly directory: "sound" | "diesAtPage" | "diesWaiting" | "misses";
      readonly page: number;
    };

const user = fc.constantFrom(...users);
const group = fc.constantFrom(...groups);
export const event: fc.Arbitrary<Event> = fc.oneof(
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
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("purge"), id: fc.constantFrom("u4", "u5", "g1") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("rename"),
      id: fc.constantFrom(...users, ...groups),
      name: fc.constantFrom("A", "B", "C"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("join", "leave"),
      id: fc.constantFrom(...users, ...groups),
      group,
    }),
  },
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
      directory: fc.constantFrom("sound", "sound", "diesAtPage", "diesWaiting", "misses"),
      page: fc.nat(25),
    }),
  },
);

export async function happen(bench: Bench, next: Event): Promise<void> {
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
      // A group that nobody looks into would be a member like any other, and no concern of this model.
      if (directory.nested || users.includes(next.id)) directory.members.get(next.group)?.add(next.id);
      break;
    case "leave":
      directory.members.get(next.group)?.delete(next.id);
      break;
    case "report":
      directory.change(next.id, { manager: next.manager === null ? null : { id: next.manager } });
      break;
    case "cycle":
      await runCycle(bench, next);
      break;
  }
}

async function runCycle(bench: Bench, cycle: Event & { readonly kind: "cycle" }): Promise<void> {
  const { directory } = bench;
  const gone = new StopError("unreachable", "the directory is gone", { cure: "wait" });
  if (cycle.directory === "diesAtPage") {
    directory.beforePage = (page) => {
      if (page === cycle.page) throw gone;
    };
  }
  if (cycle.directory === "misses" && directory.confirmAfterMs !== null) hide(bench, cycle.nth);
  bench.whileWaiting = () => {
    directory.hidden.clear();
    if (cycle.directory === "diesWaiting") throw gone;
  };
  const { trouble, nth } = cycle;
  await runTroubled(bench, { trouble, nth, kind: cycle.initial ? "initial" : "incremental" });
  directory.hidden.clear();
  directory.beforePage = () => undefined;
  bench.whileWaiting = () => undefined;
}

/** Every nth thing that could be missed. */
function hide({ directory }: Bench, nth: number): void {
  const memberships = groups.flatMap((id) =>
    [...(directory.members.get(id) ?? [])].map((member) => `${id}/${member}`),
  );
  const objects = [...users, ...groups];
  const things = [...objects, ...objects.map((id) => `a-${id}`), ...memberships];
  for (const [index, thing] of things.entries()) if (index % nth === 0) directory.hidden.add(thing);
}

/** What the directory calls for, worked out from the directory alone. */
export function confirm(bench: Bench): void {
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
  const members = inside(bench, id);
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

function isEntitled(bench: Bench, id: string): boolean {
  const { directory } = bench;
  const entry = directory.objects.get(id);
  if (entry?.state !== "active" || entry.attributes["accountEnabled"] === false) return false;
  return [id, ...groups.filter((groupId) => inside(bench, groupId).has(id))].some((principal) =>
    directory.assignments.has(`a-${principal}`),
  );
}

/** Everybody in a group, by way of groups in it, too; none but users are ever in a group otherwise. */
function inside({ directory }: Bench, groupId: string): ReadonlySet<string> {
  const found = new Set([groupId]);
  // A set that is added to goes on with what is new.
  for (const id of found) for (const member of directory.members.get(id) ?? []) found.add(member);
  return found;
}
