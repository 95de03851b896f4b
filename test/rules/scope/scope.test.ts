import assert from "node:assert/strict";
import { test } from "node:test";
import { toValue } from "../../../src/expression/to-value.ts";
import type { Clause, ScopeSurroundings, WrittenClause } from "../../../src/rules/scope/clause.ts";
import { compileClause } from "../../../src/rules/scope/compile-clause.ts";
import { evaluateScope } from "../../../src/rules/scope/scope.ts";

const noon = new Date("2026-11-21T12:00:00Z");

function around(object: Readonly<Record<string, unknown>>, now = noon): ScopeSurroundings {
  return { read: (name) => toValue(object[name]), now, random: () => 0 };
}

/** What a clause on attribute `a` says of a value. */
function weigh(clause: WrittenClause, a: unknown, now?: Date): string {
  return compileClause({ attribute: "a", ...clause }).weigh(around({ a }, now)).kind;
}

function expression(text: string): Clause {
  return compileClause({ expression: text });
}

test("compileClause() knows each of Entra's operators, and those beyond them", () => {
  const cases: [operator: string, value: WrittenClause["value"], passing: unknown, failing: unknown][] = [
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
    ["&", "2", "514", "512"],
    ["!&", "2", "512", "514"],
    ["&", "Sales, Marketing", "Sales", "sales"],
    ["!&", "Sales, Marketing", "Legal", "Sales"],
    ["LESS_THAN", "7", "-12", "7"],
    ["LESS_THAN_OR_EQUALS", "7", 7, "8"],
    ["NOT INCLUDES", "ale", "SALES", "Sales"],
    ["STARTS_WITH", "S", "Sales", "sales"],
    ["IN", ["Sales", "Legal"], "Legal", "legal"],
    ["NOT IN", ["Sales", "Legal"], "legal", "Legal"],
    ["BEFORE", "2027-01-01", "2026-12-31T23:59:59.9999999Z", "2027-01-01T00:00:00Z"],
    ["AFTER", "2027-01-01T08:00:00+02:00", "2027-01-01T06:00:01Z", "2027-01-01T06:00:00Z"],
  ];
  for (const [operator, value, passing, failing] of cases) {
    assert.equal(weigh({ operator, value }, passing), "passes", `${operator} passes`);
    assert.equal(weigh({ operator, value }, failing), "fails", `${operator} fails`);
  }
});

test("compileClause() fails every clause but IS NULL where there is no value", () => {
  const operands: Record<string, WrittenClause["value"]> = {
    EQUALS: "x",
    "NOT EQUALS": "x",
    "IS TRUE": undefined,
    "IS FALSE": undefined,
    "IS NOT NULL": undefined,
    "REGEX MATCH": ".*",
    "NOT REGEX MATCH": "x",
    GREATER_THAN: -1,
    GREATER_THAN_OR_EQUALS: 0,
    LESS_THAN: 1,
    LESS_THAN_OR_EQUALS: 0,
    INCLUDES: "x",
    "NOT INCLUDES": "x",
    STARTS_WITH: "x",
    ENDS_WITH: "x",
    "&": "x",
    "!&": "x",
    IN: ["x"],
    "NOT IN": ["x"],
    BEFORE: "now",
    AFTER: "now",
  };
  for (const [operator, value] of Object.entries(operands)) {
    for (const nothing of [null, undefined, "", [], [""]]) {
      assert.equal(weigh({ operator, value }, nothing), "fails", operator);
    }
  }
  for (const nothing of [null, "", []]) assert.equal(weigh({ operator: "IS NULL" }, nothing), "passes");
});

test("compileClause() fails an order of whole numbers for whatever is none", () => {
  for (const value of ["many", "1.5", "True"]) {
    assert.equal(weigh({ operator: "GREATER_THAN", value: "-1" }, value), "fails");
    assert.equal(weigh({ operator: "LESS_THAN", value: "99" }, value), "fails");
  }
  assert.equal(weigh({ operator: "GREATER_THAN", value: "6" }, " 7 "), "passes");
});

test("compileClause() passes where one of several values does, and all of them for NOT", () => {
  const mails = ["ada@x.com", "ada@y.com"];
  assert.equal(weigh({ operator: "ENDS_WITH", value: "@y.com" }, mails), "passes");
  assert.equal(weigh({ operator: "NOT EQUALS", value: "ada@y.com" }, mails), "fails");
  assert.equal(weigh({ operator: "NOT REGEX MATCH", value: "@z" }, mails), "passes");
  assert.equal(weigh({ operator: "IN", value: ["ada@y.com"] }, mails), "passes");
  assert.equal(weigh({ operator: "NOT IN", value: ["ada@y.com"] }, mails), "fails");
  assert.equal(weigh({ operator: "!&", value: "ada@y.com, …" }, mails), "fails");
});

test("compileClause() knows that nobody's list of groups and roles is a list, if an empty one", () => {
  for (const attribute of ["memberOf", "appRoles", "appRoleAssignments"]) {
    const value = "Contractors";
    assert.equal(weigh({ attribute, operator: "NOT EQUALS", value }, null), "passes");
    assert.equal(weigh({ attribute, operator: "EQUALS", value }, null), "fails");
    assert.equal(weigh({ attribute, operator: "IS NULL" }, null), "passes");
  }
});

test("compileClause() asks for roles by their values, whichever name it is given", () => {
  const clause = compileClause({ attribute: "appRoleAssignments", operator: "EQUALS", value: "Admin" });
  assert.equal(clause.weigh(around({ appRoles: ["Admin", "User"] })).kind, "passes");
  assert.deepEqual(clause.reads, ["appRoleAssignments"]);
});

test("compileClause() says which groups a clause names", () => {
  const named: [operator: string, value: WrittenClause["value"], groups: readonly string[]][] = [
    ["EQUALS", "Sales", ["Sales"]],
    ["NOT EQUALS", "g-1", ["g-1"]],
    ["IN", ["a", "b"], ["a", "b"]],
    ["NOT IN", ["a", "b"], ["a", "b"]],
    ["STARTS_WITH", "Sa", []],
  ];
  for (const [operator, value, groups] of named) {
    assert.deepEqual(compileClause({ attribute: "memberOf", operator, value }).groups, groups, operator);
  }
  assert.deepEqual(compileClause({ attribute: "city", operator: "EQUALS", value: "x" }).groups, []);
});

test("compileClause() compares dates with the clock", () => {
  const cases: [value: string, limit: string][] = [
    ["now", "2026-11-21T12:00:00Z"],
    ["now-30d", "2026-10-22T12:00:00Z"],
    ["now+2w", "2026-12-05T12:00:00Z"],
    ["now-6h", "2026-11-21T06:00:00Z"],
    ["NOW + 3mo", "2027-02-21T12:00:00Z"],
    ["now-1y", "2025-11-21T12:00:00Z"],
  ];
  for (const [value, limit] of cases) {
    const end = new Date(limit).getTime();
    const [before, same, after] = [-1, 0, 1].map((ms) => new Date(end + ms).toISOString());
    assert.equal(weigh({ operator: "BEFORE", value }, before), "passes", value);
    assert.equal(weigh({ operator: "BEFORE", value }, same), "fails", value);
    assert.equal(weigh({ operator: "AFTER", value }, same), "fails", value);
    assert.equal(weigh({ operator: "AFTER", value }, after), "passes", value);
    assert.ok(compileClause({ attribute: "a", operator: "AFTER", value }).readsClock, value);
  }
  assert.ok(!compileClause({ attribute: "a", operator: "AFTER", value: "2026-01-01" }).readsClock);
});

test("compileClause() reads dates as the language prints them, and says of a text that is none that it cannot tell", () => {
  assert.equal(weigh({ operator: "BEFORE", value: "2026-11-21" }, "11/20/2026 5:00:00 PM"), "passes");
  assert.equal(weigh({ operator: "BEFORE", value: "now" }, "soon"), "problem");
  assert.equal(weigh({ operator: "BEFORE", value: "now" }, ["soon", "2020-01-01"]), "passes");
  assert.equal(weigh({ operator: "AFTER", value: "now" }, ["soon", "2020-01-01"]), "problem");
  const clause = compileClause({ attribute: "employeeHireDate", operator: "BEFORE", value: "now" });
  assert.equal(
    clause.weigh(around({ employeeHireDate: "soon" })).story,
    'employeeHireDate BEFORE "now" cannot be told: employeeHireDate is "soon", which is no date',
  );
});

test("compileClause() lets any expression decide", () => {
  const text = 'IIF([department] = "Sales", IIF([level] > 3, "True", "False"), "False")';
  const clause = expression(text);
  assert.equal(clause.text, text);
  assert.deepEqual(clause.reads, ["department", "level"]);
  assert.equal(clause.weigh(around({ department: "Sales", level: 4 })).kind, "passes");
  assert.equal(clause.weigh(around({ department: "Sales", level: 3 })).kind, "fails");
  const results: [string, string][] = [
    ['"true"', "passes"],
    ["1", "passes"],
    ["-1", "passes"],
    ["0", "fails"],
    ['"FALSE"', "fails"],
    ["[a]", "fails"],
    ['""', "fails"],
    ['"Sales"', "problem"],
    ['Split("a,b", ",")', "problem"],
    ["IgnoreObjectFlow", "problem"],
    ['CDate("never")', "refused"],
    ['CDate([a]) > "x"', "problem"],
  ];
  for (const [written, kind] of results) {
    if (kind === "refused") assert.throws(() => expression(written), { name: "ScopeError" });
    else assert.equal(expression(written).weigh(around({})).kind, kind, written);
  }
  assert.ok(expression('DateDiff("d", [employeeHireDate], Now()) > 0').readsClock);
});

test("compileClause() says why an expression decides nothing, and shows no redacted value", () => {
  assert.equal(
    expression("Mid([a], [b], 1)").weigh(around({ a: "x", b: "y" })).story,
    'Mid([a], [b], 1) cannot be told: line 1, column 10: Mid expects a whole number as its 2nd argument: got "y"',
  );
  assert.equal(
    expression("[a]").weigh(around({ a: "x".repeat(80) })).story,
    `[a] cannot be told: is "${"x".repeat(60)}…", which is neither True nor False`,
  );
});

test("compileClause() refuses expressions that make up their value", () => {
  assert.throws(() => expression("Guid()"), {
    name: "ScopeError",
    message: "an expression that makes up its value cannot decide who is in scope",
    key: "expression",
  });
});

test("compileClause() says what cannot be told: the one text that is no date, or that is too long", () => {
  const before = { attribute: "hired", operator: "BEFORE", value: "2020-01-01" };
  assert.equal(
    told(before, { hired: ["2026-01-01", "soon", "2026-01-02"] }),
    'hired BEFORE "2020-01-01" cannot be told: hired is "soon", which is no date',
  );
  const value = String.raw`^(a|b)+x{500}\d$`;
  for (const operator of ["REGEX MATCH", "NOT REGEX MATCH"]) {
    const clause = { attribute: "displayName", operator, value };
    const object = { displayName: "a".repeat(90_000) };
    assert.equal(compileClause(clause).weigh(around(object)).kind, "problem");
    assert.equal(
      told(clause, object),
      `displayName ${operator} "${value}" cannot be told: displayName has 90000 characters, which is too long for this regular expression`,
    );
  }
});

test("compileClause() passes over case, blanks and underscores of the operator", () => {
  for (const operator of ["is not null", "IS_NOT_NULL", "IsNotNull", " IS  NOT NULL "]) {
    assert.equal(compileClause({ attribute: "mail", operator }).text, "mail IS NOT NULL");
  }
});

test("compileClause() takes a value that YAML has typed", () => {
  assert.equal(compileClause({ attribute: "level", operator: "EQUALS", value: 7 }).text, 'level EQUALS "7"');
  assert.equal(weigh({ operator: "EQUALS", value: true }, true), "passes");
  assert.equal(
    compileClause({ attribute: "level", operator: "in", value: [7, "x"] }).text,
    'level IN ["7", "x"]',
  );
});

test("compileClause() says what is wrong, what was meant, and which key is to blame", () => {
  const a = { attribute: "a" };
  const messages: [WrittenClause, message: string, key: string | null][] = [
    [{ ...a, operator: "EQUAL", value: "x" }, 'unknown operator "EQUAL": did you mean "EQUALS"?', "operator"],
    [{ ...a, operator: "EQUALS" }, 'operator "EQUALS" needs a value', "operator"],
    [{ ...a, operator: "IN" }, 'operator "IN" needs a value', "operator"],
    [{ ...a, operator: "IS TRUE", value: "x" }, 'operator "IS TRUE" takes no value: got "x"', "value"],
    [{ ...a, operator: "IS NULL", value: ["x"] }, 'operator "IS NULL" takes no value: got a list', "value"],
    [
      { ...a, operator: "GREATER_THAN", value: "x" },
      'operator "GREATER_THAN" needs a whole number: got "x"',
      "value",
    ],
    [
      { ...a, operator: "EQUALS", value: ["x"] },
      'operator "EQUALS" takes one value: got a list, which is what IN takes',
      "value",
    ],
    [
      { ...a, operator: "IN", value: "x" },
      'operator "IN" needs a list of values: got "x", write [x]',
      "value",
    ],
    [{ ...a, operator: "IN", value: [] }, 'operator "IN" needs at least one value', "value"],
    [{ ...a, operator: "IN", value: ["x", ""] }, 'operator "IN" needs values that are not empty', "value"],
    ...["tomorrow", "now-3", "now+2m", "01/02/2026", "2026-02-30"].map(
      (value): [WrittenClause, string, string] => [
        { ...a, operator: "BEFORE", value },
        `operator "BEFORE" needs a date such as 2027-06-30 or 2027-06-30T08:00:00Z, or now, now-30d, now+2w: got "${value}"`,
        "value",
      ],
    ),
    [
      { ...a, operator: "REGEX MATCH", value: "(?=x)" },
      'cannot use the regular expression "(?=x)": look-around takes more than linear time: match the surroundings as groups instead',
      "value",
    ],
    [{}, "a clause needs an attribute and an operator, or an expression", null],
    [a, "a clause needs an operator", "operator"],
    [{ operator: "IS NULL" }, "a clause needs an attribute", "attribute"],
    [
      { ...a, expression: "[a]" },
      "a clause with an expression has no attribute: remove one of them",
      "attribute",
    ],
    [
      { value: 1, expression: "[a]" },
      "a clause with an expression has no value: remove one of them",
      "value",
    ],
    [{ expression: "Joinn([a])" }, 'unknown function "Joinn": did you mean "Join"?', "expression"],
  ];
  for (const [clause, message, key] of messages)
    assert.throws(() => compileClause(clause), { name: "ScopeError", message, key });
});

function told(clause: WrittenClause, object: Readonly<Record<string, unknown>>): string {
  return compileClause(clause).weigh(around(object)).story;
}

test("compileClause() tells what it found", () => {
  const sales = { attribute: "department", operator: "EQUALS", value: "Sales" };
  assert.equal(told(sales, { department: "Sales" }), 'department EQUALS "Sales": passes');
  assert.equal(
    told(sales, { department: "Marketing" }),
    'is "Marketing": does not pass department EQUALS "Sales"',
  );
  assert.equal(told(sales, {}), 'has no value: does not pass department EQUALS "Sales"');
  assert.equal(
    told({ ...sales, operator: "NOT EQUALS" }, { department: "Legal" }),
    'department NOT EQUALS "Sales": passes, is "Legal"',
  );
  assert.equal(
    told({ attribute: "mails", operator: "IN", value: ["a", "b"] }, { mails: ["x", "y"] }),
    'is "x", "y": does not pass mails IN ["a", "b"]',
  );
  assert.equal(told({ expression: "[a]" }, { a: "False" }), "does not pass [a]");
  const long = told(sales, { department: "x".repeat(61) });
  assert.equal(long, `is "${"x".repeat(60)}…": does not pass department EQUALS "Sales"`);
});

test("evaluateScope() passes everybody without a filter", () => {
  assert.deepEqual(evaluateScope(null, around({})), { kind: "passes", because: [] });
  assert.deepEqual(evaluateScope([], around({})), { kind: "passes", because: [] });
});

const sales = compileClause({ attribute: "department", operator: "EQUALS", value: "Sales" });
const enabled = compileClause({ attribute: "accountEnabled", operator: "IS TRUE" });
const berlin = compileClause({ attribute: "city", operator: "EQUALS", value: "Berlin" });
const hired = compileClause({ attribute: "hired", operator: "BEFORE", value: "now" });
const undecided = {
  kind: "undecided",
  problem: 'hired BEFORE "now" cannot be told: hired is "soon", which is no date',
};

test("evaluateScope() passes an object that one whole group passes, and names its clauses", () => {
  const object = { department: "Sales", accountEnabled: true, city: "Bonn" };
  assert.deepEqual(evaluateScope([[berlin], [sales, enabled]], around(object)), {
    kind: "passes",
    because: ['department EQUALS "Sales": passes', 'accountEnabled IS TRUE: passes, is "True"'],
  });
});

test("evaluateScope() names the clause that stopped the group which came furthest", () => {
  const object = { department: "Sales", accountEnabled: false, city: "Bonn" };
  assert.deepEqual(evaluateScope([[berlin], [sales, enabled], [berlin, sales]], around(object)), {
    kind: "fails",
    because: 'is "False": does not pass accountEnabled IS TRUE',
  });
});

test("evaluateScope() decides nothing where the outcome depends on a clause that cannot be told", () => {
  const object = { department: "Sales", hired: "soon", city: "Bonn" };
  assert.deepEqual(evaluateScope([[hired]], around(object)), undecided);
  assert.deepEqual(evaluateScope([[sales, hired], [berlin]], around(object)), undecided);
  assert.deepEqual(evaluateScope([[berlin], [hired, sales]], around(object)), undecided);
});

test("evaluateScope() decides where nothing depends on a clause that cannot be told", () => {
  const object = { department: "Sales", hired: "soon", city: "Bonn" };
  assert.equal(evaluateScope([[hired], [sales]], around(object)).kind, "passes");
  assert.equal(evaluateScope([[sales], [hired]], around(object)).kind, "passes");
  assert.deepEqual(evaluateScope([[hired, berlin]], around(object)), {
    kind: "fails",
    because: 'is "Bonn": does not pass city EQUALS "Berlin"',
  });
});
