import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../../../src/expression/compile.ts";
import { uniqueFunctions } from "../../../src/expression/functions/unique.ts";
import { ignored, testFamily } from "./cases.ts";

testFamily(uniqueFunctions, {
  SelectUniqueValue: {
    // The target of these tests has "taken" and "taken too".
    works: [
      ['SelectUniqueValue("free", "other")', "free"],
      ['SelectUniqueValue("taken", Append("taken", " too"), "free")', "free"],
      ['SelectUniqueValue("free", Item([one], 9))', "free"],
      ['SelectUniqueValue("taken", IgnoreAttributeFlow)', ignored],
    ],
    nothing: [
      ['SelectUniqueValue([none], "free")', "free"],
      ["SelectUniqueValue([none], [nobody])", null],
      [
        'SelectUniqueValue("taken", [none])',
        /column 1: SelectUniqueValue finds each of its values taken .*\("taken"\)/,
      ],
      ['SelectUniqueValue("free", )', /SelectUniqueValue expects at least 2 values to choose from/],
    ],
    empty: [['SelectUniqueValue("", "free")', "free"]],
    several: [
      [
        'SelectUniqueValue("taken", [list])',
        /column 28: SelectUniqueValue expects a single text as its 2nd argument: got 2/,
      ],
      ['SelectUniqueValue([one], "b")', "a"],
    ],
    wrong: [
      [
        'SelectUniqueValue("a")',
        /^error: line 1, column 1: SelectUniqueValue expects at least 2 arguments: got 1$/,
      ],
      ['SelectUniqueValue("taken", "taken too")', /\("taken", "taken too"\): give it another rule$/],
      ['SelectUniqueValue("taken", Item([one], 9))', /column 28: Item expects a position from 1 to 1: got 9/],
      [
        'Append(SelectUniqueValue("a", "b"), "c")',
        /^error: line 1, column 8: SelectUniqueValue must be the whole/,
      ],
      [
        'SelectUniqueValue("a", SelectUniqueValue("b", "c"))',
        /column 24: SelectUniqueValue must be the whole/,
      ],
      ['SelectUniqueValue("a", "b") = "a"', /column 1: SelectUniqueValue must be the whole expression/],
      ['Redact(SelectUniqueValue("a", "b"))', /column 8: SelectUniqueValue must be the whole expression/],
    ],
    limits: [[`SelectUniqueValue(${'"taken", '.repeat(900)}"free")`, "free"]],
  },
});

test("SelectUniqueValue() asks for no more values than it needs", () => {
  const asked: string[] = [];
  const { evaluate } = compile('SelectUniqueValue("a", "b", "c")');
  evaluate({
    read: () => null,
    now: new Date(0),
    random: () => 0,
    taken(value) {
      asked.push(value);
      return value === "a";
    },
  });
  assert.deepEqual(asked, ["a", "b"]);
});
