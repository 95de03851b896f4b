import { numberFunctions } from "../../../src/expression/functions/numbers.ts";
import { testFamily, tooLong } from "./cases.ts";

testFamily(numberFunctions, {
  BitAnd: {
    works: [
      ["BitAnd(&HF, &HF7)", "7"],
      ['BitAnd("514", 2)', "2"],
      ["BitAnd(-1, 6)", "6"],
      ["BitAnd(8589934594, 8589934592)", "8589934592"],
      ["BitAnd([uac], 2)", "0", { uac: 512 }],
    ],
    nothing: [["BitAnd([none], 1)", /BitAnd expects a whole number as its 1st argument: got nothing/]],
    empty: [['BitAnd("", 1)', /BitAnd expects a whole number as its 1st argument: got ""/]],
    several: [["BitAnd([list], 1)", /BitAnd expects a whole number as its 1st argument: got 2 values/]],
    wrong: [
      [
        'BitAnd("x", 1)',
        /^error: line 1, column 8: BitAnd expects a whole number as its 1st argument: got "x"$/,
      ],
      ["BitAnd(1, 1.5)", /BitAnd expects a whole number as its 2nd argument: got "1.5"/],
    ],
    limits: [
      [`BitAnd(${"9".repeat(100)}, 1)`, "1"],
      [`BitAnd(${"9".repeat(101)}, 1)`, /BitAnd expects a whole number as its 1st argument: got "9{60}…"/],
    ],
  },
  CStr: {
    works: [
      ["CStr([number])", "7"],
      ["CStr([yes])", "True"],
      ['CStr("cn=Joe,dc=contoso")', "cn=Joe,dc=contoso"],
    ],
    nothing: [["CStr([none])", null]],
    empty: [['CStr("")', ""]],
    several: [
      ["CStr([one])", "a"],
      ["CStr([list])", /CStr expects a single value: got 2 values/],
    ],
    wrong: [["CStr()", /CStr expects 1 argument: got 0/]],
    limits: [["CStr([longer])", tooLong]],
  },
});
