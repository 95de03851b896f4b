import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../../src/expression/compile.ts";
import { bestTime } from "./best-time.ts";
import { evaluate } from "./evaluate.ts";

const phone = { phone: "555", mobile: "+91 8887779999" };
const pattern = String.raw`"\\+(?<code>\\d* )(?<number>\\d{10})"`;

test("Replace() with oldValue and replacementValue replaces each occurrence, by case and as plain text", () => {
  assert.equal(evaluate('Replace("a.b.c", ".", , , "-", , )'), "a-b-c");
  assert.equal(evaluate('Replace("aXbxc", "x", , , "-", , )'), "aXb-c");
  assert.equal(evaluate('Replace("a$1", "a", , , "$&", , )'), "$&$1");
  assert.equal(evaluate('Replace("aaa", "aa", , , "b", , )'), "ba");
  assert.equal(evaluate('Replace("abc", "x", , , "y", , )'), "abc");
  assert.equal(evaluate('Replace("abc", "", , , "y", , )'), "abc");
  assert.equal(evaluate('Replace("abc", [none], , , "y", , )'), "abc");
  assert.equal(evaluate('Replace("abc", "b", , , [none], , )'), "ac");
  assert.equal(evaluate("Replace(1000, 0, , , 5, , )"), "1555");
  assert.equal(evaluate('Replace([none], ".", , , "-", , )'), null);
  assert.equal(evaluate('Replace("", ".", , , "-", , )'), "");
  assert.deepEqual(evaluate('Replace([l], "x", , , "", , )', { l: ["xa", "bx"] }), ["a", "b"]);
  assert.equal(evaluate('Replace("a-b", [l], , , [l], , )', { l: ["-"] }), "a-b");
});

test("Replace() with oldValue and template puts the source into the template", () => {
  const inTemplate = 'Replace([id], "<u>", , , , , "<u>@<u>.com")';
  assert.equal(evaluate(inTemplate, { id: "ada" }), "ada@ada.com");
  assert.equal(evaluate(inTemplate, { id: "" }), "@.com");
  assert.equal(evaluate(inTemplate), null);
  assert.deepEqual(evaluate(inTemplate, { id: ["a", "b"] }), ["a@a.com", "b@b.com"]);
  assert.equal(evaluate('Replace("x", "<u>", , , , , "none")'), "none");
  assert.equal(evaluate('Replace("x", "<u>", , , , , [none])'), "");
});

test("Replace() with regexPattern and replacementValue fills .NET's references", () => {
  const parts = '"(?<user>[^@]+)@(.+)"';
  assert.equal(evaluate(`Replace("ada@x.com", , ${parts}, , "\${user} at $1", , )`), "ada at x.com");
  assert.equal(evaluate(`Replace("ada@x.com", , ${parts}, , "$$ $& $9 \${no}", , )`), "$ ada@x.com $9 ${no}");
  assert.equal(evaluate(`Replace("ada@x.com", , ${parts}, , [with], , )`, { with: "$1" }), "x.com");
  assert.equal(evaluate('Replace("zzz", , "a", , "b", , )'), "zzz");
  assert.equal(evaluate('Replace("", , "^$", , "b", , )'), "b");
  assert.equal(evaluate('Replace("a1", , "[0-9]", , [none], , )'), "a");
  assert.equal(evaluate('Replace([none], , "^$", , "b", , )'), null);
  assert.deepEqual(evaluate('Replace([l], , "\\d", , "", , )', { l: ["a1", "2"] }), ["a", ""]);
});

test("Replace() with a regexGroupName replaces the span of the group alone, everywhere it matches", () => {
  assert.equal(evaluate(replaceDigit('"a1 b2"')), "a#$1 b#$1");
  assert.equal(evaluate(replaceDigit('"a b2"')), "a b#$1");
  assert.equal(evaluate(replaceDigit("[none]")), null);
  assert.deepEqual(evaluate(replaceDigit("[l]"), { l: ["a1", "1"] }), ["a#$1", "1"]);
  assert.equal(evaluate('Replace("ab", , "(a)(b)", "2", "c", , )'), "ac");
  assert.equal(evaluate('Replace("ab", , "(a)(b)", "0", [none], , )'), "");
});

test("Replace() takes the group from the other attribute where the source has no value", () => {
  const expression = `Replace([phone], , ${pattern}, "number", , [mobile], )`;
  assert.equal(evaluate(expression, phone), "555");
  assert.equal(evaluate(expression, { mobile: phone.mobile }), "8887779999");
  assert.equal(evaluate(expression, { ...phone, phone: "" }), "8887779999");
  assert.equal(evaluate(expression, { mobile: "none" }), null);
  assert.equal(evaluate(expression), null);
  assert.deepEqual(evaluate(expression, { ...phone, phone: ["1", "2"] }), ["1", "2"]);
  const emptyList = 'Replace([l], , "(x)", "1", , [none], )';
  const ofNone = `Replace(${emptyList}, , ${pattern}, "number", , [mobile], )`;
  assert.equal(evaluate(ofNone, { ...phone, l: ["", ""] }), "8887779999");
  assert.match(
    String(evaluate(expression, { mobile: ["1", "2"] })),
    /^line 1, column \d+: Replace expects a single text as its 6th argument: got 2 values$/,
  );
});

test("Replace() takes a regular expression that is put together from attributes", () => {
  const expression = 'Replace([mail], , Append("@", [domain]), , "", , )';
  assert.equal(evaluate(expression, { mail: "ada@x.com", domain: "x[.]com" }), "ada");
  const compiled = compile(expression);
  for (const domain of ["x[.]com", "y[.]com"]) {
    const values: Readonly<Record<string, string>> = { mail: "ada@y.com", domain };
    const { now, random } = { now: new Date(0), random: () => 0 };
    const result = compiled.evaluate({
      read: (name) => values[name] ?? null,
      now,
      random,
      taken: () => false,
    });
    assert.deepEqual(result, { kind: "value", value: domain === "x[.]com" ? "ada@y.com" : "ada" });
  }
  assert.match(
    String(evaluate(expression, { mail: "ada@x.com", domain: "(" })),
    /^line 1, column 1: cannot use the regular expression "@\(": a \( has no closing \)$/,
  );
  assert.match(
    String(evaluate('Replace([mail], , [none], , "", , )', { mail: "a" })),
    /Replace expects a regular expression as its 3rd argument: got nothing/,
  );
  const byGroup = `Replace("a1", , [regex], [group], "2", , )`;
  assert.equal(evaluate(byGroup, { regex: "a(?<n>.)", group: "n" }), "a2");
  assert.match(
    String(evaluate(byGroup, { regex: "a(?<n>.)", group: "m" })),
    /name of a group of its regular expression as its 4th argument: got "m"/,
  );
});

test("Replace() refuses what does not run in linear time, and names the pattern", () => {
  const at = "line 1, column 17: ";
  assert.equal(
    evaluate('Replace("aa", , "(a)\\\\1", , "", , )'),
    `${at}cannot use the regular expression "(a)\\1": a back-reference takes more than linear time: write the text out`,
  );
  assert.equal(
    evaluate('Replace("aa", , "(?<!x)a", , "", , )'),
    `${at}cannot use the regular expression "(?<!x)a": look-around takes more than linear time: match the surroundings as groups instead`,
  );
});

test("Replace() ends in time on whatever it reads", () => {
  const started = process.threadCpuUsage();
  const long = "a".repeat(90_000);
  assert.equal(evaluate('Replace([x], , "(a+)+$", , "", , )', { x: `${long}!` }), `${long}!`);
  assert.equal(
    evaluate('Replace([x], , "(.*b)|a", , "", , )', { x: long }),
    `line 1, column 1: Replace takes too long with this regular expression, or makes too long a text: "${"a".repeat(60)}…" has 90000 characters`,
  );
  const { user } = process.threadCpuUsage(started);
  assert.ok(user < 1_000_000, `took ${user} µs`);
});

test("Replace() refuses to grow beyond the limit, whatever its form", () => {
  const x = "a".repeat(50_000);
  for (const arguments_ of [
    '"a", , , "bbb", , ',
    '"u", , , , , "u u u"',
    ', "a", , "bbb", , ',
    ', "(a)", "1", "bbb", , ',
  ]) {
    assert.match(
      String(evaluate(`Replace([x], ${arguments_})`, { x })),
      /^line 1, column 1: (the value grows beyond 100000 characters|Replace takes too long)/,
      arguments_,
    );
  }
});

test("Replace() passes on what its arguments say instead of a value", () => {
  assert.deepEqual(evaluate('Replace(IgnoreAttributeFlow, "a", , , "b", , )'), { kind: "ignoreFlow" });
  assert.deepEqual(evaluate('Replace("a", "a", , , IgnoreObjectFlow, , )'), { kind: "ignoreObject" });
});

test("Replace() refuses arguments that make no replacement", () => {
  const messages: Readonly<Record<string, RegExp>> = {
    'Replace([a], "x", , , , , )': /Replace expects an oldValue \(2nd\) or a regexPattern/,
    'Replace([a], , , , "x", , )': /Replace expects an oldValue/,
    'Replace([a], , "x", "0", , , )': /Replace expects an oldValue/,
    'Replace([a], , "x", , , [b], )': /Replace expects an oldValue/,
    'Replace([a], "x", "y", , "z", , )': /column 19: Replace takes an oldValue or a regexPattern: got both/,
    'Replace([a], , "x", "g", "z", , )': /column 21: .*name of a group of its regular expression.*got "g"/,
    'Replace(, "x", , , "z", , )': /Replace expects a source as its 1st argument: it is missing/,
    'Replace([a], "x")': /Replace expects 3 to 7 arguments: got 2/,
    'Replace([a], , "", , "z", , )': /column 16: .*3rd argument: got nothing/,
  };
  for (const [expression, message] of Object.entries(messages)) {
    assert.match(String(evaluate(expression)), message, expression);
  }
});

test("Replace() does not compile a pattern anew that it has had lately", () => {
  const { evaluate: run } = compile('Replace("aXb", , [pattern], , "-", , )');
  function timeOf(patterns: number): number {
    return bestTime(() => {
      for (let index = 0; index < 500; index += 1) {
        const regex = `X{1,${(index % patterns) + 1}}`;
        assert.deepEqual(run({ read: () => regex, now: new Date(0), random: () => 0, taken: () => false }), {
          kind: "value",
          value: "a-b",
        });
      }
    });
  }
  const one = timeOf(1);
  const several = timeOf(50);
  assert.ok(several < 8 * one + 10, `${several} ms for 50 patterns, ${one} ms for one`);
  const tooMany = timeOf(100);
  assert.ok(tooMany > 2 * several, `${tooMany} ms for 100 patterns: they are not all kept`);
});

function replaceDigit(source: string): string {
  return `Replace(${source}, , "[a-z](?<digit>\\\\d)?", "digit", "#$1", , )`;
}
