import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { StopError } from "../../../src/rules/stop-error.ts";
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
const dan = "aaaaaaaa-0000-4000-8000-000000000004";
const sales = "bbbbbbbb-0000-4000-8000-000000000001";
const field = "bbbbbbbb-0000-4000-8000-000000000002";
const other = "bbbbbbbb-0000-4000-8000-000000000003";
const laptop = "cccccccc-0000-4000-8000-000000000001";
const role = "dddddddd-0000-4000-8000-000000000001";

function person(id: string, name: string): object {
  const properties = { displayName: name, userPrincipalName: `${name.toLowerCase()}@example.com` };
  return { kind: "createUser", id, properties: { ...properties, accountEnabled: true, userType: "Member" } };
}

await tenant.change([
  person(ada, "Ada"),
  person(bob, "Bob"),
  person(cyd, "Cyd"),
  person(dan, "Dan"),
  { kind: "updateUser", id: ada, properties: { department: "R&D", officeLocation: "Berlin" } },
  { kind: "setManager", id: bob, managerId: ada },
  { kind: "createGroup", id: sales, properties: { displayName: "Sales", mailNickname: "sales" } },
  { kind: "createGroup", id: field, properties: { displayName: "Field" } },
  { kind: "createGroup", id: other, properties: { displayName: "Other" } },
  { kind: "createOther", id: laptop, type: "device", displayName: "LT-1" },
  { kind: "addMember", groupId: sales, memberId: ada },
  { kind: "addMember", groupId: sales, memberId: field },
  { kind: "addMember", groupId: sales, memberId: laptop },
  { kind: "addMember", groupId: field, memberId: cyd },
  { kind: "assign", id: "a1", principalId: sales },
  { kind: "assign", id: "a2", principalId: ada, appRoleId: role },
  { kind: "assign", id: "a3", principalId: bob, appRoleId: role },
]);

test("read() reports assignments, assigned groups and who comes through them, each object once", async () => {
  const source = tenant.source({ reads: ["department", "physicalDeliveryOfficeName", "IsSoftDeleted"] });
  const { records, end } = await readAll(source);

  const { watermark, ...rest } = end;
  assert.deepEqual(rest, { complete: true, doubts: [], warnings: [] });
  assert.notEqual(watermark, null);
  assert.deepEqual(
    ofKind(records, "assignment").map(({ id, principalId, principalType, appRoleId }) => [
      id,
      principalId,
      principalType,
      appRoleId,
    ]),
    [
      ["a2", ada, "User", role],
      ["a3", bob, "User", role],
      ["a1", sales, "Group", "00000000-0000-0000-0000-000000000000"],
    ],
  );
  assert.deepEqual(
    ofKind(records, "object").map(({ type, id }) => [type, id]),
    [
      ["group", sales],
      ["user", ada],
      ["user", bob],
    ],
  );
  assert.deepEqual(ofKind(records, "object")[1]?.attributes, {
    id: ada,
    displayName: "Ada",
    userPrincipalName: "ada@example.com",
    accountEnabled: true,
    userType: "Member",
    department: "R&D",
    officeLocation: "Berlin",
  });
  assert.deepEqual(ofKind(records, "members"), [
    {
      kind: "members",
      groupId: sales,
      members: [
        { id: ada, type: "user" },
        { id: field, type: "group" },
      ],
    },
  ]);
  const asked = await tenant.asked();
  const ofSingleUsers = asked.filter((path) => /^\/v1\.0\/users\/[^/]{36}\?/.test(path));
  // The service principal, the users' chain, the assignments, the members, and two batches with one item
  // each.
  assert.equal(asked.length - ofSingleUsers.length, 7);
  assert.equal(asked.filter((path) => path.includes(`/users/${ada}`)).length, 0);
});

test("read() asks for no attribute that the rules do not read", async () => {
  await readAll(tenant.source({ reads: ["mail"] }));
  const asked = await tenant.asked();
  const select = "$select=id,displayName,userPrincipalName,accountEnabled,userType,mail";
  assert.ok(asked.includes(`/v1.0/groups/${sales}/members?${select}&$top=999`));
  assert.ok(asked.includes(`/v1.0/users/${bob}?${select}`));
  assert.ok(asked.every((path) => !path.includes("manager")));
});

test("read() reads managers where the rules do, and only then", async () => {
  const { records } = await readAll(tenant.source({ reads: ["manager"] }));
  const objects = ofKind(records, "object");
  assert.deepEqual(objects.find(({ id }) => id === bob)?.attributes["manager"], { id: ada });
  const selecting = (await tenant.asked()).filter((path) => /select=[^&]*manager/.test(path));
  assert.ok(
    selecting.every((path) => path.startsWith("/v1.0/users/delta?")),
    selecting.join(),
  );
  assert.equal("manager" in (objects.find(({ id }) => id === ada)?.attributes ?? {}), false);
});

test("read() reads the members of nested groups where they count as assigned", async () => {
  await tenant.change({ kind: "addMember", groupId: field, memberId: sales });
  const { records } = await readAll(tenant.source({ nestedGroups: true }));
  await tenant.change({ kind: "removeMember", groupId: field, memberId: sales });
  const ids = ofKind(records, "object").map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), [ada, bob, cyd, field, sales].toSorted());
  assert.deepEqual(
    ofKind(records, "members").map(({ groupId }) => groupId),
    [sales, field],
  );
});

test("read() reports everybody, and groups where they are provisioned, when the scope is all", async () => {
  const users = await readAll(tenant.source({ scope: "all", reads: ["manager"] }));
  assert.deepEqual(
    ofKind(users.records, "object").map(({ id }) => id),
    [ada, bob, cyd, dan],
  );
  const both = await readAll(tenant.source({ scope: "all", groupReads: ["mailNickname"] }));
  assert.deepEqual(
    ofKind(both.records, "object").map(({ id }) => id),
    [ada, bob, cyd, dan, sales, field, other],
  );
  assert.deepEqual(ofKind(both.records, "object")[4]?.attributes, {
    id: sales,
    displayName: "Sales",
    mailNickname: "sales",
  });
  assert.deepEqual(
    ofKind(both.records, "members").map(({ groupId, members }) => [groupId, members.length]),
    [
      [sales, 2],
      [field, 1],
      [other, 0],
    ],
  );
});

test("read() follows every page, empty ones too, and always asks for the largest", async () => {
  await tenant.change({
    kind: "settings",
    settings: { maxPageSize: 1, emptyPages: true, assignmentsNeedTop: true },
  });
  const { records } = await readAll(tenant.source({ scope: "all", groupReads: [] }));
  assert.equal(ofKind(records, "assignment").length, 3);
  assert.equal(ofKind(records, "object").length, 7);
  const members = ofKind(records, "members").flatMap((record) => record.members);
  assert.equal(members.length, 3);
});

test("read() finds the service principal by its application id", async () => {
  const { appId } = tenant.sandbox;
  const { records } = await readAll(tenant.source({ config: { servicePrincipal: { appId } } }));
  assert.equal(ofKind(records, "assignment").length, 3);
});

test("read() leaves it to locate() where an assigned user is who is not found", async () => {
  await tenant.change([
    { kind: "settings", settings: { deletedAssignments: "listed" } },
    { kind: "softDelete", id: bob },
  ]);
  const source = tenant.source();
  const deleted = await readAll(source);
  const located = await source.locate("user", [bob, ada], { signal });
  await tenant.change({ kind: "restore", id: bob });

  assert.ok(ofKind(deleted.records, "assignment").some(({ principalId }) => principalId === bob));
  assert.deepEqual(
    deleted.records.filter((record) => record.kind !== "assignment" && "id" in record && record.id === bob),
    [{ kind: "missing", type: "user", id: bob }],
  );
  assert.deepEqual(
    located.map(({ kind }) => kind),
    ["softDeleted", "active"],
  );
});

test("read() reports an assigned group that is not found", async () => {
  const ghost = "bbbbbbbb-0000-4000-8000-000000000009";
  await tenant.change([
    { kind: "settings", settings: { deletedAssignments: "listed" } },
    { kind: "createGroup", id: ghost, properties: { displayName: "Ghost", groupTypes: ["Unified"] } },
    { kind: "assign", id: "a5", principalId: ghost },
    { kind: "softDelete", id: ghost },
  ]);
  const { records, end } = await readAll(tenant.source());
  await tenant.change({ kind: "unassign", principalId: ghost });
  assert.deepEqual(ofKind(records, "missing"), [{ kind: "missing", type: "group", id: ghost }]);
  assert.equal(end.complete, true);
});

test("read() reports a user without any attribute as unreadable", async () => {
  const many = Array.from(
    { length: 24 },
    (_, index) => `eeeeeeee-0000-4000-8000-${String(index).padStart(12, "0")}`,
  );
  await tenant.change(many.flatMap((id) => [person(id, "Eve"), { kind: "assign", principalId: id }]));
  await tenant.change({ kind: "settings", settings: { limitedInformation: [bob] } });
  const source = tenant.source();
  const { records } = await readAll(source);
  assert.deepEqual(ofKind(records, "unreadable"), [{ kind: "unreadable", type: "user", id: bob }]);
  assert.deepEqual(await source.locate("user", [bob], { signal }), [{ kind: "unreadable" }]);

  await tenant.change({ kind: "settings", settings: { limitedInformation: [ada, bob] } });
  await assert.rejects(readAll(tenant.source()), {
    code: "permission",
    message: "Cannot read the users as 2 of 26 come without any attribute: at most 5 % may",
    cure: "Grant the app registration the application permission User.Read.All and give admin consent",
  });
  await tenant.change(many.map((id) => ({ kind: "unassign", principalId: id })));
});

test("read() stops when every user is without attributes, however few they are", async () => {
  await tenant.change({ kind: "settings", settings: { limitedInformation: "all" } });
  await assert.rejects(readAll(tenant.source()), { code: "permission" });
});

for (const permission of ["Application.Read.All", "User.Read.All", "GroupMember.Read.All"]) {
  test(`read() stops without ${permission} and says what to grant`, async () => {
    const all = ["Application.Read.All", "User.Read.All", "GroupMember.Read.All"];
    const permissions = all.filter((name) => name !== permission);
    await tenant.change({ kind: "settings", settings: { permissions } });
    await assert.rejects(readAll(tenant.source()), (error) => {
      assert.ok(error instanceof StopError);
      assert.equal(error.code, "permission");
      assert.ok(error.cure.includes(permission), error.cure);
      return true;
    });
  });
}

test("read() stops at a service principal that does not exist", async () => {
  const id = "11111111-0000-4000-8000-000000000001";
  await assert.rejects(readAll(tenant.source({ config: { servicePrincipal: { id } } })), {
    code: "sourceMissing",
    message: `Cannot find the service principal with the id ${id} in the tenant`,
  });
  await assert.rejects(
    readAll(tenant.source({ config: { servicePrincipal: { appId: "it's not there" } } })),
    {
      code: "sourceMissing",
    },
  );
});

test("read() stops at a service principal that is disabled", async () => {
  await tenant.change({ kind: "updateServicePrincipal", properties: { accountEnabled: false } });
  const reading = readAll(tenant.source());
  await assert.rejects(reading, { code: "sourceMissing", message: /"Dialpad" as it is disabled$/ });
  await tenant.change({ kind: "updateServicePrincipal", properties: { accountEnabled: true } });
});

test("locate() answers in the order asked, with managers", async () => {
  const source = tenant.source({ reads: ["manager"], groupReads: [] });
  const unknown = "aaaaaaaa-0000-4000-8000-00000000ffff";
  const users = await source.locate("user", [bob, unknown, dan], { signal });
  assert.deepEqual(
    users.map(({ kind }) => kind),
    ["active", "hardDeleted", "active"],
  );
  assert.deepEqual(users[0]?.kind === "active" && users[0].attributes["manager"], { id: ada });
  const groups = await source.locate("group", [unknown, other], { signal });
  assert.deepEqual(groups, [
    { kind: "hardDeleted" },
    { kind: "active", attributes: { id: other, displayName: "Other" } },
  ]);
});

test("identity is the same for the same service principal, whatever the rules", () => {
  const { tenantId, servicePrincipalId } = tenant.sandbox;
  const expected = `entra:public:${tenantId}:${servicePrincipalId}`;
  assert.equal(tenant.source().identity, expected);
  assert.equal(tenant.source({ reads: ["mail"], scope: "all" }).identity, expected);
});

test("an address that is not https is refused", () => {
  assert.throws(() => tenant.source({ config: { graphUrl: "http://127.0.0.1:1" } }), { code: "config" });
});
