import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { defaultAccess, noRelations, type ObjectType } from "../../../src/rules/directory.ts";
import { attributeReader } from "../../../src/rules/source-attribute.ts";
import { ofKind, readAll } from "../read-all.ts";
import { type SourceOptions, startTenant } from "./tenant.ts";

const guest = "aaaaaaaa-0000-4000-8000-000000000001";
const member = "aaaaaaaa-0000-4000-8000-000000000002";
const boss = "aaaaaaaa-0000-4000-8000-000000000003";
const team = "bbbbbbbb-0000-4000-8000-000000000001";
const badge = "extension_2f9b0c4d5e6f708192a3b4c5d6e7f801_badge";
const fifteen = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);

const guestProperties = {
  displayName: "Ada Guest",
  userPrincipalName: "ada_b_home.example#EXT#@contoso.example",
  mail: "ada_b@home.example",
  userType: "Guest",
  creationType: "Invitation",
  externalUserState: "Accepted",
  externalUserStateChangeDateTime: "2026-10-01T08:00:00Z",
  identities: [{ signInType: "federated", issuer: "home.example", issuerAssignedId: "ada_b@home.example" }],
  onPremisesExtensionAttributes: Object.fromEntries(fifteen.map((name) => [name, `value of ${name}`])),
  [badge]: "B-7",
};

/** What the guest's attributes are, by the names that rules use. */
const expected: Readonly<Record<string, unknown>> = {
  userPrincipalName: "ada_b@home.example",
  originalUserPrincipalName: guestProperties.userPrincipalName,
  userType: "Guest",
  creationType: "Invitation",
  externalUserState: "Accepted",
  userState: "Accepted",
  userStateChangedOn: "2026-10-01T08:00:00Z",
  "identities.0.issuer": "home.example",
  ...Object.fromEntries(fifteen.map((name) => [name, `value of ${name}`])),
  [badge]: "B-7",
  manager: boss,
  [`manager.${badge}`]: "B-1",
  "manager.extensionAttribute2": "Board",
  "manager.userPrincipalName": "eva@away.example",
};

const tenant = await startTenant({ people: "none" });
after(async () => await tenant[Symbol.asyncDispose]());
before(async () => {
  await tenant.change([
    { kind: "createUser", id: guest, properties: guestProperties },
    {
      kind: "createUser",
      id: member,
      properties: { displayName: "Bob", userPrincipalName: "bob@contoso.example", userType: "Member" },
    },
    {
      kind: "createUser",
      id: boss,
      properties: {
        displayName: "Eva",
        userPrincipalName: "eva_away.example#EXT#@contoso.example",
        onPremisesExtensionAttributes: { extensionAttribute2: "Board" },
        [badge]: "B-1",
      },
    },
    { kind: "setManager", id: guest, managerId: boss },
    { kind: "createGroup", id: team, properties: { displayName: "Team", [badge]: "T-1" } },
    { kind: "addMember", groupId: team, memberId: guest },
  ]);
});

/** Attributes of one object as the rules read them after a read of the tenant. */
async function read(
  { type, id }: { type: ObjectType; id: string },
  { names, ...options }: SourceOptions & { names: readonly string[] },
): Promise<Record<string, unknown>> {
  const reads = type === "user" ? { reads: names } : { groupReads: names };
  const { records } = await readAll(tenant.source({ ...reads, ...options }));
  const object = ofKind(records, "object").find((record) => record.id === id);
  assert.ok(object, "the object is not reported");
  const reader = attributeReader(object, { isSoftDeleted: false, relations: noRelations });
  return Object.fromEntries(names.map((name) => [name, reader(name)]));
}

const ways = [
  ["assigned by itself", guest, { scope: "assigned" }],
  ["assigned through a group", team, { scope: "assigned" }],
  ["in a scope of everybody", null, { scope: "all" }],
] as const;
for (const [way, principalId, options] of ways) {
  test(`a guest ${way} has its own address, extensions, type and state`, async () => {
    if (principalId !== null) await tenant.change({ kind: "assign", principalId });
    const names = Object.keys(expected);
    assert.deepEqual(await read({ type: "user", id: guest }, { names, ...options }), expected);
    if (principalId !== null) await tenant.change({ kind: "unassign", principalId });
  });
}

test("a member has none of what guests and extended people have", async () => {
  const names = Object.keys(expected).filter((name) => !name.startsWith("manager"));
  const attributes = await read({ type: "user", id: member }, { names, scope: "all" });
  const { userPrincipalName, originalUserPrincipalName, userType, ...rest } = attributes;
  assert.equal(userPrincipalName, "bob@contoso.example");
  assert.equal(originalUserPrincipalName, "bob@contoso.example");
  assert.equal(userType, "Member");
  assert.ok(Object.values(rest).every((value) => value === null));
});

test("a group has its directory extensions", async () => {
  await tenant.change({ kind: "assign", principalId: team });
  const names = ["displayName", badge];
  const attributes = await read({ type: "group", id: team }, { names });
  await tenant.change({ kind: "unassign", principalId: team });
  assert.deepEqual(attributes, { displayName: "Team", [badge]: "T-1" });
});

test("who is assigned with default access is reported like anybody else", async () => {
  await tenant.change([
    { kind: "assign", principalId: member },
    { kind: "assign", principalId: boss, appRoleId: tenant.sandbox.servicePrincipalId },
  ]);
  const { records } = await readAll(tenant.source());
  await tenant.change([
    { kind: "unassign", principalId: member },
    { kind: "unassign", principalId: boss },
  ]);
  assert.deepEqual(
    new Map(ofKind(records, "assignment").map(({ principalId, appRoleId }) => [principalId, appRoleId])),
    new Map([
      [member, defaultAccess],
      [boss, tenant.sandbox.servicePrincipalId],
    ]),
  );
  const active = ofKind(records, "object").filter(({ state }) => state === "active");
  assert.deepEqual(active.map(({ id }) => id).toSorted(), [member, boss]);
});
