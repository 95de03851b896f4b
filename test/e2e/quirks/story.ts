import assert from "node:assert/strict";
import type { CycleKind, StoredCycle } from "../../../src/store/cycles.ts";
import type { Quirky } from "../../servers/quirky/quirky.ts";
import type { Row } from "../../servers/quirky/rows.ts";
import { addPerson, type Office } from "./office.ts";
import { enterprise } from "./rules.ts";

/** What a server is known not to keep; its attributes are not looked at. */
export type Lacks = { readonly lacks?: readonly string[] };

/**
 * The whole story on one server: an initial cycle, changes of every kind, a reconcile, cycles in which
 * nothing has happened, and an installation that remembers nothing. After each the application holds what the
 * directory says, nobody is there twice, and whoever is asked for nothing writes nothing.
 */
export async function playStory(server: Quirky, office: Office, lacks: Lacks = {}): Promise<void> {
  await succeed(office, "initial");
  confirmHolds(server, office, lacks);
  changeCompany(office);
  await succeed(office);
  confirmHolds(server, office, lacks);
  await succeed(office, "reconcile");
  confirmHolds(server, office, lacks);
  await confirmQuiet(server, office);
  await office.reinstall();
  const posted = server.rows.Users.size + server.rows.Groups.size;
  await succeed(office, "initial");
  confirmHolds(server, office, lacks);
  assert.equal(server.rows.Users.size + server.rows.Groups.size, posted, "nobody was created again");
  await confirmQuiet(server, office);
}

/** A title, a title that is gone, managers, somebody new, who joins, who leaves, and whose access ends. */
export function changeCompany({ directory }: Office): void {
  addPerson(directory, "dot", { jobTitle: "Pilot", manager: { id: "bob" } });
  directory
    .change("ada", { jobTitle: "Head of Engineering", department: "Research" })
    .change("bob", { jobTitle: null, manager: { id: "victor" } })
    .change("cyd", { manager: null, mail: "cyd@new.example.com" })
    .unassign("eve");
  directory.members.set("crew", new Set(["ada", "cyd", "dot"]));
  directory.change("board", { displayName: "Board of Directors" });
}

export async function succeed(office: Office, kind?: CycleKind): Promise<StoredCycle> {
  const cycle = await office.run(kind);
  assert.deepEqual([cycle.state, cycle.failures], ["succeeded", []]);
  return cycle;
}

/** An incremental cycle asks nothing at all; a reconcile asks, and writes nothing. */
export async function confirmQuiet(server: Quirky, office: Office): Promise<void> {
  const asked = server.seen.length;
  await succeed(office);
  assert.deepEqual(shortly(server.seen.slice(asked)), [], "an incremental cycle asks nothing");
  const written = server.writes.length;
  await succeed(office, "reconcile");
  assert.deepEqual(shortly(server.writes.slice(written)), [], "a reconcile writes nothing");
}

function shortly(seen: Quirky["seen"]): readonly string[] {
  return seen.map(
    ({ method, path, query, body }) => `${method} ${path}?${query.toString()} ${JSON.stringify(body)}`,
  );
}

/** The application holds what the directory says, and nobody else but the strangers. */
export function confirmHolds(
  server: Quirky,
  { directory }: Office,
  { lacks = [], strangers = 0 }: Lacks & { readonly strangers?: number } = {},
): void {
  const people = [...directory.objects].filter(([, { type }]) => type === "user").map(([id]) => id);
  const accounts = new Map(people.flatMap((id) => accountsOf(server, id).map((row) => [id, row] as const)));
  for (const id of people) {
    const found = accountsOf(server, id);
    assert.equal(found.length, 1, `${id} has one account`);
    const wanted = wantedOf(id, { directory, accounts });
    if (isAssigned(id)) assert.deepEqual(pick(held(found[0])), pick(wanted));
    else assert.equal(held(found[0])["active"], "false", `${id} is disabled`);
  }
  assert.equal(server.rows.Users.size, people.length + strangers);
  const groups = [...directory.objects].filter(([, { type }]) => type === "group");
  for (const [id, { attributes }] of groups) {
    if (!isAssigned(id)) continue;
    const found = [...server.rows.Groups.values()].filter((row) => row["externalId"] === id);
    assert.equal(found.length, 1, `group ${id} is there once`);
    assert.equal(found[0]?.["displayName"], attributes["displayName"]);
    if (lacks.includes("members")) continue;
    const members = [...(directory.members.get(id) ?? [])].map((member) => accounts.get(member)?.id);
    assert.deepEqual(memberIds(found[0]), members.map(String).toSorted(), `members of ${id}`);
  }
  assert.deepEqual(server.overlaps, [], "one writer at a time");

  function isAssigned(id: string): boolean {
    return directory.assignments.has(`a-${id}`);
  }

  function pick(values: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(values).filter(([name]) => !lacks.includes(name)));
  }
}

export function accountsOf(server: Quirky, id: string): readonly Row[] {
  return [...server.rows.Users.values()].filter((row) => row["externalId"] === id);
}

function wantedOf(
  id: string,
  { directory, accounts }: { directory: Office["directory"]; accounts: ReadonlyMap<string, Row> },
): Record<string, unknown> {
  const attributes = directory.objects.get(id)?.attributes ?? {};
  const manager = attributes["manager"] as { id: string } | null | undefined;
  return {
    userName: attributes["userPrincipalName"],
    active: "true",
    displayName: attributes["displayName"],
    title: attributes["jobTitle"] ?? undefined,
    email: attributes["mail"],
    department: attributes["department"],
    manager: manager === null || manager === undefined ? undefined : accounts.get(manager.id)?.id,
  };
}

function held(row: Row | undefined): Record<string, unknown> {
  const extension = row?.[enterprise] as Record<string, unknown> | undefined;
  const manager = extension?.["manager"] as { value?: unknown } | string | undefined;
  const emails = (row?.["emails"] ?? []) as readonly { type?: string; value: string }[];
  return {
    userName: row?.["userName"],
    active: String(row?.["active"]).toLowerCase(),
    displayName: row?.["displayName"],
    title: row?.["title"],
    email: emails.find(({ type }) => type === "work")?.value,
    department: extension?.["department"],
    manager: typeof manager === "object" ? manager.value : manager,
  };
}

/** Who is in the group, each once: some servers keep members twice. */
function memberIds(group: Row | undefined): readonly string[] {
  const members = (group?.["members"] ?? []) as readonly { value: string }[];
  return [...new Set(members.map(({ value }) => value))].toSorted();
}
