import assert from "node:assert/strict";
import { hash } from "node:crypto";
import type { CycleResult } from "../../src/cycle/run-cycle.ts";
import type { Attributes } from "../../src/rules/directory.ts";
import { property } from "../../src/rules/attribute-path.ts";
import type { Rules } from "../../src/rules/rules.ts";
import type { CycleKind } from "../../src/store/cycles.ts";
import type { Tenant } from "../source/graph/tenant.ts";
import { type EntraBench, type EntraBenchOptions, openEntraBench } from "./entra-bench.ts";
import { manager, rulesOf } from "./histories/rules.ts";
import type { Setting } from "./histories/step.ts";

/** Users and groups, by their names alone, and what a job makes of them. */
export type Story = AsyncDisposable & {
  readonly bench: EntraBench;
  /** Changes the directory. */
  readonly change: (...commands: readonly object[]) => Promise<void>;
  /** Runs a cycle; nothing fails in it. */
  readonly cycle: (kind?: CycleKind) => Promise<CycleResult>;
  /** Gives the job other rules. */
  readonly rewrite: (setting: Partial<Setting>) => Promise<void>;
  /** Throws where there is none. */
  readonly account: (name: string) => Attributes;
  /** Who has an account that is active, in the order of the alphabet. */
  readonly active: () => readonly string[];
  readonly manager: (name: string) => string | null;
  /** Null: the application does not have the group. */
  readonly members: (displayName: string) => readonly string[] | null;
  /** Paths that Graph was asked for since the last cycle began, items of batches included. */
  readonly asked: (part: string) => Promise<readonly string[]>;
  /** Milliseconds that cycles have waited for a second look. */
  readonly waited: () => number;
};

export type StoryOptions = Omit<EntraBenchOptions, "rules"> & {
  readonly setting?: Partial<Setting>;
  readonly rules?: (rules: Rules) => Rules;
};

const plain: Setting = {
  scope: "assigned",
  nestedGroups: false,
  groups: true,
  manager: true,
  managerDepartment: false,
  memberOf: false,
  roles: false,
  named: false,
  pageSize: 999,
  emptyPages: false,
  deletedAssignments: "hidden",
  moody: false,
  rotation: true,
};

/** A tenant that these commands make of an empty one, and a job in front of an empty application. */
export async function openStory(
  tenant: Tenant,
  commands: readonly object[],
  { setting, rules = (same) => same, ...options }: StoryOptions = {},
): Promise<Story> {
  await tenant.change({ kind: "reset" });
  await tenant.change(commands);
  const bench = await openEntraBench(tenant, { ...options, rules: rules(rulesOf({ ...plain, ...setting })) });
  const { target } = bench;

  function account(name: string): Attributes {
    const found = [...target.users].find(([, { externalId }]) => externalId === idOf(name));
    assert.ok(found !== undefined, `${name} has an account`);
    return { ...found[1], id: found[0] };
  }

  function nameOf(targetId: unknown): string {
    const attributes = target.users.get(String(targetId)) ?? target.groups.get(String(targetId));
    return String(attributes?.["displayName"] ?? targetId);
  }

  return {
    bench,
    change: async (...given) => await tenant.change(given),
    async cycle(kind = "incremental") {
      await tenant.mark();
      const result = await bench.run({ kind });
      assert.deepEqual(result.cycle.failures, []);
      return result;
    },
    async rewrite(other) {
      bench.rules = rulesOf({ ...plain, ...other });
      await bench.restart();
    },
    account,
    active: () =>
      [...target.users.values()]
        .filter(({ active }) => active === true || active === "True")
        .map(({ displayName }) => String(displayName))
        .toSorted(),
    manager(name) {
      const [urn = ""] = manager.split(/:manager$/);
      const id: unknown = property(property(account(name)[urn], "manager"), "value");
      return id === undefined || id === null ? null : nameOf(id);
    },
    members(displayName) {
      const found = [...target.groups.values()].find((each) => each["displayName"] === displayName);
      if (found === undefined) return null;
      const members: unknown = found["members"];
      return (Array.isArray(members) ? members : [])
        .map((member) => nameOf(property(member, "value")))
        .toSorted();
    },
    asked: async (part) => (await tenant.asked()).filter((path) => path.includes(part)),
    waited: () => bench.waitedMs(),
    [Symbol.asyncDispose]: async () => await bench[Symbol.asyncDispose](),
  };
}

/** A user or group of this name has this id. */
export function idOf(name: string): string {
  return hash("md5", name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function user(name: string, properties: object = {}): object {
  const own = { displayName: name, userPrincipalName: `${name}@example.com`, accountEnabled: true };
  return { kind: "createUser", id: idOf(name), properties: { ...own, userType: "Member", ...properties } };
}

/** A security group with these members. */
export function group(name: string, members: readonly string[], properties: object = {}): readonly object[] {
  const own = { displayName: name, securityEnabled: true, groupTypes: [] };
  return [
    { kind: "createGroup", id: idOf(name), properties: { ...own, ...properties } },
    ...members.map((member) => join(name, member)),
  ];
}

/** What makes a group a Microsoft 365 group. */
export const unified = { groupTypes: ["Unified"] };

export function join(groupName: string, member: string): object {
  return { kind: "addMember", groupId: idOf(groupName), memberId: idOf(member) };
}

export function leave(groupName: string, member: string): object {
  return { kind: "removeMember", groupId: idOf(groupName), memberId: idOf(member) };
}

export function assign(principal: string, appRoleId?: string): object {
  const role = appRoleId === undefined ? {} : { appRoleId };
  return { kind: "assign", principalId: idOf(principal), ...role };
}

export function unassign(principal: string): object {
  return { kind: "unassign", principalId: idOf(principal) };
}

export function update(name: string, properties: object): object {
  return { kind: "updateUser", id: idOf(name), properties };
}

export function rename(name: string, displayName: string): object {
  return { kind: "updateGroup", id: idOf(name), properties: { displayName } };
}

export function report(name: string, managerName: string | null): object {
  const managerId = managerName === null ? null : idOf(managerName);
  return { kind: "setManager", id: idOf(name), managerId };
}

export function remove(kind: "softDelete" | "restore" | "purge", name: string): object {
  return { kind, id: idOf(name) };
}
