import assert from "node:assert/strict";
import { property } from "../../../src/rules/attribute-path.ts";
import type { Attributes } from "../../../src/rules/directory.ts";
import { isEntitled, reachedBy } from "./entitlement.ts";
import { type Expecting, groupName, groupsOf, isGroupWanted, knowsManagers, rolesOf } from "./expected.ts";
import type { Play } from "./play.ts";
import type { Setting } from "./step.ts";

type Held = Expecting & {
  /** Objects of the target by the id of their source, and the id each of them has there. */
  readonly accounts: ReadonlyMap<string, Attributes>;
  readonly groups: ReadonlyMap<string, Attributes>;
};

/** The application holds what the decision table makes of the model. */
export function compareTarget({ model, engine, isCertain }: Play, setting: Setting): void {
  const { target } = engine.bench;
  const accounts = bySource(target.users);
  const groups = bySource(target.groups);
  assert.equal(accounts.size, target.users.size, "nobody has two accounts");
  assert.equal(groups.size, target.groups.size, "no group is there twice");
  const held = { model, setting, isCertain, accounts, groups };
  for (const id of model.users.keys()) compareAccount(held, id);
  for (const id of model.groups.keys()) {
    assert.equal(groups.has(id), isGroupWanted(held, id), `whether group ${id} is in the target`);
    if (groups.has(id)) compareGroup(held, id);
  }
}

function bySource(objects: ReadonlyMap<string, Attributes>): ReadonlyMap<string, Attributes> {
  return new Map(
    [...objects].map(([id, attributes]) => [text(attributes["externalId"]), { ...attributes, id }]),
  );
}

function compareAccount(held: Held, id: string): void {
  const { model, setting, accounts, isCertain } = held;
  const account = accounts.get(id);
  if (model.stateOf(id) === "purged" && isCertain) {
    assert.equal(account, undefined, `the account of ${id}, who is purged`);
    return;
  }
  if (!isEntitled(model, id, setting)) {
    assert.ok(account === undefined || !isOn(account), `${id} has no access`);
    return;
  }
  assert.ok(account !== undefined && isOn(account), `${id} has access`);
  for (const [name, value] of Object.entries(accountOf(held, id))) {
    if (name === "nickName" && !knowsManagers(held)) continue;
    assert.equal(text(account[name]), value, `${name} of the account of ${id}`);
  }
  if (!setting.manager || !knowsManagers(held)) return;
  const superior = accounts.get(model.managerOf(id) ?? "nobody")?.["id"];
  assert.equal(managerIn(account), superior, `the manager in the account of ${id}`);
}

/** An account as the mappings have it; what has no value is empty. */
function accountOf(expecting: Expecting, id: string): Readonly<Record<string, string>> {
  const { model, setting } = expecting;
  const user = model.users.get(id)?.properties ?? {};
  const manager = model.users.get(model.managerOf(id) ?? "nobody")?.properties ?? {};
  const groups = groupsOf(expecting, id).flatMap((groupId) => [groupId, groupName(expecting, groupId)]);
  return {
    userName: text(user["userPrincipalName"]).replace(/^(.+)_(.+)#EXT#.*$/, "$1@$2"),
    displayName: text(user["displayName"]),
    title: text(user["jobTitle"]),
    department: text(user["department"]),
    nickName: setting.managerDepartment ? text(manager["department"]) : "",
    locale: setting.memberOf ? groups.join(";") : "",
    userType: setting.roles ? rolesOf(expecting, id).join(";") : "",
  };
}

/** Whoever is disabled or deleted keeps a place in the target's groups as long as the directory keeps it. */
function compareGroup(held: Held, groupId: string): void {
  const { model, setting, accounts, groups } = held;
  const group = groups.get(groupId) ?? {};
  assert.equal(group["displayName"], groupName(held, groupId), `the name of group ${groupId}`);
  const members = memberIds(group);
  assert.equal(new Set(members).size, members.length, "nobody is in a group twice");
  const inside = reachedBy(model, groupId, setting);
  for (const [id, account] of accounts) {
    const isIn = members.includes(text(account["id"]));
    if (!inside.has(id) && model.isActive(id)) assert.ok(!isIn, `${id} has left group ${groupId}`);
    if (inside.has(id) && isEntitled(model, id, setting)) assert.ok(isIn, `${id} is in group ${groupId}`);
  }
  for (const [id, inner] of groups) {
    const isIn = members.includes(text(inner["id"]));
    assert.equal(isIn, !setting.nestedGroups && inside.has(id), `whether ${id} is in group ${groupId}`);
  }
}

function memberIds(group: Attributes): readonly string[] {
  const members: unknown = group["members"];
  return Array.isArray(members) ? members.map((member) => text(property(member, "value"))) : [];
}

function managerIn(account: Attributes): unknown {
  const extension = account["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
  return property(property(extension, "manager"), "value");
}

function isOn(account: Attributes): boolean {
  return account["active"] === true || account["active"] === "True";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
