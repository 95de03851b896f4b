import {
  type AppRole,
  type Attributes,
  defaultAccess,
  type Grant,
  noRelations,
  type ObjectType,
  type RelationName,
  type Relations,
} from "../../rules/directory.ts";
import type { MirroredObject } from "../mirror.ts";
import { readRoles } from "./app-roles.ts";
import type { JobTables } from "./job-context.ts";
import { managerOf } from "./mirror-objects.ts";
import { attributesOf } from "./mirror-row.ts";
import { text } from "./row.ts";

/** INDEXED BY: else SQLite goes over all memberships, as the index does not have the type. */
const selectGroups = `
  SELECT i.value AS id, g.id AS group_id, b.name
  FROM json_each(?2) i CROSS JOIN membership m INDEXED BY membership_member
  CROSS JOIN mirror g CROSS JOIN mirror_body b
  WHERE m.job = ?1 AND m.member_id = i.value AND m.member_type = ?3
    AND g.job = ?1 AND g.type = 'group' AND g.id = m.group_id AND g.state = 'active' AND b.id = g.body
  ORDER BY g.id`;
const selectManagers = `
  SELECT m.id, b.attributes FROM json_each(?2) i CROSS JOIN mirror m CROSS JOIN mirror_body b
  WHERE m.job = ?1 AND m.type = 'user' AND m.id = i.value AND m.state <> 'hardDeleted' AND b.id = m.body`;

/** Fills in the relations that are asked for, each with one statement for all objects. */
export function withRelations(
  tables: JobTables,
  objects: readonly MirroredObject[],
  names: readonly RelationName[],
): readonly MirroredObject[] {
  const [first] = objects;
  if (first === undefined || names.length === 0) return objects;
  const rolesOf = names.includes("roles") ? readRolesOf(tables, objects) : none.roles;
  const memberOf = names.includes("memberOf")
    ? readMemberOf(tables, first.object.type, objects)
    : none.memberOf;
  const managers = names.includes("manager") ? readManagersOf(tables, objects) : none.manager;
  return objects.map((object) => ({
    ...object,
    relations: { roles: rolesOf(object), memberOf: memberOf(object), manager: managers(object) },
  }));
}

type Related<Name extends RelationName> = (object: MirroredObject) => Relations[Name];

const none = {
  roles: () => noRelations.roles,
  memberOf: () => noRelations.memberOf,
  manager: () => noRelations.manager,
};

function readRolesOf(tables: JobTables, objects: readonly MirroredObject[]): Related<"roles"> {
  const ids = new Set(objects.flatMap(({ grants }) => roleIdsOf(grants)));
  const roles = readRoles(tables, [...ids]);
  return ({ grants }) =>
    [...new Set(roleIdsOf(grants))].flatMap((id) => roles.get(id) ?? []).toSorted(byValue);
}

function roleIdsOf(grants: readonly Grant[]): readonly string[] {
  return grants.flatMap(({ appRoleId }) => (appRoleId === defaultAccess ? [] : (appRoleId ?? [])));
}

/** By what people see; by id where that is the same, so that the order is always one. */
function byValue(one: AppRole, other: AppRole): number {
  const [a, b] = [one.value ?? one.displayName, other.value ?? other.displayName];
  if (a !== b) return a < b ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function readMemberOf(
  { job, sql }: JobTables,
  type: ObjectType,
  objects: readonly MirroredObject[],
): Related<"memberOf"> {
  const groups = new Map<string, { readonly id: string; readonly name: string }[]>();
  const ids = JSON.stringify(objects.map(({ object }) => object.id));
  for (const row of sql(selectGroups).iterate(job, ids, type)) {
    const group = { id: text(row, "group_id"), name: text(row, "name") };
    const known = groups.get(text(row, "id"));
    if (known === undefined) groups.set(text(row, "id"), [group]);
    else known.push(group);
  }
  return ({ object }) => groups.get(object.id) ?? [];
}

function readManagersOf({ job, sql }: JobTables, objects: readonly MirroredObject[]): Related<"manager"> {
  const ids = new Set(objects.flatMap((object) => managerIdOf(object) ?? []));
  if (ids.size === 0) return none.manager;
  const managers = new Map<string, Attributes>();
  for (const row of sql(selectManagers).iterate(job, JSON.stringify([...ids]))) {
    managers.set(text(row, "id"), attributesOf(row));
  }
  return (object) => managers.get(managerIdOf(object) ?? "") ?? null;
}

function managerIdOf({ object }: MirroredObject): string | null {
  return object.type === "user" ? managerOf(object.attributes) : null;
}
