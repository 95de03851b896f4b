import assert from "node:assert/strict";
import { test } from "node:test";
import { compilePattern } from "../../../src/expression/pattern/pattern.ts";
import type { Match } from "../../../src/expression/pattern/match.ts";
import { compileReplacement } from "../../../src/expression/pattern/replacement.ts";

/** Pattern, text, and the text with each match in angle brackets, as .NET's `Regex.Replace` finds them. */
type Case = readonly [pattern: string, text: string, marked: string];

test("compilePattern() knows what \\w, \\d, \\s and their opposites are in all scripts", () => {
  check([
    [String.raw`\w+`, "José_٣-ab", "<José_٣>-<ab>"],
    [String.raw`\W+`, "é –\u200d_", "é< –\u200d>_"],
    [String.raw`\d`, "7٣Ⅷ²", "<7><٣>Ⅷ²"],
    [String.raw`\D+`, "7a٣Ⅷ", "7<a>٣<Ⅷ>"],
    [String.raw`\s+`, "a\u00a0\u2003\u0085\v\u200bb", "a<\u00a0\u2003\u0085\v>\u200bb"],
    [String.raw`\S+`, "a b\u3000c", "<a> <b>\u3000<c>"],
    [String.raw`[^\W\d]+`, "é1_a-", "<é>1<_a>-"],
    [String.raw`[\W\d]+`, "é1-a", "é<1->a"],
    [String.raw`[^\S ]`, "a \t", "a <\t>"],
  ]);
});

test("compilePattern() finds the ends of words in all scripts", () => {
  check([
    [String.raw`\b`, "é ab", "<>é<> <>ab<>"],
    [String.raw`\bé\w*`, "été réel élan", "<été> réel <élan>"],
    [String.raw`\B`, "éa ", "é<>a <>"],
    [String.raw`ا\b`, "با با.", "ب<ا> ب<ا>."],
    [String.raw`a\b`, "a\u200db a", "a\u200db <a>"],
  ]);
});

test("compilePattern() lets $ and \\Z stand before the last line feed, and \\z at the very end", () => {
  check([
    ["a$", "a\n", "<a>\n"],
    ["$", "a\nb\n", "a\nb<>\n<>"],
    [String.raw`a\Z`, "a\na\n", "a\n<a>\n"],
    [String.raw`a\z`, "a\n", "a\n"],
    [String.raw`\n\z`, "a\n", "a<\n>"],
    [String.raw`.+$`, "ab\ncd\n", "ab\n<cd>\n"],
    [String.raw`\s$`, "a\n\n", "a<\n><\n>"],
    [String.raw`^a|\Ab`, "a\na", "<a>\na"],
  ]);
});

test("compilePattern() knows lines with (?m), also beside the end of the text", () => {
  check([
    ["(?m)^", "a\nb\n", "<>a\n<>b\n<>"],
    ["(?m)$", "a\nb\n", "a<>\nb<>\n<>"],
    ["(?m)^b$", "a\nb\nb", "a\n<b>\n<b>"],
    [String.raw`(?m)^a$\Z`, "a\na\n", "a\n<a>\n"],
    [String.raw`(?m:^)|\Z`, "a\nb\n", "<>a\n<>b<>\n<>"],
    ["(?m:^a$)|b$", "a\nb\nb\n", "<a>\nb\n<b>\n"],
  ]);
});

test("compilePattern() takes classes apart as .NET does", () => {
  check([
    ["[a-z-[aeiou]]+", "hello", "<h>e<ll>o"],
    ["[a-z-[d-w-[m-o]]]+", "adefmnopwxz", "<a>def<mno>pw<xz>"],
    ["[^a-z-[0-9]]", "a1-", "a1<->"],
    [String.raw`[\w-[\d_]]+`, "a1_é", "<a>1_<é>"],
    ["[a-[a]]", "a", "a"],
    [String.raw`[\s\S]`, "a", "<a>"],
    ["[]a]", "]a[", "<]><a>["],
    ["[^]a]", "]ab", "]a<b>"],
    ["[a-]", "a-b", "<a><->b"],
    ["[-a]", "-b", "<->b"],
    [String.raw`[\-z]`, "-az", "<->a<z>"],
    [String.raw`[\b]`, "a\b", "a<\b>"],
    [String.raw`[()\s-]+`, "+1 (555) 1-2", "+1< (>555<) >1<->2"],
    ["[[:alpha:]", "a:[b", "<a><:><[>b"],
    [String.raw`[\u0061-\x63\144]`, "abcde", "<a><b><c><d>e"],
  ]);
});

test("compilePattern() knows Unicode's categories and .NET's blocks", () => {
  check([
    [String.raw`\p{Lu}`, "aÉǅ", "a<É>ǅ"],
    [String.raw`\P{L}+`, "a1-b", "a<1->b"],
    [String.raw`[\p{P}\p{Sc}]`, "a.€", "a<.><€>"],
    [String.raw`\p{IsGreek}+`, "aβγ", "a<βγ>"],
    [String.raw`\p{IsLatin-1Supplement}`, "aéĀ", "a<é>Ā"],
    [String.raw`\P{IsBasicLatin}`, "aé", "a<é>"],
    [String.raw`\p{Cs}`, "😀", "<\ud83d><\ude00>"],
    [String.raw`(?i)\p{Lu}`, "a1", "<a>1"],
  ]);
});

test("compilePattern() reads the escapes of one character", () => {
  check([
    [
      String.raw`\x41\u0042\cC\cd\e\101\0\a\f\t\r\v`,
      "AB\u0003\u0004\u001bA\0\u0007\f\t\r\v",
      "<AB\u0003\u0004\u001bA\0\u0007\f\t\r\v>",
    ],
    [String.raw`\.\*\-\ \#\é`.replace("\\é", "é"), ".*- #é", "<.*- #é>"],
    [String.raw`\11`, "\t1", "<\t>1"],
    ["é", "é", "<é>"],
  ]);
});

test("compilePattern() works on UTF-16 units, as .NET does", () => {
  check([
    [".", "😀", "<\ud83d><\ude00>"],
    ["😀", "a😀", "a<😀>"],
    ["^.{2}$", "😀", "<😀>"],
  ]);
});

test("compilePattern() takes inline options", () => {
  check([
    ["(?i)straße", "STRAßE", "<STRAßE>"],
    ["(?i)k", "\u212a", "<\u212a>"],
    ["(?i)[a-c]+", "aBCd", "<aBC>d"],
    ["(?i)[^a]", "Ab", "A<b>"],
    ["(?i:a)a", "Aa AA", "<Aa> AA"],
    ["a(?i)b|c", "aB C", "<aB> <C>"],
    ["((?i)a)a", "Aa AA", "<Aa> AA"],
    ["(?i)a(?-i)a", "Aa AA", "<Aa> AA"],
    ["(?s).", "\n", "<\n>"],
    ["(?s-s:.)", "\n", "\n"],
    ["(?-s).", "\na", "\n<a>"],
    ["(?x) a b # the end\n [ ] c", "ab c", "<ab c>"],
    [String.raw`(?x)a\ b \#`, "a b#", "<a b#>"],
    ["(?x) a + ? b", "aab", "<aab>"],
    ["a(?# this repeats )+", "aa", "<aa>"],
    ["(?im-sx:A)", "a", "<a>"],
  ]);
});

test("compilePattern() repeats, and leaves braces that say nothing alone", () => {
  check([
    ["a{2}", "aaa", "<aa>a"],
    ["a{02,}", "aaa", "<aaa>"],
    ["a{1,2}?", "aa", "<a><a>"],
    ["a{,2}", "aa{,2}", "a<a{,2}>"],
    ["a{x}{", "a{x}{", "<a{x}{>"],
    [".*", "abc", "<abc><>"],
    ["x*", "ab", "<>a<>b<>"],
    ["(|a)b", "ab", "<ab>"],
    [String.raw`(?:\b)*a`, "a", "<a>"],
  ]);
});

test("compilePattern() counts groups as .NET does: those with a name come last", () => {
  const cases: readonly (readonly [pattern: string, text: string, replacement: string, result: string])[] = [
    ["(?<b>b)(a)", "ba", "$1$2", "ab"],
    ["(a)(?<x>b)(c)", "abc", "$1-$2-$3-${x}", "a-c-b-b"],
    ["(?'x'a)", "a", "<${x}>", "<a>"],
    ["(?<été>a)", "a", "<${été}>", "<a>"],
    ["(?<5>a)(?<x>b)", "ab", "$5 ${x} $1", "a b b"],
    ["(?<2>a)(b)(?<x>c)", "abc", "$1$2$3", "bac"],
    ["(?n)(a)(?<z>b)", "ab", "$1", "b"],
    ["(?:(?<n>a)|(?<n>b))c", "bc", "${n}", "b"],
    ["(?:(?<n>a)|(?<n>b))+", "ab", "${n}", "b"],
    ["(?:(?<n>a)|(?<n>b))+", "ba", "${n}", "a"],
    ["(a)|(b)", "b", "<$1$2>", "<b>"],
  ];
  for (const [pattern, text, replacement, result] of cases) {
    assert.equal(replace(pattern, text, replacement), result, pattern);
  }
});

test("compileReplacement() fills in what .NET's substitutions name, and keeps the rest", () => {
  const results: Readonly<Record<string, string>> = {
    $0: "[23]",
    $1: "[2]",
    "${1}": "[2]",
    "${01}": "[2]",
    "${last}": "[3]",
    $$1: "[$1]",
    "$&": "[23]",
    "$`": "[1]",
    "$'": "[4]",
    "$+": "[3]",
    $_: "[1234]",
    $9: "[$9]",
    $10: "[$10]",
    "${no}": "[${no}]",
    "${last": "[${last]",
    "${ last}": "[${ last}]",
    "$ 1$": "[$ 1$]",
    "": "[]",
  };
  for (const [written, result] of Object.entries(results)) {
    assert.equal(replace("(2)(?<last>3)", "1234", `[${written}]`), `1${result}4`, written);
  }
  assert.equal(replace("(a)(b)?", "a", "<$+$2>"), "<>");
});

test("compilePattern() refuses what takes more than linear time, and names pattern and construct", () => {
  refuses({
    "(?=a)": /look-around takes more than linear time/,
    "(?!a)": /look-around/,
    "(?<=a)b": /look-around/,
    "(?<!a)b": /look-around/,
    [String.raw`(a)\1`]: /a back-reference takes more than linear time/,
    [String.raw`(?<n>a)\k<n>`]: /a back-reference/,
    [String.raw`(?<n>a)\<n>`]: /a back-reference/,
    [`${"(a)".repeat(10)}\\10`]: /a back-reference/,
    "(?>a)": /an atomic group \(\?>…\) takes more than linear time/,
    "(?(a)b|c)": /a conditional/,
    "(?<a>x)(?<b-a>y)": /a balancing group/,
    "(?<-a>y)": /a balancing group/,
    [String.raw`\Ga`]: /\\G is not supported/,
    "(?:(?:.?){1,30}){1,30}": /too large/,
    "((a{100}){10}){5}": /too large/,
    "a{1001}": /the quantifier \{1001\} is too large: the limit is 1000/,
  });
});

test("compilePattern() refuses what is no pattern of .NET", () => {
  refuses({
    "(a": /a \( has no closing \)/,
    "a)": /a \) has no opening \(/,
    "[a": /a \[ has no closing \]/,
    "*a": /the quantifier \* has nothing to repeat/,
    "a**": /the quantifier \* has nothing to repeat/,
    "a|+": /the quantifier \+ has nothing to repeat/,
    "(?i)+": /the quantifier \+ has nothing to repeat/,
    "a{3,2}": /\{3,2\} is upside down/,
    "[b-a]": /the range b-a is upside down/,
    [String.raw`[a-\d]`]: /cannot end in a class/,
    "[a-z-[b]c]": /must stand at its end/,
    [String.raw`\q`]: /"\\q" is no escape/,
    [String.raw`\x4`]: /"\\x4" is no escape/,
    [String.raw`\p{Greek}`]: /"Greek" is neither a category nor a block/,
    [String.raw`\pL`]: /a \\p needs a name/,
    "a\\": /ends in a backslash/,
    "(?P<a>b)": /"\(\?P<" begins no group/,
    "(?)": /begins no group/,
    "(?#a": /begins no group/,
    "(?<a b>c)": /the name of a group/,
    "(?<0>a)": /"0" cannot be the number of a group/,
  });
});

test("compilePattern() takes long patterns, and refuses those that tell too many characters apart", () => {
  const words = Array.from({ length: 150 }, (_, index) => `Street${index}`);
  const { matches } = compilePattern(String.raw`\b(?:${words.join("|")})\b`);
  assert.deepEqual([matches("at Street149."), matches("at Street150.")], [true, false]);
  const many = Array.from({ length: 600 }, (_, index) => String.fromCharCode(0x4e00 + index)).join("");
  refuses({ [`${many}a`]: /too large: use fewer classes/ });
});

test("compilePattern() says so where \\b is beyond the engine", () => {
  const many = Array.from({ length: 70 }, (_, index) => String.fromCharCode(0x4e00 + index)).join("|");
  refuses({
    [`\\b(?:${many})`]: /more than 63 different letters and digits/,
    [String.raw`(?m)^\ba$\Z`]: /beside both \(\?m\) and an end of the text/,
  });
  assert.equal(compilePattern(`(?:${many})`).matches("\u4e07"), true);
});

function check(cases: readonly Case[]): void {
  for (const [pattern, text, marked] of cases) {
    const compiled = compilePattern(pattern);
    assert.equal(compiled.replaceAll(text, mark), marked, `${pattern} in ${JSON.stringify(text)}`);
    assert.equal(compiled.matches(text), marked !== text, `${pattern} in ${JSON.stringify(text)}`);
  }
}

function mark({ input, span }: Match): string {
  const whole = span(0);
  return `<${input.slice(whole?.start, whole?.end)}>`;
}

function replace(pattern: string, text: string, replacement: string): string | null {
  const compiled = compilePattern(pattern);
  return compiled.replaceAll(text, compileReplacement(replacement, compiled));
}

function refuses(cases: Readonly<Record<string, RegExp>>): void {
  for (const [pattern, reason] of Object.entries(cases)) {
    assert.throws(
      () => compilePattern(pattern),
      ({ name, message }: Error) =>
        name === "PatternError" && message.includes(`"${pattern.slice(0, 200)}`) && reason.test(message),
      pattern,
    );
  }
}
