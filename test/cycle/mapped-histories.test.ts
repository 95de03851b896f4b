import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { WrittenClause } from "../../src/rules/scope/clause.ts";
import { compileClause } from "../../src/rules/scope/compile-clause.ts";
import type { Rules } from "../../src/rules/rules.ts";
import { relationsRead } from "../../src/rules/source-attribute.ts";
import { userRules } from "../rules/rules-fixture.ts";
import { type Bench, manager, openBench, operationsOf, rules } from "./fixture.ts";
import { runTroubled, type Trouble } from "./troubled-cycle.ts";

const users = ["u0", "u1", "u2", "u3"];
const groups = ["g0", "g1"];
const day = 86_400_000;
const noRole = "00000000-0000-0000-0000-000000000000";

/** Mappings and a filter that read others: manager, groups, roles, the clock, the target. */
const mappings = {
  userName: "[userPrincipalName]",
  active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  displayName: "[displayName]",
  title: { expression: "[manager.displayName]", nulls: "clear" },
  userType: { expression: 'Join(",", [memberOf])', nulls: "clear" },
  roles: "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
  entitlements: { expression: "[appRoles]", nulls: "clear" },
  nickName:
    'SelectUniqueValue([displayName], Append([displayName], "2"), Append([displayName], "3"), Append([displayName], "4"))',
  [manager]: "[manager]",
} as const;
const clauses: readonly (readonly WrittenClause[])[] = [
  [
    { attribute: "memberOf", operator: "NOT EQUALS", value: "g0 B" },
    { expression: 'IIF([department] = "broken", Error("cannot be told"), [department] <> "out")' },
    { attribute: "appRoles", operator: "NOT EQUALS", value: "Other" },
  ],
  [
    { attribute: "manager.displayName", operator: "EQUALS", value: "u1 A" },
    { attribute: "employeeHireDate", operator: "BEFORE", value: "now" },
  ],
];

type Event =
  | { readonly kind: "assign"; readonly id: string; readonly role: string | null }
  | {
      readonly kind: "unassign" | "softDelete" | "restore" | "purge";
      readonly id: string;
    }
  | { readonly kind: "change"; readonly id: string; readonly attributes: Readonly<Record<string, unknown>> }
  | { readonly kind: "rename"; readonly id: string; readonly name: string }
  | { readonly kind: "hire"; readonly id: string; readonly days: number }
  | { readonly kind: "join" | "leave"; readonly id: string; readonly group: string }
  /** Null: the role is defined no more. */
  | { readonly kind: "define"; readonly role: string; readonly value: string | null }
  | { readonly kind: "cycle"; readonly hours: number; readonly trouble: Trouble; readonly nth: number };

const user = fc.constantFrom(...users);
const any = fc.constantFrom(...users, ...groups);
const attributes = fc.oneof(
  fc.record({ department: fc.constantFrom("in", "out", "broken") }),
  fc.record({ accountEnabled: fc.boolean() }),
  fc.record({ manager: fc.option(fc.record({ id: user }), { nil: null }) }),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant("assign"), id: any, role: fc.constantFrom(null, noRole, "r1", "r2") }),
  fc.record({ kind: fc.constantFrom("unassign", "softDelete", "restore"), id: any }),
  fc.record({ kind: fc.constant("purge"), id: fc.constant("u3") }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("change"), id: user, attributes }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("rename"), id: any, name: fc.constantFrom("A", "B") }),
  },
  fc.record({ kind: fc.constant("hire"), id: user, days: fc.integer({ min: -1, max: 4 }) }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("join", "leave"),
      id: user,
      group: fc.constantFrom(...groups),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("define"),
      role: fc.constantFrom("r1", "r2"),
      value: fc.constantFrom("Admin", "Other", null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("cycle"),
      hours: fc.integer({ min: 0, max: 40 }),
      trouble: fc.constantFrom<Trouble[]>("none", "none", "stop", "fail", "lost", "conflict"),
      nth: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

test("whatever happens to those whom rules read, no cycle over everything finds anything left to do", async () => {
  const history = fc.array(event, { minLength: 15, maxLength: 50 });
  await fc.assert(fc.asyncProperty(history, runHistory), {
    numRuns: Number(process.env["HISTORIES"] ?? 20),
  });
});

async function runHistory(events: readonly Event[]): Promise<void> {
  await using bench = await openBench();
  bench.rules = rulesThatRead();
  const { directory } = bench;
  for (const id of users) directory.addUser(id, { employeeHireDate: "2030-01-01T00:00:00Z" });
  for (const id of groups) directory.addGroup(id);
  directory.addUser("anchor").assign("anchor", ...users, ...groups);
  for (const role of ["r1", "r2"]) {
    directory.assignAs({ id: role, value: role, displayName: role }, role === "r1" ? "u0" : "u1");
  }
  for (const next of events) await happen(bench, next);
  for (let round = 0; round < 3; round += 1) {
    // Escrows of earlier troubles come due.
    bench.now = new Date(bench.now.getTime() + 2 * day);
    await bench.run();
  }
  const { requests } = bench.target;
  assert.deepEqual((await bench.run()).cycle.failures, []);
  assert.equal(bench.target.requests, requests, "a quiet cycle asks nothing");
  await bench.preview({ kind: "reconcile" });
  const undone = (await operationsOf(bench)).filter(({ kind }) => kind !== "skip");
  assert.deepEqual(undone, []);
  for (const attribute of ["userName", "nickName"]) {
    const values = [...bench.target.users.values()].map((account) =>
      String(account[attribute]).toLowerCase(),
    );
    assert.equal(new Set(values).size, values.length, `${attribute} is unique`);
  }
}

function rulesThatRead(): Rules {
  const objects = userRules(mappings);
  const filter = clauses.map((group) => group.map(compileClause));
  const reads = [...new Set([...objects.reads, ...filter.flat().flatMap((clause) => clause.reads)])];
  const more = { filter, reads, readsClock: true, relations: relationsRead(new Set(reads)) };
  return {
    ...rules,
    user: { ...objects, ...more },
    deprovision: { ...rules.deprovision, outOfScope: "delete" },
  };
}

async function happen(bench: Bench, next: Event): Promise<void> {
  const { directory } = bench;
  if ("id" in next && !directory.objects.has(next.id)) return;
  switch (next.kind) {
    case "assign": {
      directory.assign(next.id);
      const assignment = directory.assignments.get(`a-${next.id}`);
      if (assignment !== undefined && next.role !== null) assignment.appRoleId = next.role;
      break;
    }
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
    case "change":
      directory.change(next.id, next.attributes);
      break;
    case "rename":
      directory.change(next.id, { displayName: `${next.id} ${next.name}` });
      break;
    case "hire": {
      const employeeHireDate = new Date(bench.now.getTime() + next.days * day).toISOString();
      directory.change(next.id, { employeeHireDate });
      break;
    }
    case "join":
      directory.members.get(next.group)?.add(next.id);
      break;
    case "leave":
      directory.members.get(next.group)?.delete(next.id);
      break;
    case "define": {
      const { role, value } = next;
      const at = directory.roles.findIndex(({ id }) => id === role);
      if (at !== -1) directory.roles.splice(at, 1);
      if (value !== null) directory.roles.push({ id: role, value, displayName: value });
      break;
    }
    case "cycle":
      bench.now = new Date(bench.now.getTime() + (next.hours * day) / 24);
      await runTroubled(bench, { trouble: next.trouble, nth: next.nth });
      break;
  }
}
