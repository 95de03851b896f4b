import assert from "node:assert/strict";
import { test } from "node:test";
import { compareSchema, readOnlyPaths } from "../../src/rules/compare-schema.ts";
import type { TargetAttribute } from "../../src/rules/target-schema.ts";
import { rulesWith } from "./rules-fixture.ts";

const crew = "urn:example:crew:2.0:User";

function described(path: string, said: Partial<TargetAttribute> = {}): TargetAttribute {
  const nothing = { type: "string", multiValued: false, required: false, caseExact: null };
  return { path, ...nothing, mutability: "readWrite", ...said };
}

const required = { required: true } as const;

test("compareSchema() names what is required and not mapped, where it is called for", () => {
  const rules = rulesWith({
    userName: "[a]",
    "name.givenName": "[b]",
    'emails[type eq "work"].value': "[c]",
    [`${crew}:deck`]: "[d]",
  });
  const user = [
    described("id", required),
    described("userName", required),
    described("locale", required),
    described("meta", { ...required, mutability: "readOnly" }),
    described("name"),
    described("name.givenName"),
    described("name.familyName", required),
    described("emails", required),
    described("emails.type", required),
    described("emails.value", required),
    described("ims"),
    described("ims.value", required),
    described(`${crew}:deck`),
    described(`${crew}:berth`, required),
    described("urn:example:other:x", required),
  ];
  const compared = compareSchema(rules, { user, group: [described("displayName", required)] });
  assert.equal(compared.described, user.length);
  assert.deepEqual(compared.unmapped, ["locale", "name.familyName", `${crew}:berth`]);
  assert.deepEqual(compared.unknown, []);
});

test("compareSchema() names what is mapped and not described, with what was meant", () => {
  const rules = rulesWith({
    userName: "[a]",
    externalId: "[b]",
    titel: "[c]",
    "name.givenNames": "[d]",
    'emails[type eq "work"].value': "[e]",
    'phoneNumbers[type eq "work"].value': "[f]",
    "urn:example:unheard:x": "[g]",
  });
  const user = [
    "userName",
    "title",
    "name",
    "name.givenName",
    "emails",
    "phoneNumbers",
    "phoneNumbers.value",
  ];
  const { unknown } = compareSchema(rules, { user: user.map((path) => described(path)), group: [] });
  assert.deepEqual(unknown, [
    { path: "titel", meant: "title" },
    { path: "name.givenNames", meant: "name.givenName" },
    { path: "urn:example:unheard:x", meant: null },
  ]);
});

test("compareSchema() finds nothing unknown where nothing is described", () => {
  const nothing = compareSchema(rulesWith({ userName: "[a]" }), { user: [], group: [] });
  assert.deepEqual(nothing, { described: 0, unmapped: [], unknown: [] });
});

test("compareSchema() does not look for objectFilter, which no target has", () => {
  const rules = rulesWith({ userName: "[a]", objectFilter: '"False"' });
  assert.deepEqual(compareSchema(rules, { user: [described("userName")], group: [] }).unknown, []);
});

test("readOnlyPaths() names what is mapped and cannot be written", () => {
  const rules = rulesWith({
    userName: "[a]",
    "Name.Formatted": "[b]",
    'groups[type eq "direct"].display': "[c]",
    [`${crew}:berth`]: "[d]",
  });
  const readOnly = { mutability: "ReadOnly" };
  const user = [
    described("userName"),
    described("name", readOnly),
    described("name.formatted", readOnly),
    described("groups", readOnly),
    described(`${crew}:berth`, { mutability: "immutable" }),
  ];
  assert.deepEqual(readOnlyPaths(rules, { user, group: [] }), [
    "Name.Formatted",
    'groups[type eq "direct"].display',
  ]);
});
