import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Scimmy, spawnScimmy, spawnScimPatchServer } from "../servers/spawn-scimmy.ts";
import {
  type Directory,
  type MappingJob,
  type MappingJobOptions,
  assertSettled,
  createByHand,
  enterprise,
  extensionOf,
  openMappingJob,
  patchByHand,
  person,
  valuesOf,
} from "./mapping-job.ts";

let server: Scimmy;

before(async () => void (server = await spawnScimmy()));
after(() => server[Symbol.asyncDispose]());

function open(options: MappingJobOptions): Promise<MappingJob> {
  return openMappingJob(server, options);
}

function underReport(manager: object | null): Directory {
  return { users: [person("report", { manager }), person("boss-1"), person("boss-2")] };
}

test("the manager is set, changed, and cleared with the directory's", async () => {
  await using job = await open({ attributes: `${enterprise}:manager: "[manager]"` });

  for (const boss of ["boss-1", "boss-2"]) {
    await job.sync(underReport({ id: `id-${boss}` }));
    const { manager } = extensionOf(await job.account("report"));
    assert.equal((manager as { value: string }).value, (await job.account(boss)).id);
  }
  await assertSettled(job, underReport({ id: "id-boss-2" }));
  await job.sync(underReport(null));
  assert.equal(extensionOf(await job.account("report"))["manager"], undefined);
  await assertSettled(job, underReport(null));
});

function underBelow(displayName: string): Directory {
  return {
    users: [
      person("below", { manager: { id: "id-above" } }),
      person("above", { displayName, jobTitle: "Boss" }),
    ],
  };
}

test("[manager.displayName] follows the manager's own name", async () => {
  await using job = await open({ attributes: `title: 'Append("reports to ", [manager.displayName])'` });

  await job.sync(underBelow("Ada"));
  assert.equal((await job.account("below"))["title"], "reports to Ada");
  await job.sync(underBelow("Grace"));
  assert.equal((await job.account("below"))["title"], "reports to Grace");
});

function havingMember(members: readonly string[]): Directory {
  return {
    users: [person("member")],
    groups: [{ id: "g-eng", displayName: "Engineering", members }],
  };
}

test("[memberOf] reads the groups of the directory that somebody is in", async () => {
  await using job = await open({
    attributes: `title: 'IIF(InStr(Join(";", [memberOf]), "Engineering") > 0, "Engineer", "Staff")'`,
  });

  await job.sync(havingMember([]));
  assert.equal((await job.account("member"))["title"], "Staff");
  await job.sync(havingMember(["id-member"]));
  assert.equal((await job.account("member"))["title"], "Engineer");
  await job.sync(havingMember([]));
  assert.equal((await job.account("member"))["title"], "Staff");
});

const appRoles = [
  { id: "role-admin", value: "Admin", displayName: "Administrator" },
  { id: "role-user", value: "User", displayName: "Ordinary user" },
  { id: "role-audit", value: "Audit", displayName: "Auditor" },
];

/** One person with these roles; a role is what somebody is assigned as. */
function withRoles(name: string, ...roles: readonly string[]): Directory {
  const assignments = (roles.length === 0 ? [null] : roles).map((appRoleId) => ({
    principalId: `id-${name}`,
    principalType: "User",
    appRoleId,
  }));
  return { users: [person(name)], appRoles, assignments };
}

test("AssertiveAppRoleAssignmentsComplex() adds, changes and removes roles, and those that others gave", async () => {
  // This server keeps every part of an element, whether a schema names it or not.
  await using other = await spawnScimPatchServer();
  await using job = await openMappingJob(other, {
    attributes: `roles: { expression: "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])" }`,
    more: "scope: assigned",
  });
  await job.sync(withRoles("assertive", "role-admin"));
  const account = await job.account("assertive");
  const type = "WindowsAzureActiveDirectoryRole";
  assert.deepEqual(account["roles"], [{ primary: false, type, display: "Administrator", value: "Admin" }]);

  await job.sync(withRoles("assertive", "role-admin", "role-user"));
  assert.deepEqual(valuesOf(await job.account("assertive"), "roles"), ["Admin", "User"]);
  await job.sync(withRoles("assertive", "role-audit", "role-user"));
  assert.deepEqual(valuesOf(await job.account("assertive"), "roles"), ["Audit", "User"]);
  await job.sync(withRoles("assertive", "role-user"));
  assert.deepEqual(valuesOf(await job.account("assertive"), "roles"), ["User"]);

  await patchByHand(other, account.id, { op: "add", path: "roles", value: [{ value: "Root" }] });
  await job.sync(withRoles("assertive", "role-user"), { all: true });
  assert.deepEqual(valuesOf(await job.account("assertive"), "roles"), ["User"]);
  await assertSettled(job, withRoles("assertive", "role-user"));
  await job.sync(withRoles("assertive"));
  assert.deepEqual(valuesOf(await job.account("assertive"), "roles"), []);
});

test("AppRoleAssignmentsComplex() adds roles and never removes one", async () => {
  await using other = await spawnScimPatchServer();
  await using job = await openMappingJob(other, {
    attributes: `roles: "AppRoleAssignmentsComplex([appRoleAssignments])"`,
    more: "scope: assigned",
  });
  await job.sync(withRoles("adding", "role-admin"));
  const [role] = (await job.account("adding"))["roles"] as readonly Record<string, unknown>[];
  assert.equal(role?.["displayName"], "Administrator");
  await job.sync(withRoles("adding", "role-user"));
  assert.deepEqual(valuesOf(await job.account("adding"), "roles"), ["Admin", "User"]);
  await assertSettled(job, withRoles("adding", "role-user"));
  await job.sync(withRoles("adding"));
  assert.deepEqual(valuesOf(await job.account("adding"), "roles"), ["Admin", "User"]);
});

test("SingleAppRoleAssignment() fills one primary element with the first role by value", async () => {
  await using job = await open({
    attributes: `roles[primary eq "True"].value: "SingleAppRoleAssignment([appRoleAssignments])"`,
    more: "scope: assigned",
  });
  await job.sync(withRoles("single", "role-user", "role-admin"));
  async function roles(): Promise<readonly Record<string, unknown>[]> {
    return (await job.account("single"))["roles"] as readonly Record<string, unknown>[];
  }

  assert.deepEqual(
    (await roles()).map(({ value, primary }) => [value, primary]),
    [["Admin", true]],
  );
  await job.sync(withRoles("single", "role-user"));
  assert.deepEqual(
    (await roles()).map(({ value, primary }) => [value, primary]),
    [["User", true]],
  );
  await assertSettled(job, withRoles("single", "role-user"));
});

function assignedRoles(...assignments: readonly [string, string, string][]): Directory {
  return {
    users: [person("roles")],
    groups: [{ id: "g-roles", displayName: "Roles", members: ["id-roles"] }],
    appRoles,
    assignments: assignments.map(([principalType, principalId, appRoleId]) => ({
      principalType,
      principalId,
      appRoleId,
    })),
  };
}

test("[appRoles] is a set of role values, through a group as well", async () => {
  await using job = await open({
    attributes: `entitlements: { expression: "[appRoles]", nulls: clear }`,
    more: "scope: assigned",
  });

  await job.sync(assignedRoles(["User", "id-roles", "role-user"], ["Group", "g-roles", "role-audit"]));
  assert.deepEqual(valuesOf(await job.account("roles"), "entitlements"), ["Audit", "User"]);
  await job.sync(assignedRoles(["Group", "g-roles", "role-audit"]));
  assert.deepEqual(valuesOf(await job.account("roles"), "entitlements"), ["Audit"]);
});

test("SelectUniqueValue() passes over a value that an account in the target has", async () => {
  await createByHand(server, { userName: "somebody", nickName: "smith" });
  await using job = await open({
    attributes: `nickName: 'SelectUniqueValue([mailNickname], Append([mailNickname], "2"), Append([mailNickname], "3"))'`,
  });
  const [one, two] = [
    person("unique-1", { mailNickname: "smith" }),
    person("unique-2", { mailNickname: "smith" }),
  ];
  await job.sync({ users: [one] });
  assert.equal((await job.account("unique-1"))["nickName"], "smith2");
  await job.sync({ users: [one, two] });
  assert.equal((await job.account("unique-2"))["nickName"], "smith3");
  await assertSettled(job, { users: [one, two] });

  const three = person("unique-3", { mailNickname: "smith" });
  const { failures } = await job.sync({ users: [one, two, three] }, { fails: true });
  const { users } = await server.store();
  const has = users.find(({ userName }) => userName === "unique-3");
  assert.equal(has?.["nickName"], undefined, "no value is written that somebody has");
  const told = [...failures.map(({ message }) => message), JSON.stringify((await job.log()).at(-1)?.steps)];
  assert.match(told.join(), /nickName needs a value that nobody else has/);
});

test("SelectUniqueValue() gives two people of one cycle two values", async () => {
  await using job = await open({
    attributes: `nickName: 'SelectUniqueValue([mailNickname], Append([mailNickname], "2"), Append([mailNickname], "3"))'`,
  });
  const users = ["pair-1", "pair-2"].map((name) => person(name, { mailNickname: "pair" }));
  await job.sync({ users });
  const names = [await job.account("pair-1"), await job.account("pair-2")].map((one) =>
    String(one["nickName"]),
  );
  assert.deepEqual(names.toSorted(), ["pair", "pair2"]);
});

test("Redact() sends the value to the target and shows it nowhere", async () => {
  await using job = await open({ attributes: `nickName: "Redact([employeeId])"` });
  const { installation } = job;
  const directory = {
    users: [person("redacted", { employeeId: "secret-4711" })],
    groups: [],
    assignments: [],
  };
  await job.sync(directory);
  assert.equal((await job.account("redacted"))["nickName"], "secret-4711");

  await installation.write({
    ...directory,
    users: [person("redacted", { employeeId: "secret-4712" })],
  });
  for (const words of [
    ["plan", "people", "--json"],
    ["plan", "people"],
  ]) {
    const { code, stdout, stderr } = await installation.run(...words);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\[Redact\]/);
    assert.doesNotMatch(stdout + stderr, /secret-471/);
  }
  const synced = await installation.run("sync", "people");
  assert.equal((await job.account("redacted"))["nickName"], "secret-4712");
  for (const words of [
    ["logs", "people", "--format", "json"],
    ["logs", "people"],
    ["status", "people"],
  ]) {
    const { code, stdout, stderr } = await installation.run(...words);
    assert.equal(code, 0, stderr);
    if (words[0] === "logs" && words.length > 2) assert.match(stdout, /\[Redact\]/);
    assert.doesNotMatch(synced.stdout + stdout + stderr, /secret-471/);
  }
});

function havingLeaver(accountEnabled: boolean, jobTitle: string): Directory {
  return {
    users: [
      { ...person("leaver", { jobTitle }), accountEnabled },
      ...["stays-1", "stays-2", "stays-3"].map((name) => person(name)),
    ],
  };
}

test("IsSoftDeleted disables an account, and enables it again with the whole mapping", async () => {
  await using job = await open({ attributes: `title: "[jobTitle]"` });

  await job.sync(havingLeaver(true, "Analyst"));
  const gone = await job.sync(havingLeaver(false, "Retired"));
  assert.equal(gone.counts.disabled, 1);
  const disabled = await job.account("leaver");
  assert.deepEqual([disabled["active"], disabled["title"]], [false, "Analyst"]);
  await assertSettled(job, havingLeaver(false, "Retired"));

  const back = await job.sync(havingLeaver(true, "Director"));
  assert.equal(back.counts.enabled, 1);
  const enabled = await job.account("leaver");
  assert.deepEqual([enabled["active"], enabled["title"]], [true, "Director"]);
});

test("an entry of several matching attributes finds the one account that agrees in all of them", async () => {
  const shared = { externalId: "shared-1" };
  await createByHand(server, { ...shared, userName: "hand-1", name: { familyName: "Hopper" } });
  const wanted = await createByHand(server, {
    ...shared,
    userName: "hand-2",
    name: { familyName: "Lovelace" },
  });
  await using job = await open({
    match: "[userName, [externalId, name.familyName]]",
    attributes: `externalId: "[employeeId]"
name.familyName: "[surname]"`,
  });
  const { counts } = await job.sync({
    users: [
      person("composite-1", { employeeId: "shared-1", surname: "Lovelace" }),
      person("composite-2", { employeeId: "shared-1", surname: "Turing" }),
      person("composite-3", { surname: "Hopper" }),
    ],
  });
  assert.equal((await job.account("composite-1")).id, wanted.id);
  assert.equal((await job.account("hand-1"))["externalId"], "shared-1");
  assert.deepEqual([counts.linked, counts.created], [1, 2]);
});

test("matching asks its entries in their order, and the first hit decides", async () => {
  const byName = await createByHand(server, { userName: "first-hit", externalId: "other" });
  const byId = await createByHand(server, { userName: "second-hit", externalId: "precedence" });
  const attributes = `externalId: { expression: "[employeeId]", apply: create }`;
  await using job = await open({ match: "[userName, externalId]", attributes });
  await job.sync({ users: [person("first-hit", { employeeId: "precedence" })] });
  const links = await job.installation.run("links", "people", "--json");
  assert.match(links.stdout, new RegExp(byName.id));
  assert.doesNotMatch(links.stdout, new RegExp(byId.id));
});
