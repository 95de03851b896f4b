import { generatedFunctions } from "../../../src/expression/functions/generated.ts";
import { testFamily } from "./cases.ts";

testFamily(generatedFunctions, {
  Guid: {
    works: [["Guid()", "88888888-8888-4888-8888-888888888888"]],
    nothing: [["Guid( )", "88888888-8888-4888-8888-888888888888"]],
    empty: [["Left(Guid(), 0)", ""]],
    several: [],
    wrong: [['Guid("x")', /Guid expects 0 arguments: got 1/]],
    limits: [],
  },
  RandomString: {
    // The random source of these tests stands still: it always draws the character in the middle.
    works: [
      ["RandomString(6, 3, 0, 0, 3)", "5n5n5n"],
      ['RandomString("4", "4", "0", "0", "0")', "5555"],
      ["RandomString(2, 0, 0, 0, 0)", "KK"],
    ],
    nothing: [
      [
        "RandomString([none], 0, 0, 0, 0)",
        /RandomString expects a whole number as its 1st argument: got nothing/,
      ],
      ["RandomString(1, 1, 0, 0, 0, [none])", "5"],
    ],
    empty: [
      ["RandomString(0, 0, 0, 0, 0)", ""],
      ['RandomString(1, 1, 0, 0, 0, "")', "5"],
    ],
    several: [
      ["RandomString(1, 1, 0, 0, 0, [list])", /expects a single text as its 6th argument: got 2 values/],
    ],
    wrong: [
      ['RandomString("x", 0, 0, 0, 0)', /expects a whole number as its 1st argument: got "x"/],
      ["RandomString(3, 2, 0, 2, 1)", /at least the sum of its minimums: got 3 for 5/],
      ["RandomString(3, -1, 0, 2, 1)", /RandomString expects a length of at most 256/],
      ["RandomString(1, 1, 0)", /RandomString expects 5 to 6 arguments: got 3/],
      ['RandomString(1, 1, 0, 0, 0, "0123456789")', /no character left for one of its minimums: avoid fewer/],
    ],
    limits: [
      ["RandomString(256, 256, 0, 0, 0)", "5".repeat(256)],
      ["RandomString(257, 1, 0, 0, 0)", /RandomString expects a length of at most 256/],
      ["RandomString(999999999999999999, 1, 0, 0, 0)", /RandomString expects a length of at most 256/],
      ["RandomString(1, 1, 0, 0, 0, [l])", "5", { l: "a".repeat(100_000) }],
    ],
  },
});
