import { logicFunctions } from "../../../src/expression/functions/logic.ts";
import { ignored, testFamily, tooLong } from "./cases.ts";

const fails = "Item([one], 9)";

testFamily(logicFunctions, {
  IIF: {
    works: [
      ['IIF([country]="USA", "y", "n")', "y", { country: "USA" }],
      ['IIF([yes], "y", "n")', "y"],
      ['IIF("true", "y", "n")', "y"],
      ['IIF("0", "y", "n")', "n"],
      ['IIF([number], "y", "n")', "y"],
      ['IIF([number] > 6, IIF([number] < 8, "both", "one"), "none")', "both"],
      [`IIF([yes], "y", ${fails})`, "y"],
      [`IIF([empty], ${fails}, "n")`, "n"],
      ['IIF([country]="", "Other", [country])', "Other"],
      ['IIF(IsNullOrEmpty([country]), "Other", [country])', "Other"],
      ['IIF(IsPresent([country]), [country], "Other")', "Other"],
      ["IIF([yes], IgnoreAttributeFlow, [number])", ignored],
    ],
    nothing: [
      ['IIF([none], "y", "n")', "n"],
      ['IIF([none] = [none], "y", "n")', "y"],
      ['IIF([yes], , "n")', null],
      [
        'IIF( , "y", "n")',
        /^error: line 1, column 6: IIF expects a condition as its 1st argument: it is missing$/,
      ],
    ],
    empty: [
      ['IIF("", "y", "n")', "n"],
      ['IIF([empty] = [none], "y", "n")', "y"],
      ['IIF([yes], "", "n")', ""],
    ],
    several: [
      [
        'IIF([list], "y", "n")',
        /column 5: IIF expects True, False or a number as its 1st argument: got 2 values/,
      ],
      ['IIF([list] = "a", "y", "n")', /column 5: "=" expects single values: got 2 values/],
      ['IIF([one] = "a", [list], "n")', ["a", "b"]],
    ],
    wrong: [
      [
        'IIF([a], "y", "n")',
        /column 5: IIF expects True, False or a number as its 1st argument: got "maybe"/,
        { a: "maybe" },
      ],
      ['IIF([a], "y")', /IIF expects 3 arguments: got 2/],
      [`IIF(${fails}, "y", "n")`, /column 5: Item expects a position from 1 to 1: got 9/],
    ],
    limits: [["Left(IIF([yes], [longer], [none]), 1)", tooLong]],
  },
  Switch: {
    works: [
      ['Switch([s], "d", "NSW", "Sydney", "QLD", "Brisbane")', "Brisbane", { s: "QLD" }],
      ['Switch("A", "d", "a", "1")', "d"],
      ['Switch("a", "d", "a", "1", "a", "2")', "1"],
      ['Switch("a", "d", [x], "found")', "found", { x: "a" }],
      ['Switch([number], "d", 7, "seven")', "seven"],
      ['Switch([yes], , "False", "True", "True", "False")', "False"],
      ['Switch(IsPresent([a]), "d", "True", [a])', "x", { a: "x" }],
      ["Switch(IsPresent([a]), [a], IsPresent([b]), [b])", "x", { a: "x", b: "x" }],
      [`Switch([yes], ${fails}, "False", ${fails}, "True", "x", "y", ${fails})`, "x"],
      ['Switch("b", "d", "a", "1", )', "d"],
      ['Switch("a", "d", "a", )', null],
    ],
    nothing: [
      ['Switch([none], "d", "", "empty")', "empty"],
      ['Switch([none], "d", "a", "1")', "d"],
      ['Switch("b", , "a", "1")', null],
      ['Switch([none], "d", [none], "same")', "same"],
      [
        'Switch( , "d", "a", "1")',
        /^error: line 1, column 9: Switch expects a source as its 1st argument: it is missing$/,
      ],
    ],
    empty: [
      ['Switch("", "d", "", "empty")', "empty"],
      ['Switch("a", "", "b", "1")', ""],
    ],
    several: [
      [
        'Switch([list], "d", "a", "1")',
        /column 8: Switch expects a single text as its 1st argument: got 2 values/,
      ],
      ['Switch([one], "d", "a", "1")', "1"],
      ['Switch("a", "d", [one], "1")', "1"],
      ['Switch("a", "d", [list], "1")', "d"],
      ['Switch("a", "d", "a", [list])', ["a", "b"]],
    ],
    wrong: [
      [
        'Switch("a", "d", "x", "1", "y")',
        /^error: line 1, column 28: Switch expects pairs .*: key 2 has no value$/,
      ],
      ['Switch("a")', /Switch expects at least 2 arguments: got 1/],
      [`Switch("a", "d", ${fails}, "1")`, /Item expects a position from 1 to 1: got 9/],
    ],
    limits: [[`Switch("k", "d"${', "a", "b"'.repeat(400)}, "k", "v")`, "v"]],
  },
  Coalesce: {
    works: [
      ['Coalesce([none], [yes], "d")', "True"],
      ['Coalesce([none], "d")', "d"],
      [`Coalesce([none], [yes], ${fails})`, "True"],
    ],
    nothing: [
      ["Coalesce([none], [nobody])", null],
      ['Coalesce( , , "d")', "d"],
    ],
    empty: [
      ['Coalesce([none], "")', ""],
      ['Coalesce([empty], "d")', ""],
    ],
    several: [['Coalesce([list], "d")', ["a", "b"]]],
    wrong: [
      ["Coalesce()", /Coalesce expects at least 1 argument: got 0/],
      [`Coalesce(${fails}, "d")`, /Item expects a position/],
      ["Coalesce(IgnoreAttributeFlow, [yes])", ignored],
    ],
    limits: [[`Coalesce(${"[none], ".repeat(900)}"d")`, "d"]],
  },
  IgnoreFlowIfNullOrEmpty: {
    works: [['IgnoreFlowIfNullOrEmpty("Sales")', "Sales"]],
    nothing: [
      ["IgnoreFlowIfNullOrEmpty([none])", ignored],
      ['Join("", "a", IgnoreFlowIfNullOrEmpty([none]))', ignored],
    ],
    empty: [['IgnoreFlowIfNullOrEmpty("")', ignored]],
    several: [
      ["IgnoreFlowIfNullOrEmpty([list])", ["a", "b"]],
      ["IgnoreFlowIfNullOrEmpty([l])", ignored, { l: [] }],
    ],
    wrong: [["IgnoreFlowIfNullOrEmpty()", /IgnoreFlowIfNullOrEmpty expects 1 argument: got 0/]],
    limits: [["Left(IgnoreFlowIfNullOrEmpty([long]), 1)", "x"]],
  },
  IsNull: {
    works: [['IsNull("x")', "False"]],
    nothing: [["IsNull([none])", "True"]],
    empty: [['IsNull("")', "False"]],
    several: [
      ["IsNull([list])", "False"],
      ["IsNull([l])", "True", { l: [] }],
    ],
    wrong: [["IsNull()", /IsNull expects 1 argument: got 0/]],
    limits: [["IsNull([long])", "False"]],
  },
  IsNothing: {
    works: [['IsNothing("x")', "False"]],
    nothing: [["IsNothing([none])", "True"]],
    empty: [['IsNothing("")', "False"]],
    several: [["IsNothing([list])", "False"]],
    wrong: [["IsNothing( , )", /IsNothing expects a value as its 1st argument: it is missing/]],
    limits: [["IsNothing([long])", "False"]],
  },
  IsNullOrEmpty: {
    works: [['IsNullOrEmpty("x")', "False"]],
    nothing: [["IsNullOrEmpty([none])", "True"]],
    empty: [['IsNullOrEmpty("")', "True"]],
    several: [
      ["IsNullOrEmpty([list])", "False"],
      ["IsNullOrEmpty([l])", "True", { l: [] }],
    ],
    wrong: [['IsNullOrEmpty("a", "b")', /IsNullOrEmpty expects 1 argument: got 2/]],
    limits: [["IsNullOrEmpty([long])", "False"]],
  },
  IsPresent: {
    works: [['IsPresent("x")', "True"]],
    nothing: [["IsPresent([none])", "False"]],
    empty: [['IsPresent("")', "False"]],
    several: [["IsPresent([list])", "True"]],
    wrong: [["IsPresent()", /IsPresent expects 1 argument: got 0/]],
    limits: [["IsPresent([long])", "True"]],
  },
  IsString: {
    works: [
      ['IsString("x")', "True"],
      ["IsString([number])", "True"],
    ],
    nothing: [["IsString([none])", "False"]],
    empty: [['IsString("")', "True"]],
    several: [
      ["IsString([list])", "False"],
      ["IsString([one])", "False"],
    ],
    wrong: [["IsString()", /IsString expects 1 argument: got 0/]],
    limits: [["IsString([long])", "True"]],
  },
  Not: {
    works: [
      ['Not("True")', "False"],
      ["Not([yes])", "False"],
      ['Not("False")', "True"],
      ['Not("anything")', "True"],
      ['Not("true")', "False"],
    ],
    nothing: [["Not([none])", "True"]],
    empty: [['Not("")', "True"]],
    several: [
      ["Not([list])", "True"],
      ["Not([l])", "False", { l: ["True"] }],
    ],
    wrong: [["Not()", /^error: line 1, column 1: Not expects 1 argument: got 0$/]],
    limits: [["Not([long])", "True"]],
  },
  CBool: {
    works: [
      ["CBool([a] = [b])", "True", { a: "x", b: "x" }],
      ["CBool([a] = [b])", "False", { a: "x", b: "y" }],
      ['CBool("2")', "True"],
      ["CBool(0)", "False"],
      ['CBool("TRUE")', "True"],
    ],
    nothing: [["CBool([none])", "False"]],
    empty: [['CBool("")', "False"]],
    several: [
      ["CBool([list])", /column 7: CBool expects True, False or a number as its 1st argument: got 2 values/],
    ],
    wrong: [
      ['CBool("maybe")', /column 7: CBool expects True, False or a number as its 1st argument: got "maybe"$/],
      ["CBool([a])", /CBool expects True, False or a number as its 1st argument: got "  "/, { a: "  " }],
    ],
    limits: [["CBool([long])", /got "x{60}…"$/]],
  },
  Error: {
    works: [
      [
        'IIF(IsPresent([none]), [none], Error("AccountName is required"))',
        /^error: line 1, column 32: AccountName is required$/,
      ],
      ['IIF([yes], "y", Error("never"))', "y"],
      [
        'Join("", "a", Error([why]))',
        /^error: line 1, column 15: no cost centre$/,
        { why: "no cost centre" },
      ],
    ],
    nothing: [["Error([none])", /^error: line 1, column 1: Error was called without a message$/]],
    empty: [['Error("")', /Error was called without a message/]],
    several: [["Error([list])", /Error expects a single text as its 1st argument: got 2 values/]],
    wrong: [["Error()", /Error expects 1 argument: got 0/]],
    limits: [["Error([long])", /^error: line 1, column 1: x{500}$/]],
  },
  Redact: {
    works: [
      ['Redact("a@b.com")', "a@b.com"],
      ['Append(Redact([number]), "!")', "7!"],
    ],
    nothing: [["Redact([none])", null]],
    empty: [['Redact("")', ""]],
    several: [["Redact([list])", ["a", "b"]]],
    wrong: [["Redact()", /Redact expects 1 argument: got 0/]],
    limits: [["Redact([longer])", tooLong]],
  },
});
