import assert from "node:assert/strict";
import { test } from "node:test";
import { type Attributes, noRelations, type ObjectType } from "../../src/rules/directory.ts";
import {
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
    ["manager", "manager"],
    ["department", "department"],
    ["employeeOrgData.division", "employeeOrgData"],
    ["extension_0a1b_costCentre", "extension_0a1b_costCentre"],
    ["IsSoftDeleted", null],
    ["appRoleAssignments", null],
  ];
  for (const [name, property] of selected) assert.equal(graphSelect(name, "user"), property, name);
  assert.equal(graphSelect("members", "group"), null);
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
  assert.equal(read("userPrincipalName", { userPrincipalName: "ada@contoso.com" }), "ada@contoso.com");
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
