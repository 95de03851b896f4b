import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePath } from "../../src/rules/attribute-path.ts";
import { noRelations } from "../../src/rules/directory.ts";
import { mapObject } from "../../src/rules/map.ts";
import { missingRequired } from "../../src/rules/missing-required.ts";
import type { ObjectRules } from "../../src/rules/rules.ts";
import { holdsElements, isMultiValued } from "../../src/rules/schema.ts";
import { userRules } from "./rules-fixture.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

test("holdsElements() is for whole attributes whose elements have a value", () => {
  assert.ok(holdsElements(path("roles")));
  assert.ok(holdsElements(path("Emails")));
  for (const text of [
    'roles[primary eq "True"].value',
    "emails.value",
    "name",
    "addresses",
    `${enterprise}:roles`,
  ]) {
    assert.ok(!holdsElements(path(text)), text);
  }
});

test("isMultiValued() knows the standard's attributes and leaves others open", () => {
  assert.equal(isMultiValued(path("entitlements")), true);
  assert.equal(isMultiValued(path("displayName")), false);
  assert.equal(isMultiValued(path("name.givenName")), false);
  assert.equal(isMultiValued(path(`${enterprise}:department`)), false);
  for (const text of ['emails[type eq "other"].value', "urn:example:crew:tags", "nickNames"]) {
    assert.equal(isMultiValued(path(text)), null, text);
  }
});

test("missingRequired() wants what the standard wants, then what job or target do", () => {
  const rules = userRules({
    title: { expression: "[jobTitle]", required: true },
    userName: "[userPrincipalName]",
    nickName: { expression: "[nick]", required: false },
    externalId: { expression: "[employeeId]", required: true, default: "none" },
    active: { expression: "[accountEnabled]", required: true },
  });
  assert.equal(missing(rules, {}), "userName");
  assert.equal(missing(rules, { userPrincipalName: "ada" }), "title");
  assert.equal(missing(rules, { userPrincipalName: "ada", jobTitle: "Countess" }), "active");
  const complete = { userPrincipalName: "ada", jobTitle: "Countess", accountEnabled: false };
  assert.equal(missing(rules, complete), null);
  assert.equal(missing(rules, { ...complete, accountEnabled: "maybe" }), "active");
});

test("missingRequired() knows userName by its full name, too", () => {
  const rules = userRules({ "urn:ietf:params:scim:schemas:core:2.0:User:UserName": "[userPrincipalName]" });
  assert.equal(missing(rules, { userPrincipalName: "ada" }), null);
  assert.equal(missing(rules, {}), "userName");
});

function missing(rules: ObjectRules, attributes: Readonly<Record<string, unknown>>): string | null {
  const object = { type: "user", id: "s1", state: "active", attributes } as const;
  const around = { isSoftDeleted: false, relations: noRelations, now: new Date(0), random: () => 0 };
  return missingRequired(rules, mapObject(rules, object, around));
}

function path(text: string): NonNullable<ReturnType<typeof parsePath>> {
  const parsed = parsePath(text);
  assert.ok(parsed !== null, text);
  return parsed;
}
