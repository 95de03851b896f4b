import assert from "node:assert/strict";
import { test } from "node:test";
import { refineRules } from "../../src/rules/refine-rules.ts";
import type { Mapping, Rules } from "../../src/rules/rules.ts";
import { isTargetSchema, type TargetAttribute } from "../../src/rules/target-schema.ts";
import { rulesWith } from "./rules-fixture.ts";

const crew = "urn:example:crew:2.0:User";

type Said = Partial<TargetAttribute> & { readonly path: string };

function attribute(said: Said): TargetAttribute {
  const nothing = { type: "string", multiValued: false, required: false, caseExact: null };
  return { ...nothing, mutability: "readWrite", ...said };
}

/** The mappings of users after the target has said something of its attributes. */
function refined(
  written: Parameters<typeof rulesWith>[0],
  ...said: readonly Said[]
): (path: string) => Mapping {
  const rules: Rules = refineRules(rulesWith(written), { user: said.map(attribute), group: [] });
  return (path) => {
    const found = rules.user.mappings.find((mapping) => mapping.path.text === path);
    assert.ok(found !== undefined, path);
    return found;
  };
}

test("refineRules() takes booleans and numbers from the schema, and leaves the rest as it is", () => {
  const of = refined(
    {
      [`${crew}:onBoard`]: "[a]",
      [`${crew}:berth`]: "[b]",
      [`${crew}:list`]: "[c]",
      title: "[d]",
      active: "[e]",
    },
    { path: `${crew}:OnBoard`, type: "boolean" },
    { path: `${crew}:berth`, type: "Integer" },
    { path: `${crew}:list`, type: "integer", multiValued: true },
    { path: "title", type: "complex" },
    { path: "active", type: "string" },
  );
  assert.equal(of(`${crew}:onBoard`).kind, "boolean");
  assert.equal(of(`${crew}:berth`).kind, "number");
  assert.equal(of(`${crew}:list`).kind, "text");
  assert.equal(of("title").kind, "text");
  assert.equal(of("active").kind, "boolean");
});

test("refineRules() takes the job's word for a type", () => {
  const of = refined(
    { title: { expression: "[a]", type: "string" }, nickName: { expression: "[b]", type: "boolean" } },
    { path: "title", type: "integer" },
    { path: "nickName", type: "string" },
  );
  assert.deepEqual([of("title").kind, of("nickName").kind], ["text", "boolean"]);
});

test("refineRules() leaves what is matched by a text, as filters ask for texts", () => {
  const of = refined({ userName: "[a]" }, { path: "userName", type: "integer" });
  assert.equal(of("userName").kind, "text");
});

test("refineRules() takes from the schema what takes a list, not how many values an element has", () => {
  const of = refined(
    { [`${crew}:tags`]: "[a]", [`${crew}:deck`]: "[b]", 'phones[type eq "x"].value': "[c]", title: "[d]" },
    { path: `${crew}:tags`, multiValued: true },
    { path: `${crew}:deck` },
    { path: "phones", type: "complex", multiValued: true },
    { path: "phones.value", multiValued: false },
    { path: "title", multiValued: true },
  );
  assert.equal(of(`${crew}:tags`).multiValued, true);
  assert.equal(of(`${crew}:deck`).multiValued, false);
  assert.equal(of('phones[type eq "x"].value').multiValued, null);
  assert.equal(of("title").multiValued, false);
});

test("refineRules() lets the schema make names and addresses exact, and makes nothing else lax", () => {
  const of = refined(
    {
      userName: "[a]",
      emails: "[b]",
      'emails[type eq "work"].value': "[c]",
      displayName: "[d]",
      externalId: "[e]",
      nickName: { expression: "[f]", caseExact: false },
    },
    { path: "userName", caseExact: true },
    { path: "emails.value", caseExact: true },
    { path: "displayName", caseExact: false },
    { path: "externalId", caseExact: true },
    { path: "nickName", caseExact: true },
  );
  assert.equal(of("userName").caseExact, true);
  assert.equal(of("emails").caseExact, true);
  assert.equal(of('emails[type eq "work"].value').caseExact, true);
  assert.equal(of("displayName").caseExact, null);
  assert.equal(of("externalId").caseExact, null);
  assert.equal(of("nickName").caseExact, false);
});

test("refineRules() says anew which attributes are required", () => {
  const said = [attribute({ path: "title", required: true })];
  const written = {
    userName: { expression: "[a]", required: true },
    title: "Redact([b])",
    nickName: 'IIF(IsPresent(Now()), "a", "b")',
  };
  const { user } = refineRules(rulesWith(written), { user: said, group: [] });
  assert.deepEqual(rulesWith(written).user.requiredPaths, ["userName"]);
  assert.deepEqual(user.requiredPaths, ["userName", "title"]);
  assert.deepEqual([[...user.redactedPaths], user.mapsByClock], [["title"], true]);
  assert.ok(!rulesWith({ userName: "[a]" }).user.mapsByClock);
});

test("refineRules() takes required from the schema where nobody can be created without it", () => {
  const of = refined(
    {
      title: "[a]",
      nickName: { expression: "[b]", required: false },
      locale: "[c]",
      "name.familyName": "[d]",
      "name.givenName": "[e]",
      'emails[type eq "work"].value': "[f]",
      'phoneNumbers[type eq "work"].value': "[g]",
      'phoneNumbers[type eq "work"].display': "[g2]",
      [`${crew}:deck`]: "[h]",
    },
    { path: "title", required: true },
    { path: "nickName", required: true },
    { path: "locale", required: true, mutability: "readOnly" },
    { path: "name", type: "complex" },
    { path: "name.familyName", required: true },
    { path: "emails", type: "complex", multiValued: true, required: true },
    { path: "phoneNumbers", type: "complex", multiValued: true },
    { path: "phoneNumbers.value", required: true },
    { path: `${crew}:deck`, required: true },
  );
  assert.equal(of("title").required, true);
  assert.equal(of("nickName").required, false);
  assert.equal(of("locale").required, null);
  // The name is sent because of the given name, and then wants its family name.
  assert.equal(of("name.familyName").required, true);
  assert.equal(of("name.givenName").required, null);
  assert.equal(of('emails[type eq "work"].value').required, true);
  // An element without a value is not sent at all.
  assert.equal(of('phoneNumbers[type eq "work"].value').required, null);
  // Nor is an extension of which nothing has a value.
  assert.equal(of(`${crew}:deck`).required, null);
});

test("refineRules() of nothing said changes nothing", () => {
  const rules = rulesWith({ userName: "[a]", [`${crew}:tags`]: "[b]" });
  assert.deepEqual(refineRules(rules, { user: [], group: [] }), rules);
});

test("isTargetSchema() refuses what some other release may have stored", () => {
  assert.ok(isTargetSchema({ user: [attribute({ path: "userName" })], group: [] }));
  for (const stored of [null, 7, {}, { user: [] }, { user: [{ path: "userName" }], group: [] }]) {
    assert.ok(!isTargetSchema(stored), JSON.stringify(stored));
  }
});
