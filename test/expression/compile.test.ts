import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../../src/expression/compile.ts";
import { ExpressionError } from "../../src/expression/expression-error.ts";
import { functionNames } from "../../src/expression/functions/library.ts";
import { functionSynonyms } from "../../src/expression/synonyms.ts";
import { evaluate } from "./evaluate.ts";

test("compile() collects the attributes an expression can read, each once", () => {
  const { reads } = compile('IIF([a] = "1", Join(" ", [b], [a]), Coalesce([c], [b]))');
  assert.deepEqual(reads, ["a", "b", "c"]);
});

test("compile() suggests the function that was meant", () => {
  assert.throws(
    () => compile('Append([a], Swich([b], , "x", "y"))'),
    (error) => {
      assert.ok(error instanceof ExpressionError);
      assert.equal(error.reason, 'unknown function "Swich": did you mean "Switch"?');
      assert.deepEqual(error.at, { line: 1, column: 13 });
      return true;
    },
  );
  assert.throws(() => compile("tolower([a])"), /unknown function "tolower": did you mean "ToLower"\?/);
  assert.throws(() => compile("Frobnicate([a])"), {
    message: 'line 1, column 1: unknown function "Frobnicate"',
  });
});

test("compile() lets SelectUniqueValue() be the whole expression only", () => {
  assert.equal(evaluate('SelectUniqueValue("a", "b")'), "a");
  for (const around of ["Append(X, [a])", 'X = "a"', 'IIF([a] = "b", X, [c])', "Redact(X)"]) {
    assert.throws(
      () => compile(around.replace("X", 'SelectUniqueValue("a", "b")')),
      (error) => {
        assert.ok(error instanceof ExpressionError);
        assert.match(
          error.reason,
          /^SelectUniqueValue must be the whole expression, not a part of one: write /,
        );
        assert.deepEqual(error.at, { line: 1, column: around.indexOf("X") + 1 });
        return true;
      },
      around,
    );
  }
});

test("compile() collects what a function reads without naming it", () => {
  assert.deepEqual(compile('Join("@", [mailNickname], DefaultDomain())').reads, [
    "mailNickname",
    "originalUserPrincipalName",
    "userPrincipalName",
  ]);
});

test("compile() refuses a wrong number of arguments", () => {
  assert.throws(() => compile("Not()"), { message: "line 1, column 1: Not expects 1 argument: got 0" });
  assert.throws(() => compile("Mid([a], 1)"), /Mid expects 3 arguments: got 2/);
  assert.throws(() => compile('ToLower([a], "de", "x")'), /ToLower expects 1 to 2 arguments: got 3/);
  assert.throws(() => compile('Join(",")'), /Join expects at least 2 arguments: got 1/);
});

test("compile() passes over empty arguments at the end", () => {
  assert.equal(evaluate('ToLower("A", , ,)'), "a");
  assert.equal(evaluate('Mid("abc", 1, 2, )'), "ab");
});

test("compile() refuses a literal that can never fit", () => {
  assert.throws(() => compile('Append([a], Mid([b], "abc", 2))'), {
    message: 'line 1, column 22: Mid expects a whole number as its 2nd argument: got "abc"',
  });
  assert.throws(() => compile("Left([a], )"), {
    message: "line 1, column 11: Left expects a whole number as its 2nd argument: it is missing",
  });
  assert.throws(
    () => compile('InStr("a", "b", 1, UTF8)'),
    /expects vbBinaryCompare or vbTextCompare as its 4th/,
  );
});

test("compile() explains a word that is no keyword", () => {
  assert.throws(() => compile("IIF([a], IgnoreAtributeFlow, [b])"), {
    message: 'line 1, column 10: unknown word "IgnoreAtributeFlow": did you mean "IgnoreAttributeFlow"?',
  });
  assert.throws(() => compile("ToLower(mail)"), {
    message: 'line 1, column 9: unknown word "mail": write [mail] for an attribute, "mail" for a text',
  });
});

test("evaluate() gives an error with its place as a value", () => {
  assert.equal(
    evaluate('Join("", Mid([a],\n [b], 2))', { a: "x", b: "abc" }),
    'line 2, column 2: Mid expects a whole number as its 2nd argument: got "abc"',
  );
  assert.equal(
    evaluate("Append([a], Item([list], 3))", { a: "x", list: ["1", "2"] }),
    "line 1, column 13: Item expects a position from 1 to 2: got 3",
  );
  assert.equal(
    evaluate("InStr([list], [b])", { list: ["1", "2"], b: "x" }),
    "line 1, column 7: InStr expects a single text as its 1st argument: got 2 values",
  );
});

test("evaluate() evaluates only the branch that is taken", () => {
  const fails = "Item([list], 9)";
  const source = { list: ["a"], yes: true, empty: "" };
  assert.equal(evaluate(`IIF([yes], "x", ${fails})`, source), "x");
  assert.equal(evaluate(`IIF([empty], ${fails}, "x")`, source), "x");
  assert.equal(
    evaluate(`Switch([yes], ${fails}, "False", ${fails}, "True", "x", "y", ${fails})`, source),
    "x",
  );
  assert.equal(evaluate(`Coalesce([none], [yes], ${fails})`, source), "True");
});

test("evaluate() lets a signal through every function around it", () => {
  assert.deepEqual(evaluate('Join("", ToLower(IgnoreAttributeFlow), "x")'), { kind: "ignoreFlow" });
  assert.deepEqual(evaluate('Append("a", IIF([x] = "", IgnoreObjectFlow, "b"))'), { kind: "ignoreObject" });
  assert.deepEqual(evaluate("IgnoreAttributeFlow"), { kind: "ignoreFlow" });
});

test("evaluate() lets nothing equal the empty text, and be in no order", () => {
  assert.equal(evaluate('IIF([none] = "", "same", "other")'), "same");
  assert.equal(evaluate('[none] <> "x"'), "True");
  assert.equal(evaluate("[none] < 1"), "False");
  assert.equal(evaluate("[none] >= 0"), "False");
});

test("evaluate() compares numbers by size, texts by character", () => {
  assert.equal(evaluate("[a] > [b]", { a: "10", b: 9 }), "True");
  assert.equal(evaluate("[a] = 7", { a: "007" }), "True");
  assert.equal(evaluate('[a] = "7"', { a: "007" }), "False");
  assert.equal(evaluate('[a] = "sales"', { a: "Sales" }), "False");
  assert.equal(evaluate("[a] <= [b]", { a: "2025-01-31", b: "2025-02-01" }), "True");
  assert.equal(
    evaluate('[list] = "x"', { list: ["x", "y"] }),
    'line 1, column 1: "=" expects single values: got 2 values',
  );
});

test("evaluate() refuses a value that grows without end", () => {
  const grown = "Replace(".repeat(8) + "[a]" + ', "a", , , "aaaaaaaaaa", , )'.repeat(8);
  assert.match(String(evaluate(grown, { a: "a" })), /the value grows beyond 100000 characters/);
  assert.match(String(evaluate('Join("", [a], [a])', { a: "a".repeat(60_000) })), /grows beyond/);
});

test("evaluate() refuses a long value only where a function hands it on", () => {
  const long = "a".repeat(100_001);
  assert.equal(evaluate("[a]", { a: long }), long);
  assert.match(
    String(evaluate("Coalesce([a])", { a: long })),
    /^line 1, column 1: the value grows beyond 100000/,
  );
});

test("evalLine() reads roles as compact JSON in the order of their values, or as bare names", () => {
  const roles = [
    { displayName: "Agent", value: "Agent", id: "1" },
    { id: "2", value: "Admin", displayName: "Administrator", isEnabled: true },
  ];
  assert.deepEqual(evaluate("[appRoleAssignments]", { appRoleAssignments: roles }), [
    '{"id":"2","value":"Admin","displayName":"Administrator"}',
    '{"id":"1","value":"Agent","displayName":"Agent"}',
  ]);
  assert.deepEqual(evaluate("[appRoleAssignments]", { appRoleAssignments: ["User", "Admin"] }), [
    "Admin",
    "User",
  ]);
  assert.deepEqual(evaluate("[appRoleAssignments]", { appRoleAssignments: { id: "1" } }), [
    '{"id":"1","value":null,"displayName":null}',
  ]);
  assert.equal(evaluate("[appRoleAssignments]", { appRoleAssignments: [] }), null);
});

test("evalLine() gives a mistake in the expression or its clock as a result", () => {
  assert.equal(
    evaluate("Left("),
    'line 1, column 6: expected a function, an [attribute], a number or a "text": got the end',
  );
});

test("compile() knows what other languages call a function", () => {
  const meant = { If: "IIF", Concat: "Join", concatenate: "Join", Contains: "InStr", Len: "Count" };
  const others = {
    Length: "Count",
    Substring: "Mid",
    Upper: "ToUpper",
    Lower: "ToLower",
    StartsWith: "Left",
  };
  for (const [name, own] of Object.entries({ ...meant, ...others })) {
    const expected = `line 1, column 1: unknown function "${name}": did you mean "${own}"?`;
    assert.equal(evaluate(`${name}([a])`), expected);
  }
  for (const name of functionSynonyms.values()) assert.ok(functionNames.includes(name), name);
  for (const synonym of functionSynonyms.keys()) assert.equal(synonym, synonym.toLowerCase());
});

test("compile() says where Replace has its replacement, and which intervals there are", () => {
  assert.equal(
    evaluate('Replace([givenName], "A", "B")'),
    "line 1, column 27: Replace takes an oldValue or a regexPattern: got both; oldValue is the 2nd argument " +
      'and replacementValue the 5th: write Replace(…, "A", , , "B", , )',
  );
  assert.equal(
    evaluate('DateAdd("7", "d", Now())'),
    'line 1, column 9: DateAdd expects yyyy or m or d or ww or h or n or s as its 1st argument: got "7"',
  );
});
