import assert from "node:assert/strict";
import { test } from "node:test";
import { noRelations } from "../../src/rules/directory.ts";
import { mapObject, matchKeys } from "../../src/rules/map.ts";
import type { ObjectRules } from "../../src/rules/rules.ts";
import { userRules } from "./rules-fixture.ts";

function map(rules: ObjectRules, attributes: Record<string, unknown>) {
  const around = { isSoftDeleted: false, relations: noRelations, now: new Date(0), random: () => 0 };
  return mapObject(rules, { type: "user", id: "u1", state: "active", attributes }, around);
}

const mapped = {
  userName: "[userPrincipalName]",
  externalId: "[employeeId]",
  "name.familyName": "[surname]",
};
const composite = userRules(mapped, { match: [["externalId", "name.familyName"], ["userName"]] });

test("matchKeys() asks for all attributes of an entry at once, in order of precedence", () => {
  const desired = map(composite, { userPrincipalName: "ada@x.com", employeeId: "7", surname: "Byron" });
  assert.deepEqual(matchKeys(composite, desired), [
    { path: "externalId", value: "7", and: [{ path: "name.familyName", value: "Byron" }] },
    { path: "userName", value: "ada@x.com" },
  ]);
});

test("matchKeys() asks nothing by an entry one of whose attributes has no value", () => {
  for (const attributes of [{ employeeId: "7" }, { surname: "Byron" }, { employeeId: "7", surname: " " }]) {
    const desired = map(composite, { userPrincipalName: "ada@x.com", ...attributes });
    assert.deepEqual(matchKeys(composite, desired), [{ path: "userName", value: "ada@x.com" }]);
  }
});

test("matchKeys() says where a difference in case is a difference", () => {
  const rules = userRules(
    { ...mapped, "name.familyName": { expression: "[surname]", caseExact: true } },
    { match: [["externalId", "name.familyName"]] },
  );
  assert.deepEqual(matchKeys(rules, map(rules, { employeeId: "7", surname: "Byron" })), [
    { path: "externalId", value: "7", and: [{ path: "name.familyName", value: "Byron", exact: true }] },
  ]);
});

test("matchKeys() asks nothing with several values", () => {
  const rules = userRules({ nickName: 'Split([names], ",")' }, { match: [["nickName"]] });
  assert.deepEqual(matchKeys(rules, map(rules, { names: "a,b" })), []);
});

test("mapObject() shows no value of a redacted mapping in its problem", () => {
  const rules = userRules({
    active: "Redact([jobTitle])",
    title: 'Redact(Mid([jobTitle], [department], "1"))',
  });
  const { problems } = map(rules, { jobTitle: "Engineer", department: "Research" });
  assert.deepEqual(
    problems.map(({ path }) => path),
    ["active", "title"],
  );
  assert.equal(problems[0]?.message, 'active takes True or False: got "[Redact]"');
  assert.doesNotMatch(JSON.stringify(problems), /engineer|research/i);
});

test("mapObject() asks objectFilter who is left alone, and never writes it", () => {
  const rules = userRules({
    userName: "[userPrincipalName]",
    objectFilter: 'IIF([userType]="Guest", IgnoreObjectFlow, "False")',
  });
  const member = map(rules, { userPrincipalName: "ada", userType: "Member" });
  assert.deepEqual(
    member.values.map(({ mapping }) => mapping.path.text),
    ["userName"],
  );
  assert.equal(member.ignored, false);
  assert.equal(map(rules, { userPrincipalName: "ada", userType: "Guest" }).ignored, true);
});
