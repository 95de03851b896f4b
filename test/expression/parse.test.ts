import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../src/expression/parse.ts";

test("parse() refuses calls that are nested too deep rather than overflow the stack", () => {
  assert.throws(() => parse("F(".repeat(5_000)), {
    name: "ExpressionError",
    message: "line 1, column 501: functions are nested more than 250 deep",
  });
  const deepest = "F(".repeat(250) + ")".repeat(250);
  assert.equal(parse(deepest).kind, "call");
});

test("parse() refuses more than 10,000 characters", () => {
  assert.equal(parse(`"${"x".repeat(9_998)}"`).kind, "string");
  assert.throws(
    () => parse(`"${"x".repeat(9_999)}"`),
    /the expression has 10001 characters: the limit is 10000/,
  );
});

test("parse() reads empty arguments, blanks before the parenthesis and line breaks", () => {
  assert.deepEqual(shape('Replace ([a],, "x" ,\n , )'), {
    name: "Replace",
    kinds: ["attribute", "omitted", "string", "omitted", "omitted"],
  });
  assert.deepEqual(shape("Guid( )"), { name: "Guid", kinds: [] });
  assert.deepEqual(shape("F(,)"), { name: "F", kinds: ["omitted", "omitted"] });
});

test("parse() keeps a backslash that escapes nothing", () => {
  assert.equal(stringOf(String.raw`"\+\\d \"x\" \\\\"`), String.raw`\+\d "x" \\`);
});

test("parse() reads numbers of any size, negative and hexadecimal", () => {
  assert.equal(stringOf("129699324000000001"), "129699324000000001");
  assert.equal(stringOf("-14"), "-14");
  assert.equal(stringOf("&HfF"), "255");
  assert.equal(stringOf("007"), "7");
});

test("parse() says where and what it expected", () => {
  const messages: Record<string, string> = {
    "": 'line 1, column 1: expected a function, an [attribute], a number or a "text": got the end',
    "Left([a]\n  [b])": 'line 2, column 3: expected "," or ")" after argument 1 of Left: got [b]',
    'Join(",", [a]': 'line 1, column 14: expected "," or ")" after argument 2 of Join: got the end',
    'ToLower("abc)': "line 1, column 9: the text that begins here has no closing quotation mark",
    "ToLower([mail)": "line 1, column 9: the attribute that begins here has no closing bracket",
    "[ ]": "line 1, column 1: expected the name of an attribute between the brackets",
    "[a] [b]": "line 1, column 5: expected the end of the expression: got [b]",
    "[a] = [b] = [c]": 'line 1, column 11: "=" compares two values: nest IIF to compare more',
    "IIF(= 1, 2, 3)": 'line 1, column 5: expected a function, an [attribute], a number or a "text": got "="',
    "ToLower(“a”)": 'line 1, column 9: unexpected “: a text stands between straight quotation marks (")',
    "ToLower('a')": "line 1, column 9: unexpected ': a text stands between double quotation marks (\")",
    "12ab": 'line 1, column 1: "12a" is neither a number nor a name',
    "[a] ; [b]": 'line 1, column 5: unexpected ";"',
  };
  for (const [text, message] of Object.entries(messages)) assert.throws(() => parse(text), { message }, text);
});

test("parse() says what to write for what other languages write", () => {
  const messages: Record<string, string> = {
    "[a] + [b]": 'line 1, column 5: unexpected "+": Join or Append puts texts together',
    '[a] & " "': 'line 1, column 5: unexpected "&": Join or Append puts texts together',
    '[a] == "1"': 'line 1, column 5: unexpected "==": write "="',
    '[a] != "1"': 'line 1, column 5: unexpected "!=": write "<>"',
    "!IsNull([a])": 'line 1, column 1: unexpected "!": write Not(…)',
    "[a]=1 && [b]=2": 'line 1, column 7: unexpected "&&": nest IIF for AND and OR',
    "[a]=1 || [b]=2": 'line 1, column 7: unexpected "||": nest IIF for AND and OR',
    'IIF([a]="1" and [b]="2", "x", "y")':
      'line 1, column 13: expected "," or ")" after argument 1 of IIF: got "and": nest IIF for AND and OR',
    "[a]=1 OR [b]=2":
      'line 1, column 7: expected the end of the expression: got "OR": nest IIF for AND and OR',
  };
  for (const [text, message] of Object.entries(messages)) assert.throws(() => parse(text), { message }, text);
});

function stringOf(text: string): string | undefined {
  const parsed = parse(text);
  return parsed.kind === "string" || parsed.kind === "number" ? parsed.value : undefined;
}

function shape(text: string): { name: string; kinds: string[] } | null {
  const parsed = parse(text);
  return parsed.kind === "call"
    ? { name: parsed.name, kinds: parsed.arguments.map(({ kind }) => kind) }
    : null;
}
