import fc from "fast-check";
import type { CycleKind } from "../../../src/store/cycles.ts";
import { anchor, groups, named, roles, users } from "./cast.ts";

/** Something that happens to the directory; what Entra would refuse does not happen. */
export type Deed =
  | { readonly kind: "assign"; readonly principal: string; readonly role: string }
  | { readonly kind: "unassign"; readonly principal: string }
  /** Takes back all roles and gives one, at the same moment. */
  | { readonly kind: "changeRole"; readonly principal: string; readonly role: string }
  | { readonly kind: "join" | "leave"; readonly group: string; readonly member: string }
  /** In and out again, or out and in. */
  | { readonly kind: "flicker"; readonly group: string; readonly member: string }
  | {
      readonly kind: "change";
      readonly user: string;
      readonly property: "displayName" | "jobTitle" | "department" | "officeLocation";
      readonly value: string | null;
    }
  | { readonly kind: "manager"; readonly user: string; readonly manager: string | null }
  | { readonly kind: "enable" | "disable" | "create" | "renameAccount"; readonly user: string }
  | { readonly kind: "softDelete" | "restore" | "purge"; readonly who: string }
  /** Hidden members are shown to nobody without a permission of its own. */
  | { readonly kind: "createGroup" | "renameGroup" | "hide" | "show"; readonly group: string };

/** Replies of Graph that are not the plain ones. */
export type Trouble =
  | { readonly kind: "lag"; readonly endpoint: number; readonly minutes: number }
  | { readonly kind: "quirk"; readonly quirk: number; readonly on: boolean }
  | { readonly kind: "fault"; readonly fault: number; readonly nth: number; readonly times: number }
  | { readonly kind: "forget"; readonly how: number }
  /** Nothing but the id is shown of somebody. */
  | { readonly kind: "limit"; readonly user: string }
  /** So many direct reads do not find somebody who is there. */
  | { readonly kind: "blind"; readonly user: string; readonly times: number };

/** One answer that lacks a row: the nth of these lists in a cycle. */
export type Omission = {
  readonly list: "appRoleAssignedTo" | "members" | "users" | "groups";
  readonly nth: number;
  readonly row: number;
};

/**
 * How a process ends before its time: at a request to Graph, a page of the source or a write to the target.
 */
export type Crash = {
  /** `abort`: asked to stop; `kill`: nothing more reaches the store. */
  readonly how: "abort" | "kill";
  readonly at: "request" | "page" | "write";
  readonly nth: number;
};

export type Step =
  | { readonly kind: "deed"; readonly deed: Deed }
  | { readonly kind: "advance"; readonly minutes: number }
  | { readonly kind: "trouble"; readonly trouble: Trouble }
  | { readonly kind: "calm" | "restart" }
  | {
      readonly kind: "cycle";
      readonly as: CycleKind;
      readonly crash: Crash | null;
      /** What happens just before the nth request of this cycle. */
      readonly during: { readonly nth: number; readonly deed: Deed } | null;
      readonly omission: Omission | null;
    };

/** What a job asks for, and how the tenant is in general. */
export type Setting = {
  readonly scope: "assigned" | "all";
  readonly nestedGroups: boolean;
  readonly groups: boolean;
  /** Whether rules read managers, the managers' departments, the groups people are in, and roles. */
  readonly manager: boolean;
  readonly managerDepartment: boolean;
  readonly memberOf: boolean;
  readonly roles: boolean;
  readonly named: boolean;
  /** Rows of a page. */
  readonly pageSize: number;
  readonly emptyPages: boolean;
  readonly deletedAssignments: "hidden" | "listed";
  /** Whether change feeds repeat themselves, in any order. */
  readonly moody: boolean;
  /** False: users are read again only when something speaks for it, so that nothing hides what was missed. */
  readonly rotation: boolean;
};

const user = fc.constantFrom(...users);
const group = fc.constantFrom(...groups);
const principal = fc.constantFrom(...users, ...groups);
const member = fc.oneof({ weight: 3, arbitrary: user }, { weight: 1, arbitrary: group });
const role = fc.constantFrom(...roles);

export const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("assign"), principal, role }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("unassign"), principal }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("changeRole"), principal, role }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("join", "leave"), group, member }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("flicker"), group, member }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("change"),
      user,
      property: fc.constantFrom("jobTitle", "department", "officeLocation"),
      value: fc.constantFrom("A", "B", "C", null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("change"),
      user,
      // Nobody can be without.
      property: fc.constant("displayName"),
      value: fc.constantFrom("A", "B", "C"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("manager"),
      user,
      manager: fc.option(fc.constantFrom(...users, anchor), { nil: null }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("enable", "disable", "create", "renameAccount"), user }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("softDelete", "restore", "softDelete", "restore", "purge"),
      who: fc.constantFrom(...users, ...users, ...groups.filter((name) => name !== named)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("createGroup", "renameGroup", "renameGroup", "hide", "show"),
      group,
    }),
  },
);

const crash: fc.Arbitrary<Crash> = fc.record({
  how: fc.constantFrom("abort", "kill"),
  at: fc.constantFrom("request", "page", "write"),
  nth: fc.integer({ min: 1, max: 25 }),
});

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("lag"),
      endpoint: fc.nat(20),
      minutes: fc.constantFrom(0, 1, 3, 5, 9, 15),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("quirk"), quirk: fc.nat(20), on: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("fault"),
      fault: fc.nat(20),
      nth: fc.integer({ min: 1, max: 12 }),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("forget"), how: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("limit"), user }) },
  // A third one in a row would be the second look.
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("blind"), user, times: fc.integer({ min: 1, max: 2 }) }),
  },
);

const omission: fc.Arbitrary<Omission> = fc.record({
  list: fc.constantFrom("appRoleAssignedTo", "members", "users", "groups"),
  nth: fc.integer({ min: 1, max: 6 }),
  row: fc.nat(5),
});

const cycle = fc.record({
  kind: fc.constant("cycle" as const),
  as: fc.constantFrom<CycleKind>(
    "incremental",
    "incremental",
    "incremental",
    "incremental",
    "reconcile",
    "initial",
  ),
  crash: fc.option(crash, { nil: null, freq: 3 }),
  during: fc.option(fc.record({ nth: fc.integer({ min: 1, max: 20 }), deed }), { nil: null, freq: 3 }),
  omission: fc.option(omission, { nil: null, freq: 4 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("deed"), deed }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("advance"),
      minutes: fc.constantFrom(1, 4, 11, 40, 180, 25 * 60, 9 * 24 * 60),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("trouble"), trouble }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("calm", "restart") }) },
  { weight: 5, arbitrary: cycle },
);

export const history: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 10, maxLength: 40 });

const seldom = fc.constantFrom(true, false, false);

export const setting: fc.Arbitrary<Setting> = fc.record({
  scope: fc.constantFrom("assigned", "assigned", "all"),
  nestedGroups: fc.boolean(),
  groups: fc.boolean(),
  manager: fc.boolean(),
  managerDepartment: fc.boolean(),
  memberOf: fc.boolean(),
  roles: fc.boolean(),
  named: fc.boolean(),
  pageSize: fc.constantFrom(2, 3, 999),
  emptyPages: seldom,
  deletedAssignments: fc.constantFrom("hidden", "listed"),
  moody: fc.boolean(),
  rotation: seldom,
});
