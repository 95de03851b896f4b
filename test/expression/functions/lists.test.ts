import { listFunctions } from "../../../src/expression/functions/lists.ts";
import { ignored, testFamily, tooLong } from "./cases.ts";

testFamily(listFunctions, {
  Join: {
    works: [
      ['Join(", ", "", [surname], [givenName])', "Doe, John", { surname: "Doe", givenName: "John" }],
      ['Join("-", [none], "a", [l], "")', "a-b-c", { l: ["b", "", "c"] }],
      ['Join("", 1000, "x")', "1000x"],
      ['Join("01@", "a", "b")', "a01@b"],
      ['Join(",", "a", IgnoreAttributeFlow)', ignored],
    ],
    nothing: [
      ['Join("-", [none], [none])', ""],
      ['Join([none], "a", "b")', "ab"],
      ['Join( , "a", "b")', "ab"],
      ['Join("-", "a", , "b", )', "a-b"],
    ],
    empty: [['Join("-", "", "")', ""]],
    several: [
      ['Join(",", [list])', "a,b"],
      ['Join([list], "a", "b")', /column 6: Join expects a single text as its 1st argument: got 2 values/],
    ],
    wrong: [['Join(",")', /Join expects at least 2 arguments: got 1/]],
    limits: [
      ['Join("", [long], "y")', tooLong],
      ["Left(Join([long], [l]), 1)", tooLong, { l: Array.from({ length: 20_000 }, () => "xxxxx") }],
      [`Join("", ${Array.from({ length: 900 }, () => '"a"').join(",")})`, "a".repeat(900)],
    ],
  },
  Count: {
    works: [["Count([list])", "2"]],
    nothing: [["Count([none])", "0"]],
    empty: [
      ['Count("")', "1"],
      ["Count([l])", "0", { l: [] }],
    ],
    several: [["Count([l])", "3", { l: ["a", "a", ""] }]],
    wrong: [["Count()", /Count expects 1 argument: got 0/]],
    limits: [["Count([l])", "90000", { l: Array.from({ length: 90_000 }, () => "x") }]],
  },
  Item: {
    works: [
      ["Item([list], 1)", "a"],
      ['Item([list], "2")', "b"],
      ['Item("a", 1)', "a"],
    ],
    nothing: [
      ["Item([none], 1)", null],
      ["Item([list], [none])", /column 14: Item expects a whole number as its 2nd argument: got nothing/],
    ],
    empty: [
      ['Item("", 1)', ""],
      ["Item([l], 2)", "", { l: ["a", ""] }],
    ],
    several: [["Item([list], [list])", /Item expects a whole number as its 2nd argument: got 2 values/]],
    wrong: [
      ["Item([list], 0)", /^error: line 1, column 1: Item expects a position from 1 to 2: got 0$/],
      ["Item([list], 3)", /Item expects a position from 1 to 2: got 3$/],
      ["Item([list], -1)", /Item expects a position from 1 to 2: got -1$/],
      [
        'Append("x", Item([list], 3))',
        /^error: line 1, column 13: Item expects a position from 1 to 2: got 3$/,
      ],
      ['Item([list], "x")', /Item expects a whole number as its 2nd argument: got "x"/],
    ],
    limits: [["Item([list], 999999999999999999)", /Item expects a position from 1 to 2/]],
  },
  RemoveDuplicates: {
    works: [["RemoveDuplicates([l])", ["b", "a"], { l: ["b", "a", "b"] }]],
    nothing: [["RemoveDuplicates([none])", null]],
    empty: [
      ['RemoveDuplicates("")', ""],
      ["RemoveDuplicates([l])", ["", "a"], { l: ["", "a", ""] }],
    ],
    several: [["RemoveDuplicates([l])", ["a", "A"], { l: ["a", "A"] }]],
    wrong: [["RemoveDuplicates()", /RemoveDuplicates expects 1 argument: got 0/]],
    limits: [["RemoveDuplicates([l])", ["x"], { l: Array.from({ length: 90_000 }, () => "x") }]],
  },
  Split: {
    works: [
      ['Split("PermissionSetOne, PermissionSetTwo", ",")', ["PermissionSetOne", "PermissionSetTwo"]],
      ['Split(" a, ,b,", ",")', ["a", "", "b", ""]],
      ['Item(Split("DE;;4711", ";"), 3)', "4711"],
      ['Join(",", Split("a;;b", ";"))', "a,b"],
      ['Split("a--b-c", "--")', ["a", "b-c"]],
    ],
    nothing: [
      ['Split([none], ",")', null],
      ['Split("a,b", [none])', ["a,b"]],
    ],
    empty: [
      ['Split("", ",")', null],
      ['Split(" ", ",")', null],
      ['Split("a,b", "")', ["a,b"]],
    ],
    several: [
      ['Split([list], ",")', /Split expects a single text as its 1st argument: got 2 values/],
      ['Split([one], ",")', ["a"]],
    ],
    wrong: [['Split("a")', /Split expects 2 arguments: got 1/]],
    limits: [
      ['Count(Split([l], ","))', "50001", { l: "x,".repeat(50_000) }],
      ["Split([l], [d])", ["x", "y"], { l: `x${"-".repeat(200)}y`, d: "-".repeat(200) }],
      [
        "Count(Split([l], [d]))",
        "1",
        { l: "a".repeat(99_000), d: `${"a".repeat(300)}b${"a".repeat(49_000)}` },
      ],
    ],
  },
});
