import assert from "node:assert/strict";
import { test } from "node:test";
import { PatternError } from "../../../src/expression/pattern/pattern-error.ts";
import { type Pattern, compilePattern } from "../../../src/expression/pattern/pattern.ts";
import { bestTime } from "../best-time.ts";

/** The time that one pattern may take on one text: here the requirement is a time. */
const limitMs = 100;
const length = 10_000;

/** Known to take exponential time where an engine tries one way after another, each with what troubles it. */
const catastrophic: readonly (readonly [pattern: string, unit: string, ...ends: readonly string[]])[] = [
  ["(a+)+$", "a", "", "!"],
  ["^(a+)+$", "a", "", "!"],
  ["(a*)*$", "a", "", "!"],
  ["(a*)*b", "a", "", "b"],
  ["(a|aa)+$", "a", "", "!"],
  ["(a|a?)+$", "a", "", "!"],
  ["(a|a)*$", "a", "", "!"],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a", "", "Aa", "!"],
  ["([a-zA-Z]+)*$", "aB", "", "1"],
  ["(([a-z]+)*)*[0-9]", "a", "", "1"],
  ["(.*a){20}", "a", "", "b"],
  ["(.*a){20}$", "ab", "a", "b"],
  ["(.*a){11}b", "a", "", "b"],
  ["(?:.*a){150}[bc]", "a", "", "b"],
  ["(x+x+)+y", "x", "", "y"],
  ["(x*)*(x*)*(x*)*y", "x", "", "y"],
  ["(.*)*$", "a", "", "\n\n"],
  ["(.*?,){11}P", "1,", "", "P"],
  ["^(.*?,){29}P$", "1,2,3,", "", "P"],
  [String.raw`(\w*)*\W`, "a", "", "!"],
  [String.raw`^(\w+\s?)*$`, "ab ", "", "!"],
  [String.raw`\b(\w+\s?)*\b$`, "ab ", "a", "!"],
  [String.raw`^\s+|\s+$`, " ", "", "x"],
  [String.raw`(\s*\n\s*)+$`, " \n", "", "x"],
  [String.raw`^(\d+)*[a-z]$`, "1", "a", "!"],
  [String.raw`^\(?(\d|-)+\)?([a-z]|\d)*$`, "1-", "", "!"],
  ["(a?){30}a{30}", "a", "", "b"],
  ["(a?){500}a{500}", "a", "", "b"],
  ["((a{1,30}){1,30})$", "a", "", "b"],
  ["((a{1,30}){1,30}){1,30}", "a", ""],
  ["(?:(?:.?){1,30}){1,30}[xy]", "a", "x"],
  ["(.{1,255})*[xy]$", "a", "x", "b"],
  ["(a|b)*a(a|b){15}$", "ab", "", "c"],
  ["(?:a|b|ab){200}[xy]", "ab", "x", "c"],
  ["(?:a.{0,200}b.{0,200})[^abd]", "aab", "x", "d"],
  ["(?:a.{0,60}b.{0,60})[^abd]", "aab", "x", "d"],
  ["(.*b)|a", "a", "", "b"],
  ["(?i)(k|\u212a|K)+$", "kK", "", "!"],
  ["(?m)^(a+)+$", "aaa\n", "", "aaa!"],
  // What advisories tell of validators of addresses, of links and of colours.
  [
    String.raw`^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$`,
    "a",
    "@contoso.com",
    "!",
  ],
  [String.raw`^([\w\-\.]+)@([\w\-]+\.)+[a-zA-Z]{2,}$`, "a.", "@b.co", "@"],
  [String.raw`^(([^<>()[\].,;:\s@"]+(\.[^<>()[\].,;:\s@"]+)*)|(".+"))@(\w+\.)+\w{2,}$`, "a.a", "@b.co", "!"],
  [String.raw`^\w+([-+.']\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*$`, "a-a", "@b.co", "@"],
  [
    String.raw`^([0-9a-zA-Z]([-.\w]*[0-9a-zA-Z])*@(([0-9a-zA-Z])+([-\w]*[0-9a-zA-Z])*\.)+[a-zA-Z]{2,9})$`,
    "a",
    "@b.co",
    "!",
  ],
  [String.raw`^(https?://)?([\da-z.-]+)\.([a-z.]{2,6})([/\w .-]*)*/?$`, "a/", ".com", "!"],
  [String.raw`<(\w+)(\s+\w+="[^"]*")*\s*>`, '<a b="c"', ">", "<"],
  [String.raw`^(?:[a-z0-9]+-?)*[a-z0-9]$`, "a-", "a", "!"],
  [String.raw`^rgba?\((\s*\d+\s*,?)*\)$`, "1 ,", ")", "!"],
];

test("compilePattern() takes 100 ms for none of the known catastrophic patterns", (context) => {
  assert.ok(catastrophic.length >= 25);
  const slow: string[] = [];
  const refused: string[] = [];
  let matched = 0;
  let searched = 0;
  for (const [pattern, unit, ...ends] of catastrophic) {
    for (const end of ends) {
      const text = unit.repeat(length).slice(0, length - end.length) + end;
      let compiled: Pattern | null = null;
      const time = bestTime(() => {
        compiled = tryCompile(pattern);
        if (compiled?.fits(text) === true) compiled.matches(text);
        compiled?.first(text);
        compiled?.replaceAll(text, () => "x");
      });
      if (time > limitMs) slow.push(`${pattern} on ${unit}…${end}: ${time} ms`);
      compiled = tryCompile(pattern);
      if (compiled === null) refused.push(pattern);
      else searched += 1;
      if (compiled?.matches(text) === true) matched += 1;
    }
  }
  context.diagnostic(`${searched} searched, ${matched} of them matched; refused: ${refused.join("  ")}`);
  assert.deepEqual(slow, []);
  assert.ok(matched >= 25 && searched - matched >= 25, `${matched} of ${searched} matched`);
  assert.deepEqual(
    [...new Set(refused)],
    ["(a?){500}a{500}", "((a{1,30}){1,30}){1,30}", "(?:(?:.?){1,30}){1,30}[xy]"],
  );
});

test("compilePattern() takes 100 ms for no pattern of 10,000 characters", () => {
  const letters = Array.from({ length: 2_000 }, (_, index) => String.fromCharCode(0x4e00 + index));
  const long = [
    letters.map((letter) => String.raw`[\w${letter}]`).join(""),
    letters.map((letter) => `[^${letter}]`).join(""),
    `[${letters.join("x")}]`,
    `(?i)${"abcdefghij".repeat(length)}`,
    String.raw`\w`.repeat(length),
    String.raw`\p{L}\P{Lu}`.repeat(length),
    "(".repeat(length / 2) + ")".repeat(length / 2),
    `${"(?:".repeat(900)}a${")*".repeat(900)}`,
    "a|".repeat(length),
    "a*".repeat(length),
    "(?i)(?-i)(?#x)".repeat(length),
  ].map((pattern) => pattern.slice(0, length));
  const slow = long.filter((pattern) => {
    const time = bestTime(() => tryCompile(pattern));
    return time > limitMs;
  });
  assert.deepEqual(
    slow.map((pattern) => pattern.slice(0, 30)),
    [],
  );
});

test("replaceAll() goes through ten thousand matches, and gives up where each looks through the whole text", () => {
  const text = "a".repeat(length);
  assert.equal(
    compilePattern("a").replaceAll(text, () => "b"),
    "b".repeat(length),
  );
  assert.equal(
    compilePattern("(a)|[^b]+?").replaceAll(text, () => "b"),
    null,
  );
  assert.equal(compilePattern("a{1,3}?").replaceAll(text, () => "b")?.length, length);
  const words = "ab ".repeat(length / 3);
  assert.equal(
    compilePattern(String.raw`\s+`).replaceAll(words, () => ""),
    "ab".repeat(length / 3),
  );
  assert.equal(
    compilePattern("(.*b)|a").replaceAll(text, () => "b"),
    null,
  );
});

test("fits() says where a large pattern meets a text that is too long", () => {
  const large = compilePattern(".{0,255}@");
  assert.equal(large.fits("a".repeat(length)), false);
  assert.equal(large.fits("a".repeat(3_000)), true);
  assert.equal(compilePattern(String.raw`\w+@`).fits("a".repeat(length)), true);
  assert.equal(compilePattern("[a-z]+").fits("a".repeat(10 * length)), true);
});

test("first() gives up where a large pattern meets a long text", () => {
  const large = compilePattern("(.{1,600})[xy]");
  assert.equal(large.first("a".repeat(length)), "tooMuch");
  assert.equal(large.first("a".repeat(100)), "none");
  const found = large.first("aaax");
  assert.ok(found !== "tooMuch" && found !== "none");
  assert.deepEqual(found.span(1), { start: 0, end: 3 });
});

function tryCompile(pattern: string): Pattern | null {
  try {
    return compilePattern(pattern);
  } catch (cause) {
    assert.ok(cause instanceof PatternError, String(cause));
    return null;
  }
}
