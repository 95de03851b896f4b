import assert from "node:assert/strict";
import { test } from "node:test";
import type { AttributeReader } from "../../src/expression/value.ts";
import { type Attributes, noRelations, type ObjectType } from "../../src/rules/directory.ts";
import {
  attributeFlaw,
  attributeReader,
  graphSelect,
  knownAttributes,
  suggestAttribute,
} from "../../src/rules/source-attribute.ts";

function read(name: string, attributes: Attributes, type: ObjectType = "user"): unknown {
  return attributeReader(
    { type, id: "id-1", state: "active", attributes },
    { isSoftDeleted: false, relations: noRelations },
  )(name);
}

test("graphSelect() knows where Microsoft Graph keeps what Entra names", () => {
  const selected: [string, string | null][] = [
    ["objectId", "id"],
    ["mobile", "mobilePhone"],
    ["telephoneNumber", "businessPhones"],
    ["physicalDeliveryOfficeName", "officeLocation"],
    ["facsimileTelephoneNumber", "faxNumber"],
    ["extensionAttribute15", "onPremisesExtensionAttributes"],
    ["originalUserPrincipalName", "userPrincipalName"],
    ["userState", "externalUserState"],
    ["userStateChangedOn", "externalUserStateChangeDateTime"],
    ["manager", "manager"],
    ["department", "department"],
    ["employeeOrgData.division", "employeeOrgData"],
    ["extension_0a1b_costCentre", "extension_0a1b_costCentre"],
    ["IsSoftDeleted", null],
    ["appRoleAssignments", null],
    ["appRoles", null],
    ["memberOf", null],
    ["manager.department", "manager"],
    ["manager.extensionAttribute1", "manager"],
  ];
  for (const [name, property] of selected) assert.equal(graphSelect(name, "user"), property, name);
  for (const name of ["members", "memberOf", "appRoles", "appRoleAssignments"]) {
    assert.equal(graphSelect(name, "group"), null, name);
  }
  assert.equal(graphSelect("objectId", "group"), "id");
});

test("attributeReader() reads by Entra's name and by Graph's", () => {
  const attributes = {
    mobilePhone: "+49 1",
    businessPhones: ["+49 2", "+49 3"],
    officeLocation: "B12",
    faxNumber: "+49 4",
    onPremisesExtensionAttributes: { extensionAttribute3: "x" },
    employeeOrgData: { division: "North" },
    identities: [{ signInType: "federated", issuer: "home.com", issuerAssignedId: "ada@home.com" }],
    manager: { id: "boss" },
  };
  assert.equal(read("objectId", attributes), "id-1");
  assert.equal(read("id", attributes), "id-1");
  assert.equal(read("mobile", attributes), "+49 1");
  assert.equal(read("mobilePhone", attributes), "+49 1");
  assert.equal(read("telephoneNumber", attributes), "+49 2");
  assert.deepEqual(read("businessPhones", attributes), ["+49 2", "+49 3"]);
  assert.equal(read("physicalDeliveryOfficeName", attributes), "B12");
  assert.equal(read("facsimileTelephoneNumber", attributes), "+49 4");
  assert.equal(read("extensionAttribute3", attributes), "x");
  assert.equal(read("extensionAttribute4", attributes), null);
  assert.equal(read("employeeOrgData.division", attributes), "North");
  assert.equal(read("identities.0.issuer", attributes), "home.com");
  assert.equal(read("manager", attributes), "boss");
  assert.equal(read("manager", {}), null);
  assert.equal(read("manager", { manager: null }), null);
});

test("attributeReader() gives texts as Entra prints them, and nothing for what has none", () => {
  assert.equal(read("accountEnabled", { accountEnabled: true }), "True");
  assert.equal(read("extension_1_level", { extension_1_level: 7 }), "7");
  assert.deepEqual(read("otherMails", { otherMails: ["a", null, "b"] }), ["a", "b"]);
  assert.equal(read("otherMails", { otherMails: [] }), null);
  assert.equal(read("employeeOrgData", { employeeOrgData: { division: "x" } }), null);
  assert.equal(read("department", { department: "" }), "");
  assert.equal(read("toString", {}), null);
  assert.equal(read("constructor.name", {}), null);
});

test("attributeReader() resolves a guest's userPrincipalName and keeps the original", () => {
  const attributes = { userPrincipalName: "ada_b_home.com#EXT#@contoso.onmicrosoft.com" };
  assert.equal(read("userPrincipalName", attributes), "ada_b@home.com");
  assert.equal(read("originalUserPrincipalName", attributes), attributes.userPrincipalName);
  for (const [name, resolved] of [
    ["ada@contoso.com", "ada@contoso.com"],
    ["ada+b_home.com#ext#@contoso.com", "ada+b@home.com"],
    ["ada#EXT#@contoso.com", "ada"],
  ] as const) {
    assert.equal(read("userPrincipalName", { userPrincipalName: name }), resolved);
  }
});

test("attributeReader() answers IsSoftDeleted from what the engine worked out", () => {
  const object = { type: "user", id: "1", state: "active", attributes: { IsSoftDeleted: false } } as const;
  assert.equal(
    attributeReader(object, { isSoftDeleted: true, relations: noRelations })("IsSoftDeleted"),
    "True",
  );
  assert.equal(
    attributeReader(object, { isSoftDeleted: false, relations: noRelations })("IsSoftDeleted"),
    "False",
  );
});

test("attributeReader() reads roles and groups from the object's relations", () => {
  const relations = {
    roles: [
      { id: "r1", value: "Admin", displayName: "Administrator" },
      { id: "r2", value: null, displayName: "Reader" },
    ],
    memberOf: [{ id: "g1", name: "Engineering" }],
    manager: null,
  };
  for (const type of ["user", "group"] as const) {
    const object = { type, id: "1", state: "active", attributes: {} } as const;
    const reads = attributeReader(object, { isSoftDeleted: false, relations });
    assert.deepEqual(reads("appRoles"), ["Admin", "Reader"]);
    assert.deepEqual(reads("appRoleAssignments"), [
      '{"id":"r1","value":"Admin","displayName":"Administrator"}',
      '{"id":"r2","value":null,"displayName":"Reader"}',
    ]);
    assert.deepEqual(reads("memberOf"), ["g1", "Engineering"]);
  }
  for (const name of ["appRoles", "appRoleAssignments", "memberOf"]) assert.equal(read(name, {}), null, name);
});

test("attributeReader() reads the manager's own properties, those beside the id first", () => {
  const manager = {
    id: "boss",
    department: "Board",
    mobilePhone: "+49 1",
    onPremisesExtensionAttributes: { extensionAttribute1: "x" },
    userPrincipalName: "eva_home.com#EXT#@contoso.com",
  };
  const relations = { ...noRelations, manager };
  const reads = of({ department: "Sales", manager: { id: "boss" } });
  assert.equal(reads("manager.department"), "Board");
  assert.equal(reads("manager.mobile"), "+49 1");
  assert.equal(reads("manager.extensionAttribute1"), "x");
  assert.equal(reads("manager.userPrincipalName"), "eva@home.com");
  assert.equal(reads("manager.objectId"), "boss");
  assert.equal(reads("manager.city"), null);
  assert.equal(reads("department"), "Sales");
  assert.equal(reads("manager"), "boss");
  assert.equal(of({ manager: { id: "boss", department: "Legal" } })("manager.department"), "Legal");
  assert.equal(read("manager.department", { manager: { id: "boss" } }), null);
  assert.equal(read("manager.department", {}), null);

  function of(attributes: Attributes): AttributeReader {
    const object = { type: "user", id: "1", state: "active", attributes } as const;
    return attributeReader(object, { isSoftDeleted: false, relations });
  }
});

test("attributeFlaw() knows what is meant, also of the manager, and what of a manager nobody knows", () => {
  const flaws: [name: string, flaw: string | null][] = [
    ["departmnt", 'unknown attribute "departmnt": did you mean "department"?'],
    ["manager.departmnt", 'unknown attribute "manager.departmnt": did you mean "manager.department"?'],
    ["memberof", 'unknown attribute "memberof": did you mean "memberOf"?'],
    ["appRole", 'unknown attribute "appRole": did you mean "appRoles"?'],
    ["manager.memberOf", '"manager.memberOf" cannot be read: of a manager only the properties are known'],
    ["manager.department", null],
    ["manager.extension_1_x", null],
    ["manager.employeeOrgData.division", null],
    ["shoeSize", null],
  ];
  for (const [name, flaw] of flaws) assert.equal(attributeFlaw(name, "user"), flaw, name);
});

test("suggestAttribute() finds the known name near an unknown one", () => {
  assert.equal(suggestAttribute("departement", "user"), "department");
  assert.equal(suggestAttribute("UserPrincipalName", "user"), "userPrincipalName");
  assert.equal(suggestAttribute("physicalDeliveryOficeName", "user"), "physicalDeliveryOfficeName");
  assert.equal(suggestAttribute("isSoftDeleted", "group"), "IsSoftDeleted");
});

test("suggestAttribute() leaves known names, extensions and names of their own alone", () => {
  for (const name of [
    ...knownAttributes("user"),
    "extension_1_departmnt",
    "employeeOrgData.costCenter",
    "shoeSize",
  ]) {
    assert.equal(suggestAttribute(name, "user"), null, name);
  }
  assert.ok(knownAttributes("group").includes("members"));
});
