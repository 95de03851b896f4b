import assert from "node:assert/strict";
import type { Attributes } from "../../../src/rules/directory.ts";
import type { MirroredObject } from "../../../src/store/mirror.ts";
import { defaultRole } from "./cast.ts";
import {
  type Expecting,
  groupName,
  groupsOf,
  groupsRead,
  knowsManagers,
  pathsKnown,
  rolesOf,
} from "./expected.ts";
import type { Play } from "./play.ts";
import { relationsOf } from "./rules.ts";
import type { Setting } from "./step.ts";

const properties = ["displayName", "userPrincipalName", "accountEnabled", "jobTitle", "department"] as const;
const states = { active: "active", softDeleted: "softDeleted", purged: "hardDeleted" } as const;

/** The mirror says what the model says, of everybody who is linked or in scope. */
export async function compareMirror({ model, engine, isCertain }: Play, setting: Setting): Promise<void> {
  const { mirror } = engine.bench.job();
  const expecting = { model, setting, isCertain };
  const expansion = { relations: relationsOf(setting), nested: setting.nestedGroups };
  const users = await mirror.byIds("user", [...model.users.keys()], expansion);
  for (const id of model.users.keys()) {
    compareUser(
      expecting,
      id,
      users.find(({ object }) => object.id === id),
    );
  }
  const groups = await mirror.byIds("group", [...model.groups.keys()]);
  const read = groupsRead(expecting);
  for (const id of model.groups.keys()) {
    const mirrored = groups.find(({ object }) => object.id === id);
    if (read.includes(id)) {
      assert.equal(mirrored?.object.state, "active", `the state of group ${id}`);
      assert.equal(mirrored.object.attributes["displayName"], groupName(expecting, id), `the name of ${id}`);
    } else if (mirrored !== undefined && mirrored.link !== null) {
      assert.equal(mirrored.object.state === "active", model.isActive(id), `whether group ${id} is there`);
    }
  }
}

function compareUser(expecting: Expecting, id: string, mirrored: MirroredObject | undefined): void {
  const { model, setting } = expecting;
  const paths = pathsKnown(expecting, id);
  const inScope = model.isActive(id) && (setting.scope === "all" || paths.length > 0);
  if (mirrored === undefined) {
    assert.ok(!inScope, `${id} is in scope and must be in the mirror`);
    return;
  }
  const { object, grants, relations, link, readable } = mirrored;
  if (!inScope && link === null) {
    if (object.state === "active") assert.deepEqual(grants, [], `the grants of ${id}, who is not in scope`);
    return;
  }
  const state = states[model.stateOf(id)];
  const isBelieved = expecting.isCertain || state !== "hardDeleted" || object.state !== "softDeleted";
  if (isBelieved) assert.equal(object.state, state, `the state of ${id}`);
  if (object.state !== "active") return;
  assert.ok(readable, `${id} can be read`);
  const user = model.users.get(id);
  assert.deepEqual(pick(object.attributes), pick(user?.properties ?? {}), `the attributes of ${id}`);
  const granted = grants.map(({ appRoleId, groupId }) => `${appRoleId ?? defaultRole} ${groupId}`);
  const due = paths.map(({ appRoleId, groups: [groupId = null] }) => `${appRoleId} ${groupId}`);
  assert.deepEqual(unique(granted), unique(due), `the grants of ${id}`);
  if (knowsManagers(expecting)) {
    assert.equal(managerIn(object.attributes), model.managerOf(id), `the manager of ${id}`);
  }
  if (setting.memberOf) {
    const groups = relations.memberOf.map((group) => group.id);
    assert.deepEqual(groups.toSorted(), groupsOf(expecting, id), `the groups of ${id}`);
  }
  if (setting.roles) {
    const roles = relations.roles.map(({ value }) => value);
    assert.deepEqual(roles, rolesOf(expecting, id), `the roles of ${id}`);
  }
}

function managerIn(attributes: Attributes): string | null {
  const manager: unknown = attributes["manager"];
  if (typeof manager !== "object" || manager === null || !("id" in manager)) return null;
  return String(manager.id);
}

/** Unset and cleared look the same. */
function pick(attributes: Attributes): Attributes {
  return Object.fromEntries(properties.map((name) => [name, attributes[name] ?? null]));
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}
