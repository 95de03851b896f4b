import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { appRoles } from "../../../src/sandbox/company/application.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { ofKind, readAll } from "../read-all.ts";
import { startTenant } from "./tenant.ts";

const { signal } = new AbortController();
const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
beforeEach(async () => {
  await tenant.calm();
  await tenant.mark();
});

const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const bob = "aaaaaaaa-0000-4000-8000-000000000002";
const cyd = "aaaaaaaa-0000-4000-8000-000000000003";
const sales = "bbbbbbbb-0000-4000-8000-000000000001";
const pilots = "bbbbbbbb-0000-4000-8000-000000000002";
const north = "bbbbbbbb-0000-4000-8000-000000000003";
const twins = ["bbbbbbbb-0000-4000-8000-000000000004", "bbbbbbbb-0000-4000-8000-000000000005"] as const;
const unknown = "bbbbbbbb-0000-4000-8000-00000000ffff";
const northName = "O'Neill's \"North\" & Söhne + 1 % #x";

function person(id: string, name: string, given: object = {}): object {
  const properties = { displayName: name, userPrincipalName: `${name.toLowerCase()}@example.com`, ...given };
  return { kind: "createUser", id, properties: { ...properties, accountEnabled: true, userType: "Member" } };
}

await tenant.change([
  person(ada, "Ada", { department: "R&D", officeLocation: "Berlin" }),
  person(bob, "Bob"),
  person(cyd, "Cyd"),
  { kind: "setManager", id: bob, managerId: ada },
  { kind: "createGroup", id: sales, properties: { displayName: "Sales" } },
  { kind: "createGroup", id: pilots, properties: { displayName: "Pilots" } },
  { kind: "createGroup", id: north, properties: { displayName: northName } },
  ...twins.map((id) => ({ kind: "createGroup", id, properties: { displayName: "Twin" } })),
  { kind: "addMember", groupId: sales, memberId: bob },
  { kind: "addMember", groupId: pilots, memberId: bob },
  { kind: "addMember", groupId: pilots, memberId: cyd },
  { kind: "addMember", groupId: pilots, memberId: sales },
  { kind: "addMember", groupId: north, memberId: cyd },
  { kind: "assign", id: "a1", principalId: sales, appRoleId: appRoles.agent },
]);

test("read() reports the roles of the application, and asks no more for them", async () => {
  const source = tenant.source();
  const { records } = await readAll(source);
  assert.deepEqual(
    ofKind(records, "role").map(({ id, value, displayName }) => [id, value, displayName]),
    [
      [appRoles.user, "User", "User"],
      [appRoles.agent, "Agent", "Contact centre agent"],
      [appRoles.supervisor, "Supervisor", "Supervisor"],
      [appRoles.admin, "Admin", "Office administrator"],
    ],
  );
  const asked = await tenant.asked();
  assert.deepEqual(
    asked.filter((path) => path.includes("appRoles")),
    [
      `/v1.0/servicePrincipals/${tenant.sandbox.servicePrincipalId}?$select=id,appId,displayName,accountEnabled,appRoles`,
    ],
  );
  // The service principal, its assignments, the users' chain, a batch with the group, and the group's
  // members.
  assert.equal(source.requests, 5);
});

test("read() takes a role without value and name, and refuses a service principal without a list", async () => {
  const { servicePrincipal } = (await tenant.sandbox.control("tenant")) as {
    servicePrincipal: { properties: { appRoles: object[] } };
  };
  const { appRoles: roles } = servicePrincipal.properties;
  async function setRoles(value: unknown): Promise<void> {
    await tenant.change({ kind: "updateServicePrincipal", properties: { appRoles: value } });
  }
  await setRoles([{ id: "r1", value: "", displayName: "Plain" }, { id: "r2", value: "Named" }, { id: "r3" }]);
  const { records } = await readAll(tenant.source());
  assert.deepEqual(
    ofKind(records, "role").map(({ id, value, displayName }) => [id, value, displayName]),
    [
      ["r1", null, "Plain"],
      ["r2", "Named", "Named"],
      ["r3", null, "r3"],
    ],
  );
  for (const [value, message] of [
    [null, /the answer should be a service principal with its app roles/],
    [[{ value: "Admin" }], /the answer should be app roles with an id/],
  ] as const) {
    await setRoles(value);
    await assert.rejects(readAll(tenant.source()), { code: "sourceIncomplete", message });
  }
  await setRoles(roles);
});

test("read() reads of managers what rules read of them, in the request for the manager", async () => {
  const reads = ["manager", "manager.department", "manager.physicalDeliveryOfficeName", "manager.manager"];
  const plain = tenant.source({ reads: ["manager"] });
  const source = tenant.source({ reads });
  await readAll(plain);
  await tenant.mark();
  const { records } = await readAll(source);
  const manager = { id: ada, department: "R&D", officeLocation: "Berlin" };
  const found = ofKind(records, "object").find(({ id }) => id === bob);
  assert.deepEqual(found?.attributes["manager"], manager);
  assert.equal(source.requests, plain.requests);
  const asked = await tenant.asked();
  assert.deepEqual(
    asked.filter((path) => path.includes("/manager")),
    [`/v1.0/users/${bob}/manager?$select=id,department,officeLocation`],
  );
  assert.ok(asked.every((path) => !path.includes("/members?") || !path.includes("department")));
  const [located] = await source.locate("user", [bob], { signal });
  assert.deepEqual(located, { kind: "active", attributes: found?.attributes });
});

for (const scope of ["assigned", "all"] as const) {
  test(`read() reads groups that rules ask about and nobody else does, scope ${scope}`, async () => {
    const plain = tenant.source({ scope });
    await readAll(plain);
    await tenant.mark();
    const source = tenant.source({ scope, groupsRead: [pilots, northName, pilots.toUpperCase()] });
    const { records, end } = await readAll(source);
    assert.deepEqual([end.complete, end.doubts, end.warnings], [true, [], []]);
    assert.deepEqual(
      ofKind(records, "object")
        .filter(({ type, id }) => type === "group" && id !== sales)
        .map(({ id, attributes }) => [id, attributes["displayName"]]),
      [
        [pilots, "Pilots"],
        [north, northName],
      ],
    );
    assert.deepEqual(
      ofKind(records, "members").filter(({ groupId }) => groupId !== sales),
      [
        {
          kind: "members",
          groupId: pilots,
          members: [
            { id: bob, type: "user" },
            { id: cyd, type: "user" },
            { id: sales, type: "group" },
          ],
        },
        { kind: "members", groupId: north, members: [{ id: cyd, type: "user" }] },
      ],
    );
    const users = ofKind(records, "object").filter(({ type }) => type === "user");
    assert.deepEqual(
      users.map(({ id }) => id),
      scope === "all" ? [ada, bob, cyd] : [bob],
    );
    assert.equal(ofKind(records, "assignment").length, 1);
    // A batch for the ids, one request for the name, and a batch for the members of both.
    assert.equal(source.requests - plain.requests, 3);
    const asked = await tenant.asked();
    assert.ok(asked.includes(`/v1.0/groups/${pilots}/members?$select=id&$top=999`));
  });
}

test("read() reads a group once that rules ask about and that is read anyway", async () => {
  const assigned = await readAll(tenant.source({ groupsRead: ["sales", sales] }));
  assert.deepEqual(
    ofKind(assigned.records, "object").map(({ id }) => id),
    [sales, bob],
  );
  const all = await readAll(tenant.source({ scope: "all", groupReads: [], groupsRead: ["Pilots", sales] }));
  assert.deepEqual(
    ofKind(all.records, "object").map(({ id }) => id),
    [ada, bob, cyd, sales, pilots, north, ...twins],
  );
  assert.equal(ofKind(all.records, "members").length, 5);
});

test("read() finds a group by name beyond an empty page", async () => {
  await tenant.change({ kind: "settings", settings: { maxPageSize: 1, emptyPages: true } });
  const { records } = await readAll(tenant.source({ groupsRead: ["pilots"] }));
  assert.ok(ofKind(records, "object").some(({ id }) => id === pilots));
  await assert.rejects(readAll(tenant.source({ groupsRead: ["Twin"] })), { code: "sourceMissing" });
});

for (const scope of ["assigned", "all"] as const) {
  test(`read() stops before it reads anybody where a group that rules ask about is missing, scope ${scope}`, async () => {
    for (const [name, message] of [
      [unknown, `Cannot find the group "${unknown}" in the tenant: the job's rules ask about it`],
      ["O'Nobody", `Cannot find the group "O'Nobody" in the tenant: the job's rules ask about it`],
      ["Twin", `Cannot tell which group the job's rules mean by "Twin" as 2 have this name`],
    ] as const) {
      await tenant.mark();
      const reading = readAll(tenant.source({ scope, groupReads: [], groupsRead: ["Pilots", name] }));
      await assert.rejects(reading, { code: "sourceMissing", message, cure: /Object ID/ });
      assert.ok((await tenant.asked()).every((path) => !/\/users|appRoleAssignedTo/.test(path)));
    }
  });
}

test("check() tests the groups that rules ask about", async () => {
  const checks = await Array.fromAsync(tenant.source({ groupsRead: ["Pilots", sales] }).check({ signal }));
  assert.deepEqual(checks.at(-1), { name: "groups in rules", ok: true, details: "2 found", cure: null });
  const failed = await Array.fromAsync(tenant.source({ groupsRead: ["Nobody"] }).check({ signal }));
  assert.equal(failed.at(-1)?.ok, false);
  assert.match(failed.at(-1)?.details ?? "", /Cannot find the group "Nobody"/);
  const without = await Array.fromAsync(tenant.source().check({ signal }));
  assert.equal(without.at(-1)?.name, "members of groups");
});

test("a read fills the mirror with roles and groups, and entitles nobody by a group of a rule", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-relations-"));
  t.after(async () => await rm(folder, { recursive: true }));
  await using store = await openSqliteStore({ path: join(folder, "lockstep.db") });
  const { mirror } = store.job("dialpad");
  const read = await mirror.begin();
  const source = tenant.source({ reads: ["manager.department"], groupsRead: ["Pilots", northName] });
  const { records } = await readAll(source);
  await mirror.save({ records }, read);
  await mirror.end(read, { watermark: null, keep: "none" });

  const relations = ["roles", "memberOf", "manager"] as const;
  const people = await mirror.byIds("user", [ada, bob, cyd], { relations });
  assert.deepEqual(
    people.map(({ object }) => object.id),
    [bob],
  );
  assert.deepEqual(people[0]?.grants, [{ appRoleId: appRoles.agent, groupId: sales }]);
  assert.deepEqual(people[0]?.relations, {
    roles: [{ id: appRoles.agent, value: "Agent", displayName: "Contact centre agent" }],
    memberOf: [
      { id: sales, name: "Sales" },
      { id: pilots, name: "Pilots" },
    ],
    manager: null,
  });
  const groups = await mirror.byIds("group", [sales, pilots, north], { relations });
  assert.deepEqual(
    groups.map(({ object, grants, relations: { memberOf } }) => [
      object.id,
      grants.length,
      memberOf.map(({ name }) => name),
    ]),
    [
      [sales, 1, ["Pilots"]],
      [pilots, 0, []],
      [north, 0, []],
    ],
  );
});
