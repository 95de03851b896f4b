import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decision, decide, type Policy } from "../../src/rules/decide.ts";
import type { ObjectType, SourceState } from "../../src/rules/directory.ts";
import { entitlementOf, type Facts, type Finding, type Holder, type Match } from "../../src/rules/facts.ts";
import type { Link } from "../../src/rules/link.ts";
import type { Change } from "../../src/rules/operation.ts";
import type { Deprovision } from "../../src/rules/rules.ts";
import type { ScopeResult } from "../../src/rules/scope/scope.ts";
import type { Weighed } from "../../src/rules/weigh-changes.ts";
import { entraDeprovision } from "./rules-fixture.ts";

const now = new Date("2026-11-21T12:00:00Z");
const day = 86_400_000;

type Situation = {
  readonly type?: ObjectType;
  readonly state?: SourceState;
  readonly enabled?: boolean;
  readonly assigned?: boolean;
  /** Null: a clause of the filter cannot be evaluated. */
  readonly inScope?: boolean | null;
  readonly readable?: boolean;
  readonly ignored?: boolean;
  readonly link?: "active" | "disabled" | null;
  readonly linkedForMs?: number;
  readonly finding?: Finding;
  readonly matchable?: boolean;
  readonly missing?: string;
  readonly deprovision?: Partial<Deprovision>;
  readonly actions?: readonly ("create" | "update" | "delete")[];
};

const changes: readonly Change[] = [{ path: "displayName", from: "Ada", to: "Ada Lovelace" }];
const account = { id: "t1", attributes: { id: "t1", userName: "ada@example.com", active: true } };
const nobody: Holder = { kind: "nobody" };

function one(holder: Holder, differing: readonly Change[] = []): Match {
  return { kind: "one", object: account, holder, ...weighed(differing) };
}

function matched(match: Match): Finding {
  return { kind: "matched", match };
}

function present(differing: readonly Change[] = []): Finding {
  return { kind: "present", object: account, ...weighed(differing) };
}

function weighed(differing: readonly Change[]): Weighed {
  return { changes: differing, withheld: [], news: [], unkept: {} };
}

function gone(match: Match): Finding {
  return { kind: "gone", match };
}

function decideIn(situation: Situation): Decision {
  const { type = "user", state = "active", enabled = true, assigned = true, inScope = true } = situation;
  const object = { type, id: "s1", state, attributes: { accountEnabled: enabled } };
  const scope = scopeOf(inScope);
  const link: Link | null =
    (situation.link ?? null) === null
      ? null
      : {
          type,
          sourceId: "s1",
          targetId: "t1",
          state: situation.link ?? "active",
          since: new Date(now.getTime() - (situation.linkedForMs ?? 0)),
          applied: null,
          membersKnown: true,
          unkept: {},
        };
  const facts: Facts = {
    object,
    readable: situation.readable ?? true,
    entitlement: entitlementOf(object, { assigned, scope }),
    link,
    ignored: situation.ignored ?? false,
    matchable: situation.matchable ?? true,
    missing: situation.missing ?? null,
    finding: situation.finding ?? { kind: "notAsked" },
    now,
  };
  const policy: Policy = {
    actions: new Set(situation.actions ?? ["create", "update", "delete"]),
    deprovision: { ...entraDeprovision, ...situation.deprovision },
  };
  return decide(facts, policy);
}

function scopeOf(inScope: boolean | null): ScopeResult {
  if (inScope === null) return { kind: "undecided", problem: "hired BEFORE now cannot be told" };
  return inScope
    ? { kind: "passes", because: [] }
    : { kind: "fails", because: 'is "Legal": does not pass department EQUALS "Sales"' };
}

/** A decision in one line, as the table of `decide` writes it. */
function told(decision: Decision): string {
  switch (decision.kind) {
    case "create":
      return `create, link ${decision.link.kind}`;
    case "link":
      return `link to ${decision.targetId}, link ${decision.link.kind}, ${decision.changes.length} changes`;
    case "update":
    case "enable":
      return `${decision.kind}, ${decision.changes.length} changes`;
    case "disable":
    case "delete":
      return `${decision.kind}: ${decision.cause}`;
    case "skip":
      return `skip ${decision.reason}, link ${decision.link.kind}`;
    case "fail":
      return `fail ${decision.code}`;
  }
}

const entitledOther = { kind: "source", sourceId: "s0", entitled: true, keeps: true } as const;
const leftOther: Holder = { kind: "source", sourceId: "s0", entitled: false, keeps: true };
const several: Match = { kind: "several", targetIds: ["t1", "t2"] };
const none: Match = { kind: "none" };

const table: readonly (readonly [row: string, situation: Situation, expected: string])[] = [
  ["1 nobody matches", { finding: matched(none) }, "create, link keep"],
  ["2 one matches, same", { finding: matched(one(nobody)) }, "link to t1, link keep, 0 changes"],
  ["2 one matches, differs", { finding: matched(one(nobody, changes)) }, "link to t1, link keep, 1 changes"],
  ["2a a rehire", { finding: matched(one(leftOther, changes)) }, "link to t1, link move, 1 changes"],
  ["3 several match", { finding: matched(several) }, "fail DuplicateTargetEntries"],
  ["4 linked, differs", { link: "active", finding: present(changes) }, "update, 1 changes"],
  ["5 linked, same", { link: "active", finding: present() }, "skip RedundantExport, link keep"],
  ["5 linked, nothing new to apply", { link: "active" }, "skip RedundantExport, link keep"],
  ["6 lost, nobody matches", { link: "active", finding: gone(none) }, "create, link drop"],
  ["6 lost, one matches", { link: "active", finding: gone(one(nobody)) }, "link to t1, link drop, 0 changes"],
  ["6 lost, several match", { link: "active", finding: gone(several) }, "fail DuplicateTargetEntries"],
  ["7 disabled by us", { link: "disabled", finding: present(changes) }, "enable, 1 changes"],
  ["7 disabled by us, active there", { link: "disabled", finding: present() }, "enable, 0 changes"],
  ["8 disabled, not linked", { enabled: false, finding: matched(none) }, "skip AccountDisabled, link keep"],
  [
    "8 disabled, one matches",
    { enabled: false, finding: matched(one(nobody)) },
    "skip AccountDisabled, link keep",
  ],
  ["9 disabled", { enabled: false, link: "active", finding: present() }, "disable: disabled"],
  [
    "9 keep",
    { enabled: false, link: "active", finding: present(), deprovision: { disabled: "keep" } },
    "skip PolicyKeep, link keep",
  ],
  ["10 unassigned", { assigned: false, link: "active", finding: present() }, "disable: unassigned"],
  [
    "10 delete",
    { assigned: false, link: "active", finding: present(), deprovision: { unassigned: "delete" } },
    "delete: unassigned",
  ],
  ["11 filtered out", { inScope: false, link: "active", finding: present() }, "disable: outOfScope"],
  ["12 soft-deleted", { state: "softDeleted", link: "active", finding: present() }, "disable: softDeleted"],
  ["13 hard-deleted", { state: "hardDeleted", link: "active", finding: present() }, "delete: hardDeleted"],
  ["14 unassigned, not linked", { assigned: false }, "skip NotEffectivelyEntitled, link keep"],
  ["14 filtered out, not linked", { inScope: false }, "skip NotEffectivelyEntitled, link keep"],
  [
    "14 unassigned and disabled",
    { assigned: false, enabled: false },
    "skip NotEffectivelyEntitled, link keep",
  ],
  ["15 disabled before", { assigned: false, link: "disabled" }, "skip AlreadyDisabled, link keep"],
  ["15 hard-deleted after", { state: "hardDeleted", link: "disabled" }, "delete: hardDeleted"],
  [
    "16 ended and gone",
    { assigned: false, link: "active", finding: gone(none) },
    "skip TargetGone, link drop",
  ],
  [
    "17 group unassigned",
    { type: "group", assigned: false, link: "active", finding: present() },
    "delete: group",
  ],
  [
    "17 group filtered out",
    { type: "group", inScope: false, link: "active", finding: present() },
    "delete: group",
  ],
  [
    "17 group deleted",
    { type: "group", state: "hardDeleted", link: "active", finding: present() },
    "delete: group",
  ],
  [
    "17 group kept",
    { type: "group", assigned: false, link: "active", finding: present(), deprovision: { group: "keep" } },
    "skip PolicyKeep, link keep",
  ],
  ["18 nothing to match by", { matchable: false }, "skip ImportSkipped, link keep"],
  [
    "18 lost, nothing to match by",
    { matchable: false, link: "active", finding: gone(none) },
    "skip ImportSkipped, link keep",
  ],
  [
    "19 required value missing",
    { missing: "userName", finding: matched(none) },
    "fail MandatoryFieldsMissing",
  ],
  [
    "19 not needed to adopt",
    { missing: "userName", finding: matched(one(nobody)) },
    "link to t1, link keep, 0 changes",
  ],
  ["20 somebody entitled has it", { finding: matched(one(entitledOther)) }, "fail DuplicateSourceEntries"],
  [
    "20 another job has it",
    { finding: matched(one({ kind: "job", job: "slack" })) },
    "fail LinkedByAnotherJob",
  ],
  [
    "IgnoreObjectFlow",
    { ignored: true, link: "active", finding: present(changes) },
    "skip ObjectFlowIgnored, link keep",
  ],
  [
    "IgnoreObjectFlow, access has ended",
    { ignored: true, assigned: false, link: "active", finding: present() },
    "disable: unassigned",
  ],
  ["unreadable, linked", { readable: false, assigned: false, link: "active" }, "skip Unreadable, link keep"],
  ["unreadable, new", { readable: false }, "skip Unreadable, link keep"],
  ["undecided, new", { inScope: null, finding: matched(none) }, "skip ScopeUndecided, link keep"],
  [
    "undecided, linked",
    { inScope: null, link: "active", finding: present(changes) },
    "skip ScopeUndecided, link keep",
  ],
  [
    "undecided, disabled by us",
    { inScope: null, link: "disabled", finding: present(changes) },
    "skip ScopeUndecided, link keep",
  ],
  [
    "undecided, gone",
    { inScope: null, link: "active", finding: gone(none) },
    "skip ScopeUndecided, link keep",
  ],
  [
    "undecided group",
    { type: "group", inScope: null, link: "active", finding: present() },
    "skip ScopeUndecided, link keep",
  ],
  [
    "10 undecided and unassigned",
    { inScope: null, assigned: false, link: "active", finding: present() },
    "disable: unassigned",
  ],
  [
    "9 undecided and disabled",
    { inScope: null, enabled: false, link: "active", finding: present() },
    "disable: disabled",
  ],
  [
    "13 undecided and hard-deleted",
    { inScope: null, state: "hardDeleted", link: "active", finding: present() },
    "delete: hardDeleted",
  ],
  [
    "target says nothing usable",
    {
      link: "active",
      finding: {
        kind: "failed",
        failure: { code: "NotImplemented", message: "501", cure: null, transient: false },
      },
    },
    "fail EntryLookupFailed",
  ],
];

for (const [row, situation, expected] of table) {
  test(`decide() row ${row}: ${expected}`, () => {
    assert.equal(told(decideIn(situation)), expected);
  });
}

test("decide() lets the strictest policy win where several causes apply", () => {
  const both = { assigned: false, enabled: false, link: "active", finding: present() } as const;
  assert.equal(told(decideIn({ ...both, deprovision: { disabled: "keep" } })), "disable: unassigned");
  assert.equal(told(decideIn({ ...both, deprovision: { disabled: "delete" } })), "delete: disabled");
  assert.equal(
    told(decideIn({ ...both, deprovision: { disabled: "keep", unassigned: "keep" } })),
    "skip PolicyKeep, link keep",
  );
});

test("decide() lets a delete wait its grace period in the disabled state", () => {
  const purged = { state: "hardDeleted", deprovision: { gracePeriodMs: 7 * day } } as const;
  assert.equal(told(decideIn({ ...purged, link: "active", finding: present() })), "disable: hardDeleted");
  assert.equal(
    told(decideIn({ ...purged, link: "disabled", linkedForMs: 7 * day - 1 })),
    "skip WaitsForGracePeriod, link keep",
  );
  assert.equal(told(decideIn({ ...purged, link: "disabled", linkedForMs: 7 * day })), "delete: hardDeleted");
});

test("decide() leaves alone what the job's actions switch off", () => {
  assert.equal(
    told(decideIn({ finding: matched(none), actions: ["update"] })),
    "skip ActionSwitchedOff, link keep",
  );
  assert.equal(
    told(decideIn({ assigned: false, link: "active", finding: present(), actions: ["create"] })),
    "skip ActionSwitchedOff, link keep",
  );
  assert.equal(
    told(
      decideIn({ state: "hardDeleted", link: "active", finding: present(), actions: ["create", "update"] }),
    ),
    "skip ActionSwitchedOff, link keep",
  );
  assert.equal(
    told(decideIn({ finding: matched(one(nobody)), actions: [] })),
    "link to t1, link keep, 0 changes",
    "adopting without a change writes nothing",
  );
});

test("decide() warns of an active account that matches a disabled person and is linked to nobody", () => {
  const decision = decideIn({ enabled: false, finding: matched(one(nobody)) });
  assert.ok(decision.kind === "skip");
  assert.match(decision.message ?? "", /account t1 matches, is active/);
});

test("decide() names the clause for whom it leaves out, and only where it is the clause", () => {
  const filtered = decideIn({ inScope: false });
  assert.ok(filtered.kind === "skip");
  assert.equal(filtered.message, 'is "Legal": does not pass department EQUALS "Sales"');
  const unassigned = decideIn({ inScope: false, assigned: false });
  assert.ok(unassigned.kind === "skip");
  assert.equal(unassigned.message, null);
  const undecided = decideIn({ inScope: null });
  assert.ok(undecided.kind === "skip");
  assert.equal(undecided.message, "hired BEFORE now cannot be told");
});
