import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { creationChanges, diff, isWaiting } from "../../src/rules/diff.ts";
import { type Attributes, noRelations, type SourceObject } from "../../src/rules/directory.ts";
import { disableChanges } from "../../src/rules/disable.ts";
import { type Desired, mapObject, matchKeys } from "../../src/rules/map.ts";
import type { ObjectRules } from "../../src/rules/rules.ts";
import { buildResource } from "../../src/target/scim/resource.ts";
import { mappingsOf, userRules } from "./rules-fixture.ts";

const now = new Date("2026-11-21T12:00:00Z");
const manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";
const active = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")';

function user(attributes: Attributes): SourceObject {
  return { type: "user", id: "s1", state: "active", attributes };
}

function map(rules: ObjectRules, attributes: Attributes, isSoftDeleted = false): Desired {
  return mapObject(rules, user(attributes), { isSoftDeleted, relations: noRelations, now, random: () => 0 });
}

function resolve(sourceId: string): string | null {
  return sourceId.startsWith("linked-") ? sourceId.replace("linked-", "t-") : null;
}

test("diff() finds nothing where the target agrees", () => {
  const rules = userRules({ userName: "[userPrincipalName]", active, "name.givenName": "[givenName]" });
  const desired = map(rules, { userPrincipalName: "ada@example.com", givenName: "Ada" });
  const current = { userName: "ADA@example.com", active: true, name: { givenName: "Ada" } };
  assert.deepEqual(diff(desired, current, { resolve }), []);
});

test("diff() takes a boolean that the server stores as text for that boolean", () => {
  const desired = map(userRules({ active }), {});
  assert.deepEqual(diff(desired, { active: "True" }, { resolve }), []);
  assert.deepEqual(diff(desired, { active: "False" }, { resolve }), [
    { path: "active", from: "False", to: true },
  ]);
});

test("diff() compares several values as a set", () => {
  const rules = userRules({ 'emails[type eq "other"].value': "[proxyAddresses]" });
  const desired = map(rules, { proxyAddresses: ["b@example.com", "a@example.com"] });
  const emails = [
    { type: "other", value: "a@example.com" },
    { type: "work", value: "w@example.com" },
    { type: "other", value: "B@example.com" },
  ];
  assert.deepEqual(diff(desired, { emails }, { resolve }), []);
});

test("diff() leaves the target's value where the source has none, unless the mapping clears", () => {
  const current = { title: "Engineer", nickName: "Addie" };
  const rules = userRules({ title: "[jobTitle]", nickName: { expression: "[nick]", nulls: "clear" } });
  assert.deepEqual(diff(map(rules, {}), current, { resolve }), [
    { path: "nickName", from: "Addie", to: null },
  ]);
});

test("diff() writes apply: create attributes and defaults at creation only", () => {
  const rules = userRules({
    userName: "[userPrincipalName]",
    title: { expression: "[jobTitle]", default: "Staff" },
    nickName: { expression: "[givenName]", apply: "create" },
  });
  const desired = map(rules, { userPrincipalName: "ada@example.com", givenName: "Ada" });
  assert.deepEqual(creationChanges(desired), [
    { path: "userName", from: null, to: "ada@example.com" },
    { path: "title", from: null, to: "Staff" },
    { path: "nickName", from: null, to: "Ada" },
  ]);
  assert.deepEqual(diff(desired, { userName: "ada@example.com", nickName: "Other" }, { resolve }), []);
});

test("diff() resolves a manager, waits for one who has no account, and clears one who is gone", () => {
  const rules = userRules({ [manager]: "[manager]" });
  const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const has = { [enterprise]: { manager: { value: "t-1" } } };
  const bare = { [enterprise]: { manager: "t-1" } };
  assert.deepEqual(diff(map(rules, { manager: { id: "linked-1" } }), has, { resolve }), []);
  assert.deepEqual(diff(map(rules, { manager: { id: "linked-1" } }), bare, { resolve }), []);
  assert.deepEqual(diff(map(rules, { manager: { id: "linked-2" } }), has, { resolve }), [
    { path: manager, from: "t-1", to: { ref: "linked-2" } },
  ]);
  const waiting = diff(map(rules, { manager: { id: "new" } }), {}, { resolve });
  assert.deepEqual(waiting, [{ path: manager, from: null, to: { ref: "new" } }]);
  assert.ok(waiting.every((change) => isWaiting(change, resolve)));
  assert.deepEqual(diff(map(rules, { manager: { id: "new" } }), has, { resolve }), [
    { path: manager, from: "t-1", to: { ref: "new" } },
  ]);
  assert.deepEqual(diff(map(rules, {}), has, { resolve }), [{ path: manager, from: "t-1", to: null }]);
});

test("disableChanges() writes exactly what IsSoftDeleted changes and the account does not have yet", () => {
  const rules = userRules({
    active,
    displayName: "[displayName]",
    nickName: 'IIF([IsSoftDeleted] = "True", "left", "")',
  });
  const attributes = { displayName: "Renamed meanwhile" };
  const mapped = { active: map(rules, attributes, false), ended: map(rules, attributes, true) };
  assert.deepEqual(disableChanges(mapped, { active: true, displayName: "Ada" }), [
    { path: "active", from: true, to: false },
    { path: "nickName", from: null, to: "left" },
  ]);
  assert.deepEqual(disableChanges(mapped, { active: false, displayName: "Ada", nickName: "left" }), []);
});

test("nulls: clear leaves the default that creation wrote, until access ends", () => {
  const badge = { expression: 'IIF([IsSoftDeleted] = "True", "", [badge])', default: "guest" };
  const rules = userRules({
    title: { expression: "[jobTitle]", default: "Staff", nulls: "clear" },
    nickName: { expression: "[x]", nulls: "clear" },
    userType: badge,
  });
  const [none, ended] = [map(rules, {}), map(rules, { badge: "blue" }, true)];
  assert.deepEqual(diff(none, { title: "Staff", nickName: "own" }, { resolve }), [
    { path: "nickName", from: "own", to: null },
  ]);
  assert.deepEqual(diff(none, { title: "Boss" }, { resolve }), [{ path: "title", from: "Boss", to: null }]);
  const mapped = { active: map(rules, { badge: "blue" }), ended };
  assert.deepEqual(disableChanges(mapped, { userType: "guest", title: "Staff" }), [
    { path: "userType", from: "guest", to: null },
  ]);
});

test("matchKeys() asks in order of precedence and only with values", () => {
  const rules = userRules(
    { userName: "[userPrincipalName]", externalId: "[employeeId]" },
    { match: [["externalId"], ["userName"]] },
  );
  assert.deepEqual(matchKeys(rules, map(rules, { userPrincipalName: "ada@example.com" })), [
    { path: "userName", value: "ada@example.com" },
  ]);
  assert.deepEqual(matchKeys(rules, map(rules, {})), []);
});

test("mapObject() reports an attribute it cannot evaluate and maps the others", () => {
  const rules = userRules({ active: "[jobTitle]", displayName: "[displayName]" });
  const { values, problems } = map(rules, { jobTitle: "Engineer", displayName: "Ada" });
  assert.deepEqual(
    values.map(({ value }) => value),
    ["Ada"],
  );
  assert.deepEqual(problems, [{ path: "active", message: 'active takes True or False: got "Engineer"' }]);
});

const admin = { primary: false, type: "Role", display: "Admin", value: "admin" };
const reader = { ...admin, display: "Reader", value: "reader" };

function roleTexts(...roles: readonly object[]): Attributes {
  return { roles: roles.map((role) => JSON.stringify(role)) };
}

test("diff() compares elements by their value alone, whatever the server makes of the rest", () => {
  const rules = userRules({ roles: "[roles]" });
  const desired = map(rules, roleTexts(admin, reader));
  const stored = [{ value: "reader", display: "READER!", $ref: "x" }, { value: "admin" }, { value: "admin" }];
  assert.deepEqual(diff(desired, { roles: stored }, { resolve }), []);
  assert.deepEqual(diff(desired, { roles: ["reader", "admin"] }, { resolve }), []);
  assert.deepEqual(diff(desired, { roles: [{ value: "Admin" }, { value: "other" }] }, { resolve }), [
    { path: "roles", from: ["Admin", "other"], to: [admin, reader] },
  ]);
  assert.deepEqual(diff(desired, {}, { resolve }), [{ path: "roles", from: null, to: [admin, reader] }]);
  assert.deepEqual(creationChanges(desired), [{ path: "roles", from: null, to: [admin, reader] }]);
});

test("diff() takes a value that is there twice for one", () => {
  const rules = userRules({ "urn:example:crew:tags": "[tags]" });
  const current = { "urn:example:crew": { tags: ["red", "blue", "red"] } };
  assert.deepEqual(diff(map(rules, { tags: ["blue", "red", "blue"] }), current, { resolve }), []);
  assert.deepEqual(diff(map(rules, { tags: ["blue"] }), current, { resolve }), [
    { path: "urn:example:crew:tags", from: ["red", "blue", "red"], to: ["blue"] },
  ]);
});

test("diff() with apply: add adds what is missing and never takes anything away", () => {
  const rules = userRules({ roles: { expression: "[roles]", apply: "add" } });
  const current = { roles: [{ value: "admin" }, { value: "foreign" }] };
  const added = [{ path: "roles", from: null, to: [reader], adds: true }];
  assert.deepEqual(diff(map(rules, roleTexts(admin, reader)), current, { resolve }), added);
  assert.deepEqual(diff(map(rules, roleTexts(admin)), current, { resolve }), []);
  assert.deepEqual(diff(map(rules, {}), current, { resolve }), []);
  assert.deepEqual(creationChanges(map(rules, roleTexts(admin))), [
    { path: "roles", from: null, to: [admin] },
  ]);
});

test("diff() with apply: add on several texts adds them to one that is there", () => {
  const path = 'emails[type eq "other"].value';
  const rules = userRules({ [path]: { expression: "[proxyAddresses]", apply: "add" } });
  const current = { emails: [{ type: "other", value: "A@example.com" }] };
  const desired = map(rules, { proxyAddresses: ["a@example.com", "b@example.com"] });
  assert.deepEqual(diff(desired, current, { resolve }), [
    { path, from: null, to: ["b@example.com"], adds: true },
  ]);
});

test("diff() with apply: add writes a single value only where there is none", () => {
  const rules = userRules({
    title: { expression: "[jobTitle]", apply: "add" },
    [manager]: { expression: "[manager]", apply: "add" },
  });
  const desired = map(rules, { jobTitle: "Engineer", manager: { id: "linked-1" } });
  assert.deepEqual(diff(desired, {}, { resolve }), [
    { path: "title", from: null, to: "Engineer" },
    { path: manager, from: null, to: { ref: "linked-1" } },
  ]);
  const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const current = { title: "Countess", [enterprise]: { manager: { value: "t-2" } } };
  assert.deepEqual(diff(desired, current, { resolve }), []);
  assert.deepEqual(diff(map(rules, {}), current, { resolve }), []);
});

test("diff() says nothing of an element whose value is mapped and missing", () => {
  const rules = userRules({
    'roles[primary eq "True"].value': "[role]",
    'roles[primary eq "True"].type': '"Role"',
    'roles[type eq "spare"].display': '"Spare"',
  });
  const spare = { path: 'roles[type eq "spare"].display', from: null, to: "Spare" };
  assert.deepEqual(creationChanges(map(rules, {})), [spare]);
  assert.deepEqual(diff(map(rules, {}), {}, { resolve }), [spare]);
  assert.deepEqual(creationChanges(map(rules, { role: "admin" })), [
    { path: 'roles[primary eq "True"].value', from: null, to: "admin" },
    { path: 'roles[primary eq "True"].type', from: null, to: "Role" },
    spare,
  ]);
});

test("creationChanges() gives a default the type of its attribute", () => {
  const rules = userRules({
    active: { expression: "[a]", default: "True" },
    roles: { expression: "[b]", default: JSON.stringify(admin) },
    title: { expression: "[c]", default: "Staff" },
  });
  assert.deepEqual(
    creationChanges(map(rules, {})).map(({ to }) => to),
    [true, [admin], "Staff"],
  );
});

test("diff() compares numbers as numbers", () => {
  const rules = userRules({ "urn:example:crew:berth": "[berth]" });
  const [mapping, ...others] = rules.mappings;
  assert.ok(mapping !== undefined && others.length === 0);
  const numbers = { ...rules, mappings: [{ ...mapping, kind: "number" as const }] };
  const desired = map(numbers, { berth: "7" });
  assert.deepEqual(diff(desired, { "urn:example:crew": { berth: 7 } }, { resolve }), []);
  assert.deepEqual(diff(desired, { "urn:example:crew": { berth: "7.0" } }, { resolve }), []);
  assert.deepEqual(diff(desired, { "urn:example:crew": { berth: 8 } }, { resolve }), [
    { path: "urn:example:crew:berth", from: 8, to: 7 },
  ]);
});

test("makeMapping() clears roles that Entra's assertive function does not name, unless told otherwise", () => {
  const assertive = "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])";
  const additive = "AppRoleAssignmentsComplex([appRoleAssignments])";
  const [clears, keeps, adds] = mappingsOf({
    roles: assertive,
    entitlements: { expression: assertive, nulls: "skip" },
    groups: additive,
  });
  assert.deepEqual([clears?.nulls, clears?.apply], ["clear", "always"]);
  assert.equal(keeps?.nulls, "skip");
  assert.deepEqual([adds?.nulls, adds?.apply], ["skip", "add"]);
});

test("disableChanges() takes added values away only where the mapping reads IsSoftDeleted", () => {
  const rules = userRules({
    roles: { expression: 'IIF([IsSoftDeleted] = "True", "", [role])', apply: "add" },
    entitlements: { expression: "[entitlement]", apply: "add" },
    title: { expression: "RandomString(5, 1, 1, 1, 1)", apply: "always" },
  });
  const attributes = { role: "admin", entitlement: "car" };
  const mapped = { active: map(rules, attributes, false), ended: map(rules, {}, true) };
  const current = { roles: [{ value: "admin" }], entitlements: [{ value: "car" }], title: "x" };
  assert.deepEqual(disableChanges(mapped, current), [{ path: "roles", from: ["admin"], to: null }]);
});

test("diff() of what a creation makes is empty, whatever the values", () => {
  const rules = userRules({
    userName: "[userPrincipalName]",
    active,
    title: "[jobTitle]",
    "name.givenName": "[givenName]",
    'emails[type eq "work"].value': "[mail]",
    'emails[type eq "other"].value': "[proxyAddresses]",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "[department]",
  });
  const text = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
  const attributes = fc.record({
    userPrincipalName: fc.string({ minLength: 1 }),
    jobTitle: text,
    givenName: text,
    mail: text,
    department: text,
    proxyAddresses: fc.uniqueArray(fc.string({ minLength: 1 }), { selector: (value) => value.toLowerCase() }),
  });
  fc.assert(
    fc.property(attributes, (source) => {
      const desired = map(rules, source);
      const created = buildResource("user", creationChanges(desired) as Parameters<typeof buildResource>[1]);
      assert.deepEqual(diff(desired, created, { resolve }), []);
    }),
  );
});
