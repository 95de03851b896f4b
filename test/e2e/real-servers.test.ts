import assert from "node:assert/strict";
import { test } from "node:test";
import { type Scimmy, spawnScimmy, spawnScimPatchServer } from "../servers/spawn-scimmy.ts";
import { type Company, companyOf } from "./company.ts";
import { defaultRules, install } from "./lockstep.ts";

const size = { users: 1_000, groups: 50, memberships: 2_957 };

/** Two servers that this project did not write, or whose PATCH it did not write. */
const servers = [
  ["scimmy", spawnScimmy],
  ["a server on scim-patch", spawnScimPatchServer],
] as const;

for (const [name, spawn] of servers) {
  test(`sync provisions 1,000 users and 50 groups with 2,957 memberships into ${name}, and a second cycle writes nothing`, async () => {
    await using server = await spawn();
    await using lockstep = await install({ ...server, rules: defaultRules });
    const company = companyOf(size);
    await lockstep.write(company);

    const first = await lockstep.sync("--initial");
    assert.equal(first.exitCode, 0, JSON.stringify(first.failures.slice(0, 3)));
    assert.equal(first.counts.created, size.users + size.groups);
    const limit = size.users + 2 * size.groups + 30;
    assert.ok(
      first.requests.target <= limit,
      `${first.requests.target} requests, at most ${limit} are expected`,
    );
    await confirmHolds(server, company);

    await server.forget();
    const second = await lockstep.sync("--initial");
    assert.equal(second.exitCode, 0);
    assert.deepEqual(Object.keys(await server.requests()), ["GET"], "a second initial cycle only reads");
    assert.equal(second.counts.created + second.counts.updated + second.counts.linked, 0);

    await server.forget();
    const third = await lockstep.sync();
    assert.equal(third.kind, "incremental");
    assert.deepEqual(await server.requests(), {}, "an incremental cycle without changes asks nothing at all");
  });

  test(`sync carries every kind of change into ${name} with at most two requests a changed object`, async () => {
    await using server = await spawn();
    await using lockstep = await install({ ...server, rules: defaultRules });
    const before = companyOf({ users: 60, groups: 4, memberships: 120 });
    await lockstep.write(before);
    assert.equal((await lockstep.sync()).exitCode, 0);
    await server.forget();

    const company = changed(before);
    await lockstep.write(company);
    const report = await lockstep.sync();
    assert.equal(report.exitCode, 0, JSON.stringify(report.failures));
    await confirmHolds(server, company);
    const objects =
      company.users.filter((user, index) => user !== before.users[index]).length + company.groups.length;
    assert.ok(
      report.requests.target <= 2 * objects + 20,
      `${report.requests.target} requests for ${objects} objects`,
    );
    await server.forget();
    assert.equal((await lockstep.sync("--initial")).exitCode, 0);
    assert.deepEqual(Object.keys(await server.requests()), ["GET"]);
  });
}

/**
 * A new e-mail address, title, name, department, manager; a title and a manager that are gone; who joins and
 * who leaves.
 */
function changed(company: Company): Company {
  const users = company.users.map((user, index) => {
    switch (index) {
      case 10:
        return { ...user, mail: "new.address@example.com", userPrincipalName: "new.name@example.com" };
      case 11:
        return { ...user, jobTitle: 'Head of "Quotes" \\ and Ümlauts', surname: "O'Brien" };
      case 12:
        return { ...user, department: "Research", manager: { id: "u-00030" } };
      case 13:
        return { ...user, manager: null };
      default:
        return user;
    }
  });
  const groups = company.groups.map((group, index) => {
    if (index === 0) return { ...group, displayName: "Renamed" };
    return index === 1 ? { ...group, members: [...group.members.slice(3), "u-00001", "u-00002"] } : group;
  });
  return { ...company, users, groups };
}

async function confirmHolds(server: Scimmy, company: Company): Promise<void> {
  const { users, groups } = await server.store();
  assert.equal(users.length, company.users.length);
  const accounts = new Map(users.map((user) => [user["externalId"], user]));
  for (const person of company.users) {
    const account = accounts.get(person["mailNickname"]);
    const manager = person["manager"] as { id: string } | null | undefined;
    const superior = company.users.find(({ id }) => id === manager?.id);
    assert.deepEqual(
      {
        userName: account?.["userName"],
        active: account?.["active"],
        title: account?.["title"],
        name: account?.["name"],
        emails: account?.["emails"],
        department: enterpriseOf(account)?.department,
        manager: enterpriseOf(account)?.manager?.value,
      },
      {
        userName: person["userPrincipalName"],
        active: true,
        title: person["jobTitle"],
        name: { givenName: person["givenName"], familyName: person["surname"] },
        emails: [{ type: "work", value: person["mail"] }],
        department: person["department"],
        manager: superior === undefined ? undefined : accounts.get(superior["mailNickname"])?.["id"],
      },
    );
  }
  const idOf = new Map(company.users.map(({ id, mailNickname }) => [id, accounts.get(mailNickname)?.["id"]]));
  assert.equal(groups.length, company.groups.length);
  for (const { id, displayName, members } of company.groups) {
    const group = groups.find(({ externalId }) => externalId === id);
    assert.equal(group?.["displayName"], displayName);
    const has = (group?.["members"] ?? []) as readonly { readonly value: string }[];
    const wanted = new Set(members).values().map((member) => String(idOf.get(member)));
    assert.deepEqual(has.map(({ value }) => value).toSorted(), [...wanted].toSorted());
  }
}

type Enterprise = { readonly department?: string; readonly manager?: { readonly value?: string } };

function enterpriseOf(user: Readonly<Record<string, unknown>> | undefined): Enterprise | undefined {
  return user?.["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] as Enterprise | undefined;
}
