import { appRoles } from "../../../src/sandbox/company/application.ts";
import type { Change } from "./model.ts";

export const defaultRole = "00000000-0000-0000-0000-000000000000";
export const roles = [defaultRole, appRoles.agent, appRoles.admin] as const;

/** Whom changes happen to. `u7` and `g5` are not there at the beginning. */
export const users = ["u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7"] as const;
export const groups = ["g0", "g1", "g2", "g3", "g4", "g5"] as const;
/** Assigned, and never changed: a tenant in which nobody is assigned is an error. */
export const anchor = "u9";
/** Rules ask about it, so that nobody deletes it. */
export const named = "g4";

export type UserName = (typeof users)[number];
export type GroupName = (typeof groups)[number];

/** Ids as Entra has them, in the order of the names. */
export function idOf(name: string): string {
  const letter = name.startsWith("u") ? "a" : "b";
  return `${letter.repeat(8)}-0000-4000-8000-00000000000${name.slice(1)}`;
}

export function userOf(name: string): Change {
  const guest = name === "u6";
  const properties = {
    displayName: `User ${name}`,
    userPrincipalName: guest ? "u6_home.example#EXT#@example.com" : `${name}@example.com`,
    userType: guest ? "Guest" : "Member",
    accountEnabled: true,
    department: `Department of ${name}`,
  };
  return { kind: "createUser", id: idOf(name), properties };
}

/** `g2` and `g3` are Microsoft 365 groups, and `g3` is one that nobody gets access through. */
export function groupOf(name: string): Change {
  const unified = name === "g2" || name === "g3";
  const properties = {
    displayName: `Group ${name}`,
    securityEnabled: name !== "g3",
    groupTypes: unified ? ["Unified"] : [],
  };
  return { kind: "createGroup", id: idOf(name), properties };
}

export function assign(n: number, principal: string, appRoleId: string = defaultRole): Change {
  return { kind: "assign", id: `assignment-${n}`, principalId: idOf(principal), appRoleId };
}

function join(group: string, member: string): Change {
  return { kind: "addMember", groupId: idOf(group), memberId: idOf(member) };
}

/** The tenant at the beginning of each history. */
export const founding: readonly Change[] = [
  ...[...users.filter((name) => name !== "u7"), anchor].map(userOf),
  ...groups.filter((name) => name !== "g5").map(groupOf),
  join("g0", "u0"),
  join("g0", "u1"),
  join("g0", "g1"),
  join("g1", "u2"),
  join("g2", "u1"),
  join("g2", "u3"),
  join("g3", "u4"),
  join("g4", "u0"),
  { kind: "setManager", id: idOf("u0"), managerId: idOf("u1") },
  { kind: "setManager", id: idOf("u1"), managerId: idOf("u5") },
  assign(1, anchor),
  assign(2, "g0"),
  assign(3, "g2", appRoles.agent),
  assign(4, "u6"),
];
