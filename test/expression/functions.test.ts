import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "./evaluate.ts";

test("Append() and Prepend() give nothing for nothing, and work on each value", () => {
  assert.equal(evaluate('Append([none], "@x.com")'), null);
  assert.equal(evaluate('Append("a", [none])'), "a");
  assert.deepEqual(evaluate('Prepend("smtp:", [list])', { list: ["a", "b"] }), ["smtp:a", "smtp:b"]);
});

test("Left() takes the whole text for a negative count, the empty one for nothing", () => {
  assert.equal(evaluate('Left("John", -1)'), "John");
  assert.equal(evaluate("Left([none], 3)"), "");
});

test("Mid() takes what is there, and the whole text for a start or length that makes no sense", () => {
  assert.equal(evaluate('Mid("John", 3, 64)'), "hn");
  assert.equal(evaluate('Mid("J", 2, 64)'), "");
  assert.equal(evaluate('Mid("John", 0, 2)'), "John");
  assert.equal(evaluate('Mid("John", 2, -1)'), "John");
  assert.equal(evaluate('Mid("John", 2, 0)'), "");
});

test("ToUpper() and ToLower() change each letter alone unless a culture is named", () => {
  assert.equal(evaluate('ToUpper("straße")'), "STRAßE");
  assert.equal(evaluate('ToLower("TITLE")'), "title");
  assert.equal(evaluate('ToLower("TITLE", "tr-TR")'), "tıtle");
  assert.match(
    String(evaluate('ToLower("A", "no such culture")')),
    /expects a culture such as "tr-TR" as its 2nd/,
  );
});

test("PCase() begins words after .NET's separators, or only after those given", () => {
  assert.equal(evaluate('PCase("pablo gonçalves (second)")'), "Pablo Gonçalves (Second)");
  assert.equal(evaluate('PCase("MARY-ANN o\'neil")'), "Mary-Ann O'neil");
  assert.equal(evaluate('PCase("mary-ann o\'neil", " ")'), "Mary-ann O'neil");
});

test("NormalizeDiacritics() leaves other scripts and letters without a row alone", () => {
  assert.equal(evaluate('NormalizeDiacritics("Łódź Æsir œuvre İı")'), "Lodz AEsir oeuvre Ii");
  assert.equal(evaluate('NormalizeDiacritics("đþð")'), "đþð");
  assert.equal(evaluate('NormalizeDiacritics("Николай ガギ 한글")'), "Николай ガギ 한글");
});

test("Word() counts delimiters that follow each other as one", () => {
  assert.equal(evaluate('Word("a,,b c", 2, ", ")'), "b");
});

test("Split() trims the pieces and leaves out empty ones", () => {
  assert.deepEqual(evaluate('Split(" a, ,b,", ",")'), ["a", "b"]);
  assert.equal(evaluate('Split([none], ",")'), null);
});

test("Join() expands values and leaves no separator for empty ones", () => {
  assert.equal(evaluate('Join("-", [none], "a", [list], "")', { list: ["b", "", "c"] }), "a-b-c");
  assert.equal(evaluate('Join("-", [none], "")'), "");
});

test("Item() counts a single value as a list of one, and gives nothing for nothing", () => {
  assert.equal(evaluate('Item("a", 1)'), "a");
  assert.equal(evaluate("Item([none], 1)"), null);
  assert.match(String(evaluate('Item("a", 0)')), /expects a position from 1 to 1: got 0/);
});

test('Switch() takes key "" for nothing, keys from attributes and the first of equal keys', () => {
  assert.equal(evaluate('Switch([none], "d", "", "empty")'), "empty");
  assert.equal(evaluate('Switch("a", "d", [x], "found")', { x: "a" }), "found");
  assert.equal(evaluate('Switch("a", "d", "a", "1", "a", "2")'), "1");
  assert.equal(evaluate('Switch("A", "d", "a", "1")'), "d");
  assert.equal(
    evaluate('Switch([a], "d", "x", "1", "y")'),
    "line 1, column 28: Switch expects pairs of a key and a value after the source and the default: key 2 has no value",
  );
});

test("IIF() takes truth, numbers and nothing as its condition, and refuses other text", () => {
  assert.equal(evaluate('IIF([a], "y", "n")', { a: true }), "y");
  assert.equal(evaluate('IIF("0", "y", "n")'), "n");
  assert.equal(evaluate('IIF([none], "y", "n")'), "n");
  assert.equal(evaluate('IIF([a], "y")', { a: "x" }), "line 1, column 1: IIF expects 3 arguments: got 2");
  assert.match(
    String(evaluate('IIF([a], "y", "n")', { a: "maybe" })),
    /expects True, False or a number as its 1st/,
  );
});

test("IsNull() and its kin tell nothing from the empty text as Entra does", () => {
  assert.equal(evaluate('IsNull("")'), "False");
  assert.equal(evaluate("IsNothing([none])"), "True");
  assert.equal(evaluate("IsNullOrEmpty([list])", { list: [] }), "True");
  assert.equal(evaluate("IsString([list])", { list: ["a"] }), "False");
  assert.equal(evaluate('Not("anything")'), "True");
});

test("BitAnd() and CBool() take numbers of any size and text", () => {
  assert.equal(evaluate("BitAnd(8589934594, 8589934592)"), "8589934592");
  assert.equal(evaluate('CBool("2")'), "True");
  assert.match(
    String(evaluate('BitAnd("x", 1)')),
    /BitAnd expects a whole number as its 1st argument: got "x"/,
  );
});

test("ConvertFromBase64() refuses what is not Base64", () => {
  assert.match(
    String(evaluate("ConvertFromBase64([a])", { a: "%%" })),
    /expects Base64 as its 1st argument: got "%%"/,
  );
});

test("Guid() and RandomString() draw from the random source they are given", () => {
  assert.equal(evaluate("Guid()"), "88888888-8888-4888-8888-888888888888");
  assert.match(String(evaluate("RandomString(8, 2, 0, 2, 1)")), /^[0-9A-Za-z]{8}$/);
  assert.match(
    String(evaluate("RandomString(3, 2, 0, 2, 1)")),
    /at least the sum of its minimums: got 3 for 5/,
  );
});
