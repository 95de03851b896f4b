import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rules } from "../../src/rules/rules.ts";
import { compiled, problemsOf, smallJob, warningsOf } from "./folder.ts";

/** The small job with this filter of users, which stands on line 5; the first clause begins in column 13. */
function filter(clauses: string): string {
  return smallJob.replace("users:\n", () => `users:\n  filter: [[${clauses}]]\n`);
}

/** The same for groups, on line 9. */
function groupFilter(clauses: string): string {
  return `${smallJob}groups:\n  filter: [[${clauses}]]\n`;
}

async function rulesOf(job: string): Promise<Rules> {
  return (await compiled(job)).rules;
}

test("loadConfig() takes clauses with lists, dates and expressions", async () => {
  const { user } = await rulesOf(
    filter(
      `{ attribute: city, operator: IN, value: [Berlin, Bonn, 7] }, { expression: 'IsPresent([mail])' },
       { attribute: employeeHireDate, operator: before, value: 2027-06-30 }`,
    ),
  );
  assert.deepEqual(
    user.filter?.flat().map(({ text }) => text),
    ['city IN ["Berlin", "Bonn", "7"]', "IsPresent([mail])", 'employeeHireDate BEFORE "2027-06-30"'],
  );
  assert.deepEqual(user.reads, ["IsSoftDeleted", "city", "employeeHireDate", "mail", "userPrincipalName"]);
  assert.deepEqual([user.readsClock, user.relations], [false, []]);
});

test("loadConfig() finds out which rules read the clock", async () => {
  const reading = [
    "{ attribute: employeeHireDate, operator: BEFORE, value: now+7d }",
    `{ expression: 'DateDiff("d", [employeeHireDate], Now()) > 7' }`,
  ];
  for (const clause of reading) {
    assert.ok((await rulesOf(filter(clause))).user.readsClock, clause);
    const { user, group } = await rulesOf(groupFilter(clause.replace("employeeHireDate", "createdDateTime")));
    assert.deepEqual([user.readsClock, group?.readsClock], [false, true], clause);
  }
});

test("loadConfig() finds out which relations clauses read", async () => {
  const clauses: [clause: string, relation: string][] = [
    ["{ attribute: appRoles, operator: EQUALS, value: Admin }", "roles"],
    ["{ attribute: appRoleAssignments, operator: IS NULL }", "roles"],
    [`{ expression: 'IsPresent([appRoles])' }`, "roles"],
    ["{ attribute: memberOf, operator: EQUALS, value: Sales }", "memberOf"],
    [`{ expression: 'IsPresent([memberOf])' }`, "memberOf"],
    ["{ attribute: manager.department, operator: EQUALS, value: Sales }", "manager"],
    [`{ expression: '[manager.department] = "Sales"' }`, "manager"],
  ];
  for (const [clause, relation] of clauses) {
    assert.deepEqual((await rulesOf(filter(clause))).user.relations, [relation], clause);
  }
  for (const [clause, relation] of clauses.filter(([text]) => !text.includes("manager"))) {
    assert.deepEqual((await rulesOf(groupFilter(clause))).group?.relations, [relation], clause);
  }
});

test("loadConfig() collects the groups that clauses name", async () => {
  const named = `{ attribute: memberOf, operator: IN, value: [Sales, g-1] },
    { attribute: memberOf, operator: NOT EQUALS, value: Contractors },
    { attribute: memberOf, operator: EQUALS, value: Sales },
    { attribute: city, operator: EQUALS, value: Bonn }`;
  assert.deepEqual((await rulesOf(filter(named))).groupsRead, ["Contractors", "Sales", "g-1"]);
  assert.deepEqual((await rulesOf(groupFilter(named.split(",\n")[0] ?? ""))).groupsRead, ["Sales", "g-1"]);
  assert.deepEqual((await rulesOf(smallJob)).groupsRead, []);
});

test("loadConfig() places a problem of an expression inside it", async () => {
  assert.deepEqual(await problemsOf(filter(`{ expression: 'Joinn([a])' }`)), [
    '5:28: unknown function "Joinn": did you mean "Join"?',
  ]);
  assert.deepEqual(await problemsOf(filter(`{ expression: 'IsPresent([departmnt])' }`)), [
    '5:38: unknown attribute "departmnt": did you mean "department"?',
  ]);
  assert.deepEqual(await problemsOf(filter("{ expression: Guid() }")), [
    "5:27: an expression that makes up its value cannot decide who is in scope",
  ]);
});

test("loadConfig() wants an attribute with its operator, or an expression", async () => {
  assert.deepEqual(await problemsOf(filter("{ attribute: mail, expression: '[mail]' }")), [
    "5:26: a clause with an expression has no attribute: remove one of them",
  ]);
  assert.deepEqual(await problemsOf(filter("{ value: 1, expression: '[mail]' }")), [
    "5:22: a clause with an expression has no value: remove one of them",
  ]);
  assert.deepEqual(await problemsOf(filter("{}")), [
    "5:13: a clause needs an attribute and an operator, or an expression",
  ]);
  assert.deepEqual(await problemsOf(filter("{ attribute: mail }")), [
    '5:13: missing key "operator" in users.filter[0][0]: ' +
      "One of EQUALS, NOT EQUALS, IS TRUE, IS FALSE, IS NULL, IS NOT NULL, REGEX MATCH, NOT REGEX MATCH, " +
      "GREATER_THAN, GREATER_THAN_OR_EQUALS, LESS_THAN, LESS_THAN_OR_EQUALS, INCLUDES, NOT INCLUDES, " +
      "STARTS_WITH, ENDS_WITH, &, !&, IN, NOT IN, BEFORE, AFTER",
  ]);
  assert.deepEqual(await problemsOf(filter("{ operator: IS NULL }")), [
    '5:13: missing key "attribute" in users.filter[0][0]: Attribute of the directory object',
  ]);
  assert.deepEqual(await problemsOf(filter("{ atribute: mail, operator: IS NULL }")), [
    '5:15: unknown key "atribute" in users.filter[0][0]: did you mean "attribute"?',
  ]);
});

function problemsOfOperator(rest: string): Promise<readonly string[]> {
  return problemsOf(filter(`{ attribute: city, operator: ${rest} }`));
}

test("loadConfig() says which value an operator takes", async () => {
  assert.deepEqual(await problemsOfOperator("IN, value: Bonn"), [
    '5:53: operator "IN" needs a list of values: got "Bonn", write [Bonn]',
  ]);
  assert.deepEqual(await problemsOfOperator("EQUALS, value: [Bonn]"), [
    '5:57: operator "EQUALS" takes one value: got a list, which is what IN takes',
  ]);
  assert.deepEqual(await problemsOfOperator("IN, value: []"), [
    '5:53: operator "IN" needs at least one value',
  ]);
  assert.deepEqual(await problemsOfOperator("IN"), ['5:42: operator "IN" needs a value']);
  assert.deepEqual(await problemsOfOperator("AFTER, value: tomorrow"), [
    '5:56: operator "AFTER" needs a date such as 2027-06-30 or 2027-06-30T08:00:00Z, or now, now-30d, now+2w: ' +
      'got "tomorrow"',
  ]);
  assert.deepEqual(await problemsOfOperator("STARTS WIHT, value: B"), [
    '5:42: unknown operator "STARTS WIHT": did you mean "STARTS_WITH"?',
  ]);
});

test("loadConfig() refuses attributes that a filter cannot read", async () => {
  assert.deepEqual(await problemsOf(filter("{ attribute: manager.departmnt, operator: IS NULL }")), [
    '5:26: unknown attribute "manager.departmnt": did you mean "manager.department"?',
  ]);
  assert.deepEqual(await problemsOf(filter("{ attribute: manager.memberOf, operator: IS NULL }")), [
    '5:26: "manager.memberOf" cannot be read: of a manager only the properties are known',
  ]);
  assert.deepEqual(await problemsOf(groupFilter("{ attribute: members, operator: IS NULL }")), [
    "9:26: a filter cannot read the members of a group",
  ]);
  assert.deepEqual(await problemsOf(groupFilter(`{ expression: 'IsPresent([members])' }`)), [
    "9:27: a filter cannot read the members of a group",
  ]);
});

test("loadConfig() warns of operators whose meaning Entra leaves open", async () => {
  const warning =
    "Entra does not say what it means; here whole numbers are compared bit by bit, and any other value has to " +
    "occur in the text of the clause: better write INCLUDES, IN or REGEX MATCH";
  assert.deepEqual(await warningsOf(filter('{ attribute: city, operator: "&", value: 2 }')), [
    `5:42: operator "&": ${warning}`,
  ]);
  assert.deepEqual(await warningsOf(groupFilter('{ attribute: mail, operator: "!&", value: x }')), [
    `9:42: operator "!&": ${warning}`,
  ]);
});

test("loadConfig() warns of a question about groups that only sees some", async () => {
  assert.deepEqual(await warningsOf(filter("{ attribute: memberOf, operator: STARTS_WITH, value: app- }")), [
    '5:46: operator "STARTS_WITH" sees only groups that are assigned to the application or named by another clause: ' +
      "name the groups with EQUALS, NOT EQUALS, IN, NOT IN",
  ]);
  assert.deepEqual(await warningsOf(filter("{ attribute: memberOf, operator: IN, value: [a] }")), []);
});
