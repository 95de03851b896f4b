import { MemoryDirectory } from "../../source/memory/directory.ts";
import { membersOf, type Row, type Rows } from "../../servers/quirky/rows.ts";
import { enterprise } from "../quirks/rules.ts";

const ids = Array.from({ length: 50 }, (_, at) => `p${String(at).padStart(2, "0")}`);

/** 50 people, each the manager of up to three others, in 5 groups that overlap. */
export function fifty(): MemoryDirectory {
  const directory = new MemoryDirectory();
  for (const [at, id] of ids.entries()) {
    const manager = at === 0 ? null : { id: ids[Math.floor((at - 1) / 3)] };
    addPerson(directory, id, { manager });
  }
  for (let group = 0; group < 5; group += 1) {
    const members = ids.filter((_, at) => at % 5 === group || at % 7 === group);
    directory.addGroup(`g${String(group)}`, members).assign(`g${String(group)}`);
  }
  return directory;
}

/**
 * Something new for each: titles, names, managers, addresses, who is disabled, who leaves, who is deleted,
 * who is new; a group that is renamed, one that goes, one that comes, and members who join and leave.
 */
export function fiftyChanged(): MemoryDirectory {
  const directory = fifty();
  for (const [at, id] of ids.entries()) {
    if (at < 26) directory.change(id, { jobTitle: `Chief ${String(at)}` });
    else if (at < 30) directory.change(id, { userPrincipalName: `${id}.new@example.com` });
    else if (at < 34) directory.change(id, { manager: { id: "p00" }, mail: `${id}@new.example.com` });
    else if (at < 37) directory.change(id, { manager: null });
    else if (at < 40) directory.change(id, { accountEnabled: false });
    else if (at < 43) directory.softDelete(id);
    else if (at < 47) directory.purge(id);
    else directory.change(id, { department: null, displayName: `${id} the Great` });
  }
  for (const at of [50, 51, 52]) addPerson(directory, `p${String(at)}`, { manager: { id: "p51" } });
  directory.change("g0", { displayName: "Group Nought" });
  directory.members.get("g1")?.add("p00").add("p50").add("p51");
  for (const id of ["p06", "p11"]) directory.members.get("g1")?.delete(id);
  for (const id of ["p07", "p12"]) directory.members.get("g2")?.delete(id);
  directory.purge("g4");
  return directory.addGroup("g5", ["p00", "p01", "p51"]).assign("g5");
}

function addPerson(
  directory: MemoryDirectory,
  id: string,
  attributes: Readonly<Record<string, unknown>>,
): void {
  const mail = `${id}@mail.example.com`;
  directory.addUser(id, { mail, mailNickname: id, department: "Sales", ...attributes }).assign(id);
}

/** What an application holds, whatever ids it gave: each resource by the id it has in the directory. */
export function held({ Users, Groups }: Rows): Readonly<Record<string, readonly unknown[]>> {
  const users = [...Users.values()].map((row) => [nameOf(Users, row.id), userOf(Users, row)] as const);
  const groups = [...Groups.values()].map((row) => {
    const members = membersOf(row).map(({ value }) => nameOf(Users, value));
    return [
      String(row["externalId"]),
      { displayName: row["displayName"], members: members.toSorted() },
    ] as const;
  });
  // Several under one name are duplicates.
  return Object.fromEntries(
    [...Map.groupBy([...users, ...groups], ([name]) => name)]
      .map(([name, found]) => [name, found.map(([, values]) => values)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function userOf(users: Rows["Users"], row: Row): unknown {
  const { department, manager } = (row[enterprise] ?? {}) as Record<string, unknown>;
  const { value } = (manager ?? {}) as { value?: string };
  return {
    ...Object.fromEntries(shown.map((name) => [name, row[name] ?? null])),
    emails: ((row["emails"] ?? []) as readonly { value: string }[]).map((email) => email.value),
    department: department ?? null,
    manager: value === undefined ? null : nameOf(users, value),
  };
}

const shown = ["userName", "active", "displayName", "title"];

function nameOf(users: Rows["Users"], id: string): string {
  const name = users.get(id)?.["externalId"];
  return typeof name === "string" ? name : `nobody (${id})`;
}
