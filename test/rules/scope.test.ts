import assert from "node:assert/strict";
import { test } from "node:test";
import { toValue } from "../../src/expression/to-value.ts";
import { type WrittenClause, compileClause, evaluateScope } from "../../src/rules/scope.ts";

function passes(clause: WrittenClause, value: unknown): boolean {
  return compileClause(clause).passes((name) => (name === clause.attribute ? toValue(value) : null));
}

test("compileClause() knows each of Entra's operators", () => {
  const cases: [operator: string, value: string | undefined, passing: unknown, failing: unknown][] = [
    ["EQUALS", "Sales", "Sales", "sales"],
    ["NOT EQUALS", "Sales", "sales", "Sales"],
    ["IS TRUE", undefined, true, false],
    ["IS FALSE", undefined, false, true],
    ["IS NULL", undefined, "", "x"],
    ["IS NOT NULL", undefined, "x", ""],
    ["REGEX MATCH", "(1[0-9]|2[0-5])", "room 14", "room 8"],
    ["NOT REGEX MATCH", "(?i)^ext-", "ada", "EXT-ada"],
    ["Greater_Than", "7", "12", "7"],
    ["Greater_Than_OR_EQUALS", "7", 7, "6"],
    ["Includes", "ale", "Sales", "SALES"],
    ["ENDS_WITH", "@x.com", "ada@x.com", "ada@X.com"],
  ];
  for (const [operator, value, passing, failing] of cases) {
    assert.ok(passes({ attribute: "a", operator, value }, passing), `${operator} passes`);
    assert.ok(!passes({ attribute: "a", operator, value }, failing), `${operator} fails`);
  }
});

test("compileClause() fails every clause but IS NULL where there is no value", () => {
  for (const operator of [
    "EQUALS",
    "NOT EQUALS",
    "REGEX MATCH",
    "NOT REGEX MATCH",
    "INCLUDES",
    "ENDS_WITH",
  ]) {
    for (const nothing of [null, "", []])
      assert.ok(!passes({ attribute: "a", operator, value: "x" }, nothing), operator);
  }
  assert.ok(!passes({ attribute: "a", operator: "IS FALSE" }, null));
  assert.ok(!passes({ attribute: "a", operator: "GREATER_THAN", value: "-1" }, "many"));
});

test("compileClause() passes where one of several values does, and all of them for NOT", () => {
  const mails = ["ada@x.com", "ada@y.com"];
  assert.ok(passes({ attribute: "a", operator: "ENDS_WITH", value: "@y.com" }, mails));
  assert.ok(!passes({ attribute: "a", operator: "NOT EQUALS", value: "ada@y.com" }, mails));
  assert.ok(passes({ attribute: "a", operator: "NOT REGEX MATCH", value: "@z" }, mails));
});

test("compileClause() passes over case, blanks and underscores of the operator", () => {
  for (const operator of ["is not null", "IS_NOT_NULL", "IsNotNull", " IS  NOT NULL "]) {
    assert.equal(compileClause({ attribute: "mail", operator }).text, "mail IS NOT NULL");
  }
});

test("compileClause() takes a value that YAML has typed", () => {
  assert.equal(compileClause({ attribute: "level", operator: "EQUALS", value: 7 }).text, 'level EQUALS "7"');
  assert.ok(passes({ attribute: "level", operator: "EQUALS", value: true }, true));
});

test("compileClause() says what is wrong and what was meant", () => {
  const messages: [WrittenClause, string][] = [
    [{ attribute: "a", operator: "EQUAL", value: "x" }, 'unknown operator "EQUAL": did you mean "EQUALS"?'],
    [{ attribute: "a", operator: "EQUALS" }, 'operator "EQUALS" needs a value'],
    [{ attribute: "a", operator: "IS TRUE", value: "x" }, 'operator "IS TRUE" takes no value: got "x"'],
    [
      { attribute: "a", operator: "GREATER_THAN", value: "x" },
      'operator "GREATER_THAN" needs a whole number: got "x"',
    ],
    [
      { attribute: "a", operator: "&", value: "1" },
      'operator "&" is not supported, as Entra does not say what it does: use "INCLUDES" or "REGEX MATCH"',
    ],
    [
      { attribute: "a", operator: "REGEX MATCH", value: "(?=x)" },
      'cannot use the regular expression "(?=x)": look-around takes more than linear time: match the surroundings as groups instead',
    ],
  ];
  for (const [clause, message] of messages)
    assert.throws(() => compileClause(clause), { name: "ScopeError", message });
});

test("evaluateScope() passes everybody without a filter", () => {
  assert.deepEqual(
    evaluateScope(null, () => null),
    { passes: true, clause: null },
  );
  assert.deepEqual(
    evaluateScope([], () => null),
    { passes: true, clause: null },
  );
});

test("evaluateScope() passes an object that one whole group passes", () => {
  const sales = compileClause({ attribute: "department", operator: "EQUALS", value: "Sales" });
  const enabled = compileClause({ attribute: "accountEnabled", operator: "IS TRUE" });
  const berlin = compileClause({ attribute: "city", operator: "EQUALS", value: "Berlin" });
  const filter = [[berlin], [sales, enabled]];
  const object: Record<string, unknown> = { department: "Sales", accountEnabled: true, city: "Bonn" };
  assert.deepEqual(
    evaluateScope(filter, (name) => toValue(object[name])),
    { passes: true, clause: null },
  );
  object["accountEnabled"] = false;
  assert.deepEqual(
    evaluateScope(filter, (name) => toValue(object[name])),
    {
      passes: false,
      clause: "accountEnabled IS TRUE",
    },
  );
});
