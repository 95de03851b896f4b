import assert from "node:assert/strict";
import { test } from "node:test";
import { diff } from "../../src/rules/diff.ts";
import { type Attributes, noRelations } from "../../src/rules/directory.ts";
import { mapObject } from "../../src/rules/map.ts";
import { missingChanges } from "../../src/rules/missing-changes.ts";
import { refineRules } from "../../src/rules/refine-rules.ts";
import type { ObjectRules } from "../../src/rules/rules.ts";
import { isSamePhone } from "../../src/rules/phone.ts";
import { rulesWith, userRules } from "./rules-fixture.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const around = {
  isSoftDeleted: false,
  relations: noRelations,
  now: new Date("2026-11-21T12:00:00Z"),
  random: () => 0,
};

/** Paths that would be written when the directory has the first and the target the second. */
function differing(rules: ObjectRules, source: Attributes, current: Attributes): readonly string[] {
  const desired = mapObject(rules, { type: "user", id: "s1", state: "active", attributes: source }, around);
  return diff(desired, current, { resolve: (id) => `t-${id}` }).map(({ path }) => path);
}

test("names of attributes, extensions and sub-attributes compare without case", () => {
  const rules = userRules({
    userName: "[userPrincipalName]",
    "name.givenName": "[givenName]",
    'emails[type eq "work"].value': "[mail]",
    [`${enterprise}:department`]: "[department]",
    [`${enterprise}:manager`]: "[manager]",
  });
  const source = {
    userPrincipalName: "ada@example.com",
    givenName: "Ada",
    mail: "ada@example.com",
    department: "Sales",
    manager: { id: "boss" },
  };
  const current = {
    USERNAME: "ada@example.com",
    Name: { GivenName: "Ada" },
    Emails: [{ Type: "WORK", Value: "ada@example.com", PRIMARY: true }],
    [enterprise.toUpperCase()]: { Department: "Sales", Manager: { Value: "t-boss" } },
  };
  assert.deepEqual(differing(rules, source, current), []);
});

test("servers may lower-case names and addresses; of other values case is part, unless a schema or a job says otherwise", () => {
  const written = {
    userName: "[userPrincipalName]",
    'emails[type eq "work"].value': "[mail]",
    title: "[jobTitle]",
    nickName: { expression: "[mailNickname]", caseExact: false },
  };
  const source = {
    userPrincipalName: "Ada@X.example",
    mail: "Ada@X.example",
    jobTitle: "Boss",
    mailNickname: "A",
  };
  const current = {
    userName: "ada@x.example",
    emails: [{ type: "work", value: "ada@x.example" }],
    title: "boss",
    nickName: "a",
  };
  assert.deepEqual(differing(userRules(written), source, current), ["title"]);
  const exact = {
    type: "string",
    multiValued: false,
    required: true,
    caseExact: true,
    mutability: "readWrite",
  };
  const schema = { user: [{ path: "userName", ...exact }], group: [] };
  const { user } = refineRules(rulesWith(written), schema);
  assert.deepEqual(differing(user, source, current), ["userName", "title"]);
});

test("booleans and numbers that a server keeps as text are the same, and the other way round", () => {
  const rules = userRules({
    active: "[a]",
    'emails[type eq "work"].primary': "[b]",
    [`${enterprise}:costCenter`]: "[c]",
    [`${enterprise}:division`]: "[d]",
  });
  const source = { a: "True", b: "False", c: "007", d: "True" };
  const current = {
    active: "TRUE",
    emails: [{ type: "work", primary: "false" }],
    [enterprise]: { costCenter: 7, division: true },
  };
  assert.deepEqual(differing(rules, source, current), []);
  const other = {
    active: "no",
    emails: [{ type: "work" }],
    [enterprise]: { costCenter: 8, division: false },
  };
  assert.equal(differing(rules, source, other).length, 4);
  assert.deepEqual(differing(rules, { ...source, c: " " }, { ...current, [enterprise]: { costCenter: 0 } }), [
    `${enterprise}:division`,
  ]);
});

test("telephone numbers are the same however they are written", () => {
  const same = [
    ["+1 (415) 555-0100", "+14155550100"],
    ["+1 415.555.0100", "tel:+1-415-555-0100"],
    ["0049 30 1234567", "+49301234567"],
    ["+49 (0)30 1234567", "+49301234567"],
    ["020 7946 0958", "+442079460958"],
    ["(415) 555-0100 ext. 12", "+14155550100;ext=12"],
    ["+44\u00a020\u20117946 0958 x7", "tel:+442079460958;ext=7"],
    ["Reception", "Reception"],
  ] as const;
  for (const [left, right] of same) {
    assert.ok(isSamePhone(left, right) && isSamePhone(right, left), `${left} is ${right}`);
  }
  const other = [
    ["+14155550100", "+14155550101"],
    ["+14155550100", "+14155550100 x1"],
    ["+14155550100", "+494155550100"],
    ["1234", "+14155551234"],
    ["Reception", "reception desk"],
    ["+1", ""],
  ] as const;
  for (const [left, right] of other) assert.ok(!isSamePhone(left, right), `${left} is not ${right}`);
});

test("telephone numbers compare as such in one element, in a list, and nowhere else", () => {
  const rules = userRules({
    'phoneNumbers[type eq "work"].value': "[mobilePhone]",
    'phoneNumbers[type eq "other"].value': "[businessPhones]",
    title: "[jobTitle]",
  });
  const source = {
    mobilePhone: "+1 415 555 0100",
    businessPhones: ["+1 415 555 0102", "+1 415 555 0101"],
    jobTitle: "0049 30 1234567",
  };
  const numbers = [
    { type: "work", value: "+14155550100" },
    { type: "Dialpad", value: "+14155559999" },
    { type: "other", value: "+14155550101" },
    { type: "other", value: "+14155550102" },
  ];
  assert.deepEqual(differing(rules, source, { phoneNumbers: numbers, title: "+49301234567" }), ["title"]);
  const [first, second, third] = numbers;
  const less = { phoneNumbers: [first, second, third], title: source.jobTitle };
  assert.deepEqual(differing(rules, source, less), ['phoneNumbers[type eq "other"].value']);
});

test("roles that a server keeps as Entra's JSON text, or by numbers, are the roles", () => {
  const rules = userRules({ roles: "[roles]" });
  const admin = JSON.stringify({ id: "r1", value: "admin", display: "Admin", primary: false });
  const reader = JSON.stringify({ value: "7", type: "WindowsAzureActiveDirectoryRole" });
  const source = { roles: [admin, reader] };
  for (const roles of [
    [reader, admin],
    [{ value: reader }, { value: admin }],
    [{ value: "admin", primary: "False" }, { value: 7 }],
    ["admin", "7"],
  ]) {
    assert.deepEqual(differing(rules, source, { roles }), [], JSON.stringify(roles));
  }
  assert.deepEqual(differing(rules, source, { roles: [{ value: admin }] }), ["roles"]);
  assert.deepEqual(differing(userRules({ roles: "[role]" }), { role: admin }, { roles: admin }), []);
});

test("a manager is the same as an object, a bare id or a number", () => {
  const rules = userRules({ [`${enterprise}:manager`]: "[manager]" });
  for (const manager of ["t-7", { value: "t-7", displayName: "Boss" }]) {
    assert.deepEqual(differing(rules, { manager: { id: "7" } }, { [enterprise]: { manager } }), []);
  }
  const desired = mapObject(
    rules,
    { type: "user", id: "s1", state: "active", attributes: { manager: { id: "7" } } },
    around,
  );
  for (const manager of [12, { value: 12 }]) {
    assert.deepEqual(diff(desired, { [enterprise]: { manager } }, { resolve: () => "12" }), []);
  }
});

test("what others have put into a list beside the mapped element is no difference", () => {
  const rules = userRules({ 'phoneNumbers[type eq "work"].value': "[mobilePhone]" });
  const assigned = { type: "Dialpad", value: "+14155550100", primary: true };
  assert.deepEqual(differing(rules, {}, { phoneNumbers: [assigned] }), []);
  const both = [assigned, { type: "work", value: "+4930123456" }];
  assert.deepEqual(differing(rules, { mobilePhone: "+49 30 123456" }, { phoneNumbers: both }), []);
});

function retentions({ mappings }: ObjectRules): readonly string[] {
  return mappings.map(({ retention }) => retention);
}

test("refineRules() takes what is write-only for hidden, and a password always", () => {
  const written = {
    userName: "[userPrincipalName]",
    password: "[a]",
    nickName: "[b]",
    "name.formatted": "[c]",
  };
  const attribute = { type: "string", multiValued: false, required: false, caseExact: null };
  const schema = {
    user: [
      { path: "nickName", ...attribute, mutability: "writeOnly" },
      { path: "name", ...attribute, mutability: "WriteOnly" },
    ],
    group: [],
  };
  const rules = rulesWith(written);
  assert.deepEqual(retentions(rules.user), ["latest", "hidden", "latest", "latest"]);
  assert.deepEqual(retentions(refineRules(rules, schema).user), ["latest", "hidden", "hidden", "hidden"]);
});

test("missingChanges() finds what is not there of what was written, and looks at nothing hidden", () => {
  const rules = userRules({
    userName: "[a]",
    password: "[b]",
    title: "[c]",
    roles: { expression: "[d]", apply: "add" },
    entitlements: { expression: "[e]", apply: "add" },
    [`${enterprise}:manager`]: "[manager]",
  });
  const seen = missingChanges(
    rules,
    [
      { path: "userName", from: null, to: "Ada@example.com" },
      { path: "password", from: null, to: "secret" },
      { path: "title", from: "Boss", to: null },
      { path: "roles", from: null, to: [{ value: "admin" }, { value: "reader" }], adds: true },
      { path: "entitlements", from: null, to: ["car", "key"], adds: true },
      { path: `${enterprise}:manager`, from: null, to: "t1" },
    ],
    {
      userName: "ada@example.com",
      title: "Boss",
      roles: [{ value: "admin" }, { value: "other" }],
      entitlements: [{ value: "car" }, { value: "key" }],
      [enterprise]: { manager: "t1" },
    },
  );
  assert.deepEqual(seen.missing, [
    { path: "title", from: "Boss", to: null },
    { path: "roles", from: null, to: [{ value: "reader" }], adds: true },
  ]);
  assert.deepEqual(seen.paths.includes("password"), false);
});
