import { replaceFunctions } from "../../../src/expression/functions/replace.ts";
import { testFamily, tooLong } from "./cases.ts";

const other = String.raw`Replace([p], , "\\+(?<code>\\d* )(?<number>\\d{10})", "number", , [m], )`;
const mobile = "+91 8887779999";

testFamily(replaceFunctions, {
  Replace: {
    works: [
      ['Replace("aXbxc", "x", , , "-", , )', "aXb-c"],
      ['Replace("jsmith", "<u>", , , , , "<u>@x.com")', "jsmith@x.com"],
      [String.raw`Replace("+1 (999) 888-7777", , "[()\\s-]+", , "", , )`, "+19998887777"],
      ['Replace("john_doe72", , "[a-zA-Z_]*", , "", , )', "72"],
      ['Replace("ada@x.com", , "(?<s>@.*)", "s", "@y.org", , )', "ada@y.org"],
      ['Replace("EN-US", "-", , , "_")', "EN_US"],
      [other, "8887779999", { m: mobile }],
      [other, "555", { p: "555", m: mobile }],
    ],
    nothing: [
      ['Replace([none], "x", , , "y", , )', null],
      ['Replace([none], "<u>", , , , , "<u>@x.com")', null],
      ['Replace([none], , "a", , "b", , )', null],
      ['Replace("axa", "x", , , [none], , )', "aa"],
      [other, null],
    ],
    empty: [
      ['Replace("", "x", , , "y", , )', ""],
      ['Replace("abc", "", , , "y", , )', "abc"],
      [other, "8887779999", { p: "", m: mobile }],
    ],
    several: [
      ['Replace([list], "a", , , "x", , )', ["x", "b"]],
      ['Replace("abc", [list], , , "x", , )', /column 16: .*single text.* got 2 values/],
    ],
    wrong: [
      ['Replace("a", "x", , , , , )', /^error: line 1, column 1: Replace expects an oldValue/],
      ['Replace("a", "x")', /Replace expects 3 to 7 arguments: got 2/],
      ['Replace( , "x", , , "y", , )', /Replace expects a source as its 1st argument: it is missing/],
    ],
    limits: [['Replace([long], "x", , , "yy", , )', tooLong]],
  },
});
