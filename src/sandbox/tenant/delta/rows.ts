import type { Directory, LoggedChange } from "../directory.ts";
import type { DirectoryGroup, DirectoryObject, DirectoryUser } from "../directory-object.ts";
import { hasHiddenMembers } from "../limited.ts";
import type { Tenant } from "../tenant.ts";
import { type Chain, selects } from "./chain.ts";
import type { Link, Row } from "./row.ts";
import { type Touch, touchOf } from "./touch.ts";

/** What the rows of a round are made from. */
export type Sight = { readonly tenant: Tenant; readonly directory: Directory; readonly chain: Chain };

/** Everything there is. */
export function everything({ tenant, directory, chain }: Sight): Row[] {
  return objectsOf(directory, chain).flatMap((object) => {
    const members = object.type === "group" && selects(chain, "members") ? directory.members(object.id) : [];
    const manager = object.type === "user" && selects(chain, "manager") ? object.managerId : null;
    const row = {
      id: object.id,
      object,
      changed: null,
      managers: linkTo(find(directory, manager)),
      members: members.flatMap(linkTo),
    };
    return spread(row, tenant);
  });
}

/** What the changes come to: each object once, unless it has many members. */
export function sumOf(changes: readonly LoggedChange[], { tenant, directory, chain }: Sight): Row[] {
  const touches = changes.map((change) => touchOf(change, chain)).filter((touch) => touch !== null);
  return [...Map.groupBy(touches, ({ id }) => id)].flatMap(([id, own]) => {
    const row = {
      id,
      object: own.at(-1)?.object ?? null,
      changed: own.some(({ properties }) => properties === null)
        ? null
        : new Set(own.flatMap(({ properties }) => properties ?? [])),
      managers: managersOf(own, directory),
      members: membersOf(own, directory),
    };
    return spread(row, tenant);
  });
}

function objectsOf(directory: Directory, { type, ids }: Chain): (DirectoryUser | DirectoryGroup)[] {
  if (ids === null) return type === "user" ? directory.users() : directory.groups();
  const found = [...ids].map((id) => directory.object(id));
  return found
    .filter((object) => object?.type === "user" || object?.type === "group")
    .filter((object) => object.type === type);
}

/** Nothing as long as the manager is the same. */
function managersOf(touches: readonly Touch[], directory: Directory): Link[] {
  const first = touches.find(({ manager }) => manager !== null)?.manager;
  const last = touches.at(-1)?.object;
  if (first === undefined || first === null || last?.type !== "user") return [];
  const gone = first.before === last.managerId ? null : first.before;
  return [...linkTo(find(directory, gone)).map(broken), ...linkTo(find(directory, last.managerId))];
}

function membersOf(touches: readonly Touch[], directory: Directory): Link[] {
  const changes = touches.map(({ member }) => member).filter((member) => member !== null);
  const last = new Map(changes.map((member) => [member.id, member.joined]));
  return [...last].flatMap(([id, joined]) => {
    const links = linkTo(find(directory, id));
    return joined ? links : links.map(broken);
  });
}

function find(directory: Directory, id: string | null): DirectoryObject | null {
  return id === null ? null : directory.object(id);
}

/** Whoever is deleted is not mentioned, neither as having come nor as having left. */
function linkTo(object: DirectoryObject | null): Link[] {
  if (object === null || object.deletedDateTime !== null) return [];
  return [{ "@odata.type": `#microsoft.graph.${object.type}`, id: object.id }];
}

function broken(link: Link): Link {
  return { ...link, "@removed": { reason: "deleted" } };
}

/** The row as several, where it has too many members for one. */
function spread(row: Row, tenant: Tenant): Row[] {
  const { object, members } = row;
  if (object?.type === "group" && hasHiddenMembers(tenant, object)) return [{ ...row, members: [] }];
  const size = tenant.settings.delta.membersPerRow;
  const rows = Math.max(1, Math.ceil(members.length / size));
  return Array.from({ length: rows }, (_, index) => ({
    ...row,
    members: members.slice(index * size, (index + 1) * size),
  }));
}
