import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "./evaluate.ts";

test("Replace() replaces each occurrence of a text, and nothing in nothing", () => {
  assert.equal(evaluate('Replace("a.b.c", ".", , , "-", , )'), "a-b-c");
  assert.equal(evaluate('Replace([none], ".", , , "-", , )'), null);
  assert.equal(evaluate('Replace("a$1", "a", , , "$&", , )'), "$&$1");
  assert.deepEqual(evaluate('Replace([l], "x", , , "", , )', { l: ["xa", "bx"] }), ["a", "b"]);
});

test("Replace() fills .NET's references, and keeps those that name no group", () => {
  const pattern = '"(?<user>[^@]+)@(.+)"';
  assert.equal(evaluate(`Replace("ada@x.com", , ${pattern}, , "\${user} at $1", , )`), "ada at x.com");
  assert.equal(
    evaluate(`Replace("ada@x.com", , ${pattern}, , "$$ $& $9 \${no}", , )`),
    "$ ada@x.com $9 ${no}",
  );
});

test("Replace() replaces the span of a group alone, everywhere it matches", () => {
  assert.equal(evaluate('Replace("a1 b2", , "[a-z](?<digit>\\\\d)", "digit", "#", , )'), "a# b#");
});

test("Replace() takes the group from the other attribute where the source has no value", () => {
  const expression =
    'Replace([phone], , "\\\\+(?<code>\\\\d* )(?<number>\\\\d{10})", "number", , [mobile], )';
  assert.equal(evaluate(expression, { mobile: "+91 8887779999" }), "8887779999");
  assert.equal(evaluate(expression, { phone: "555", mobile: "+91 8887779999" }), "555");
  assert.equal(evaluate(expression, { mobile: "none" }), null);
});

test("Replace() knows letters, digits and blanks of all scripts, as .NET does", () => {
  assert.equal(evaluate('Replace("José ٣", , "\\\\w+", , "x", , )'), "x x");
  assert.equal(evaluate('Replace("é-_a", , "[\\\\W_]+", , "", , )'), "éa");
  assert.equal(evaluate('Replace("a\u00a0b", , "\\\\s", , "", , )'), "ab");
  assert.equal(evaluate('Replace("x\'y", , "(?\'q\')?[\']", , "", , )'), "xy");
});

test("Replace() refuses what does not run in linear time, and names the pattern", () => {
  const at = "line 1, column 17: ";
  assert.equal(
    evaluate('Replace("aa", , "(a)\\\\1", , "", , )'),
    `${at}cannot use the regular expression "(a)\\1": a back-reference takes more than linear time: write the text out`,
  );
  assert.match(
    String(evaluate('Replace("aa", , "(?<!x)a", , "", , )')),
    /look-around takes more than linear time/,
  );
  assert.match(String(evaluate('Replace("aa", , "(?>a)", , "", , )')), /"\(\?>a" is not supported/);
  assert.match(
    String(evaluate('Replace("aa", , "[a-z-[b]]", , "", , )')),
    /subtraction from a class is not supported/,
  );
  assert.match(
    String(evaluate('Replace("aa", , "(a", , "", , )')),
    /cannot use the regular expression "\(a": missing/,
  );
  assert.match(
    String(evaluate('Replace("aa", , "((a{100}){10}){5}", , "", , )')),
    /too large|invalid repeat/,
  );
});

test("Replace() ends in time on whatever it reads", () => {
  const started = process.cpuUsage();
  const long = "a".repeat(90_000);
  assert.equal(evaluate('Replace([x], , "(a+)+$", , "", , )', { x: `${long}!` }), `${long}!`);
  assert.match(
    String(evaluate('Replace([x], , "(.*b)|a", , "", , )', { x: long })),
    /finds too many matches/,
  );
  const { user } = process.cpuUsage(started);
  assert.ok(user < 5_000_000, `took ${user} µs`);
});

test("Replace() refuses arguments that make no replacement", () => {
  assert.match(String(evaluate('Replace([a], "x", , , , , )')), /Replace expects an oldValue/);
  assert.match(
    String(evaluate('Replace([a], "x", "y", , "z", , )')),
    /takes an oldValue or a regexPattern: got both/,
  );
  assert.match(
    String(evaluate('Replace([a], , "x", "g", "z", , )')),
    /name of a group of its regular expression.*got "g"/,
  );
  assert.match(
    String(evaluate('Replace([a], , [b], , "z", , )')),
    /regular expression written out as a text/,
  );
});
