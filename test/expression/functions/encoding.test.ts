import { encodingFunctions } from "../../../src/expression/functions/encoding.ts";
import { testFamily, tooLong } from "./cases.ts";

testFamily(encodingFunctions, {
  ConvertToBase64: {
    works: [['ConvertToBase64("Hello world!")', "SABlAGwAbABvACAAdwBvAHIAbABkACEA"]],
    nothing: [["ConvertToBase64([none])", null]],
    empty: [['ConvertToBase64("")', ""]],
    several: [["ConvertToBase64([list])", ["YQA=", "YgA="]]],
    wrong: [["ConvertToBase64()", /ConvertToBase64 expects 1 argument: got 0/]],
    limits: [["ConvertToBase64([long])", tooLong]],
  },
  ConvertFromBase64: {
    works: [
      ['ConvertFromBase64("SABlAGwAbABvACAAdwBvAHIAbABkACEA")', "Hello world!"],
      ['ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', "Hello world!"],
      ['ConvertFromBase64("SGVs\nbG8g d29ybGQh", ASCII)', "Hello world!"],
      ['ConvertFromBase64("w6k=", ASCII)', "??"],
      ['ConvertFromBase64("w6k=", UTF8)', "é"],
      ['ConvertFromBase64("YQA=", Unicode)', "a"],
      ['ConvertFromBase64("YQA=", )', "a"],
    ],
    nothing: [["ConvertFromBase64([none])", null]],
    empty: [['ConvertFromBase64("")', ""]],
    several: [["ConvertFromBase64([l])", ["a", "b"], { l: ["YQA=", "YgA="] }]],
    wrong: [
      [
        "ConvertFromBase64([a])",
        /^error: line 1, column 1: ConvertFromBase64 expects Base64 as its 1st argument: got "%%"$/,
        { a: "%%" },
      ],
      ['ConvertFromBase64("YQA")', /expects Base64 as its 1st argument: got "YQA"/],
      [
        'ConvertFromBase64("YQA=", vbTextCompare)',
        /expects Unicode or ASCII or UTF8 as its 2nd argument: got "vbTextCompare"/,
      ],
      ['ConvertFromBase64("YQA=", "Utf8")', /got "Utf8": did you mean "UTF8"\?$/],
    ],
    limits: [["Left(ConvertFromBase64([l], UTF8), 1)", "i", { l: "aaaa".repeat(25_000) }]],
  },
  ConvertToUTF8Hex: {
    works: [
      ['ConvertToUTF8Hex("Hello world!")', "48656C6C6F20776F726C6421"],
      ['ConvertToUTF8Hex("é")', "C3A9"],
    ],
    nothing: [["ConvertToUTF8Hex([none])", null]],
    empty: [['ConvertToUTF8Hex("")', ""]],
    several: [["ConvertToUTF8Hex([list])", ["61", "62"]]],
    wrong: [["ConvertToUTF8Hex()", /ConvertToUTF8Hex expects 1 argument: got 0/]],
    limits: [["ConvertToUTF8Hex([long])", tooLong]],
  },
});
