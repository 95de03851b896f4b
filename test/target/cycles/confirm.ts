import assert from "node:assert/strict";
import type { TargetObject } from "../../../src/rules/target-object.ts";
import type { Entry } from "../../source/memory/directory.ts";
import { type Account, elementsOf, textOf } from "./account.ts";
import { mappable, manager, sourceOf } from "./attributes.ts";
import { always } from "./rules.ts";
import type { World } from "./world.ts";

const signal = new AbortController().signal;

/**
 * The application holds what the directory asks for: one account for each person who was ever assigned and
 * is not gone, active where they still are, and one group with the right members for each assigned group.
 */
export async function confirmAgrees(world: World): Promise<void> {
  const accounts = byName(await everything(world, "user"), "userName");
  const people = [...world.directory.objects].filter(
    ([id, { type }]) => type === "user" && hasAccount(world, id),
  );
  assert.deepEqual(
    [...accounts.keys()].toSorted(),
    people.map(([id, entry]) => nameOf(world, id, entry).toLowerCase()).toSorted(),
    "the accounts",
  );
  for (const [id, entry] of people) {
    const account = accounts.get(nameOf(world, id, entry).toLowerCase());
    assert.deepEqual(seen(world, id, account), wanted(world, id, accounts), id);
  }
  if (hasGroups(world) && world.application.traits.hasGroups()) await confirmGroups(world, accounts);
}

/** Whether the directory has any. */
export function hasGroups({ directory }: World): boolean {
  return directory.objects.values().some(({ type }) => type === "group");
}

async function confirmGroups(world: World, accounts: ReadonlyMap<string, Account>): Promise<void> {
  const { directory, application } = world;
  const found = byName(await everything(world, "group"), "displayName");
  const assigned = [...directory.objects].filter(
    ([id, { type }]) => type === "group" && isAssigned(world, id),
  );
  assert.deepEqual(
    [...found.keys()].toSorted(),
    assigned.map(([id, entry]) => nameOf(world, id, entry).toLowerCase()).toSorted(),
    "the groups",
  );
  for (const [id, entry] of assigned) {
    const group = found.get(nameOf(world, id, entry).toLowerCase());
    const read = await application.target.read("group", String(group?.["id"]), { signal, members: true });
    const members = elementsOf(read?.attributes ?? {}, "members").map(({ value }) => String(value));
    const ids = [...(directory.members.get(id) ?? [])].map((member) => String(idOf(world, member, accounts)));
    assert.deepEqual(members.toSorted(), ids.toSorted(), `the members of ${id}`);
  }
}

async function everything({ application }: World, type: "user" | "group"): Promise<readonly TargetObject[]> {
  const objects: TargetObject[] = [];
  for await (const page of application.target.list(type, { signal })) objects.push(...page.objects);
  return objects;
}

/** Fails where two have one name. */
function byName(objects: readonly TargetObject[], attribute: string): ReadonlyMap<string, Account> {
  const names = new Map<string, Account>();
  for (const { id, attributes } of objects) {
    const name = textOf(attributes, attribute)?.toLowerCase() ?? "";
    assert.ok(!names.has(name), `there are two called ${name}`);
    names.set(name, { ...attributes, id });
  }
  return names;
}

/** Paths that are to have the directory's value, or none where it has none. */
function pathsKept(world: World, id: string): readonly string[] {
  const { maps, application, unkept, directory } = world;
  const attributes = directory.objects.get(id)?.attributes ?? {};
  return [...always, ...maps].filter((path) => {
    if (path === "userName" || unkept.has(`${id} ${path}`) || !application.traits.keeps(path)) return false;
    const isClearable = path === "active" || mappable[path]?.nulls === "clear";
    return isClearable || (attributes[sourceOf(path)] ?? null) !== null;
  });
}

function seen(world: World, id: string, account: Account = {}): Account {
  return Object.fromEntries(pathsKept(world, id).map((path) => [path, mappable[path]?.found(account)]));
}

function wanted(world: World, id: string, accounts: ReadonlyMap<string, Account>): Account {
  const attributes = world.directory.objects.get(id)?.attributes ?? {};
  return Object.fromEntries(
    pathsKept(world, id).map((path) => {
      if (path === "active") return [path, isAssigned(world, id)];
      if (path === manager) return [path, idOf(world, textOf(attributes["manager"], "id"), accounts)];
      return [path, attributes[sourceOf(path)] ?? null];
    }),
  );
}

function idOf(world: World, id: string | null, accounts: ReadonlyMap<string, Account>): string | null {
  const entry = id === null ? undefined : world.directory.objects.get(id);
  if (id === null || entry === undefined) return null;
  return String(accounts.get(nameOf(world, id, entry).toLowerCase())?.["id"]);
}

/** The first name where the application lets nobody change it. */
function nameOf({ application, firstNames }: World, id: string, { type, attributes }: Entry): string {
  const name = String(attributes[type === "user" ? "userPrincipalName" : "displayName"]);
  const first = firstNames.get(id) ?? name;
  return first === name || application.traits.renames(type) ? name : first;
}

/** Whether the application is to have one for this person. */
export function hasAccount({ firstNames, absent }: World, id: string): boolean {
  return firstNames.has(id) && !absent.has(id);
}

function isAssigned({ directory }: World, id: string): boolean {
  return directory.assignments.has(`a-${id}`);
}
