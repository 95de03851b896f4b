import { textFunctions } from "../../../src/expression/functions/text.ts";
import { testFamily, tooLong } from "./cases.ts";

testFamily(textFunctions, {
  Append: {
    works: [
      ['Append("ada", "@x.com")', "ada@x.com"],
      ['Append ("SMTP:", [number])', "SMTP:7"],
    ],
    nothing: [
      ['Append([none], "@x.com")', null],
      ['Append("a", [none])', "a"],
      [
        'Append( , "x")',
        /^error: line 1, column 9: Append expects a value as its 1st argument: it is missing/,
      ],
      ['Append("x", )', /column 13: Append expects a single text as its 2nd argument: it is missing/],
    ],
    empty: [
      ['Append("", "x")', "x"],
      ['Append("x", "")', "x"],
    ],
    several: [
      ['Append([list], "!")', ["a!", "b!"]],
      ['Append("x", [one])', "xa"],
    ],
    wrong: [
      ['Append("x", [list])', /column 13: Append expects a single text as its 2nd argument: got 2 values$/],
      ['Append("x")', /Append expects 2 arguments: got 1$/],
      ['Append("x", "y", "z")', /Append expects 2 arguments: got 3$/],
    ],
    limits: [
      ['Append([long], "y")', tooLong],
      ['Left(Append([longer], ""), 1)', tooLong],
    ],
  },
  Prepend: {
    works: [['Prepend("smtp:", "a@x.com")', "smtp:a@x.com"]],
    nothing: [
      ['Prepend("smtp:", [none])', null],
      ['Prepend([none], "a")', "a"],
    ],
    empty: [['Prepend("smtp:", "")', "smtp:"]],
    several: [['Prepend("smtp:", [list])', ["smtp:a", "smtp:b"]]],
    wrong: [['Prepend([list], "a")', /Prepend expects a single text as its 1st argument: got 2 values/]],
    limits: [['Prepend("y", [long])', tooLong]],
  },
  Trim: {
    works: [['Trim(" Test\t\n")', "Test"]],
    nothing: [["Trim([none])", null]],
    empty: [
      ['Trim("")', ""],
      ['Trim("  ")', ""],
    ],
    several: [["Trim([l])", ["a", "b"], { l: [" a ", "b "] }]],
    wrong: [["Trim()", /Trim expects 1 argument: got 0/]],
    limits: [["Left(Trim([long]), 1)", "x"]],
  },
  StripSpaces: {
    works: [
      ['StripSpaces(" a b  c ")', "abc"],
      ['StripSpaces("a\tb\u00a0c")', "a\tb\u00a0c"],
    ],
    nothing: [["StripSpaces([none])", null]],
    empty: [['StripSpaces("")', ""]],
    several: [["StripSpaces([l])", ["ab", "c"], { l: ["a b", " c"] }]],
    wrong: [["StripSpaces( )", /StripSpaces expects 1 argument: got 0/]],
    limits: [["Left(StripSpaces([longer]), 1)", tooLong]],
  },
  NormalizeDiacritics: {
    works: [
      ['NormalizeDiacritics("Zoë")', "Zoe"],
      ['NormalizeDiacritics("äàâãåáąăāā́ā̀ā̂ā̃ǟā̈ǡa̱å̄")', "a".repeat(18)],
      ['NormalizeDiacritics("ÄÀÂÃÅÁĄĂĀĀ́Ā̀Ā̂Ā̃ǞĀ̈ǠA̱Å̄")', "A".repeat(18)],
      ['NormalizeDiacritics("æǣÆǢ")', "aeaeAEAE"],
      ['NormalizeDiacritics("çčćc̄c̱ÇČĆC̄C̱")', "cccccCCCCC"],
      ['NormalizeDiacritics("ďd̄ḏĎD̄Ḏ")', "dddDDD"],
      ['NormalizeDiacritics("ëèéêęěėēḗḕē̂ē̃ê̄e̱ë̄e̊̄ËÈÉÊĘĚĖĒḖḔĒ̂Ē̃Ê̄E̱Ë̄E̊̄")', "e".repeat(16) + "E".repeat(16)],
      ['NormalizeDiacritics("ğḡg̱ĞḠG̱")', "gggGGG"],
      ['NormalizeDiacritics("ïîìíıīī́ī̀ī̂ī̃i̱ÏÎÌÍİĪĪ́Ī̀Ī̂Ī̃I̱")', "i".repeat(11) + "I".repeat(11)],
      ['NormalizeDiacritics("ľłl̄ḹḻŁĽL̄ḸḺ")', "lllllLLLLL"],
      ['NormalizeDiacritics("ñńňn̄ṉÑŃŇN̄Ṉ")', "nnnnnNNNNN"],
      ['NormalizeDiacritics("öòőõôóōṓṑō̂ō̃ȫō̈ǭȭȱo̱ÖÒŐÕÔÓŌṒṐŌ̂Ō̃ȪŌ̈ǬȬȰO̱")', "o".repeat(17) + "O".repeat(17)],
      ['NormalizeDiacritics("øø̄œ̄ØØ̄Œ̄")', "oeoeoeOEOEOE"],
      ['NormalizeDiacritics("řr̄ṟṝŘR̄ṞṜ")', "rrrrRRRR"],
      ['NormalizeDiacritics("ßšśșşs̄s̱ŠŚȘŞS̄S̱")', "ssssssssSSSSSS"],
      ['NormalizeDiacritics("ťțt̄ṯŤȚT̄Ṯ")', "ttttTTTT"],
      ['NormalizeDiacritics("üùûúůűūū́ū̀ū̂ū̃u̇̄ǖṻṳ̄u̱ÜÙÛÚŮŰŪŪ́Ū̀Ū̂Ū̃U̇̄ǕṺṲ̄U̱")', "u".repeat(16) + "U".repeat(16)],
      ['NormalizeDiacritics("ÿýȳȳ́ȳ̀ȳ̃y̱ŸÝȲȲ́Ȳ̀Ȳ̃Y̱")', "yyyyyyyYYYYYYY"],
      ['NormalizeDiacritics("źžżz̄ẕŹŽŻZ̄Ẕ")', "zzzzzZZZZZ"],
      ['NormalizeDiacritics("Łódź Æsir œuvre İı")', "Lodz AEsir oeuvre Ii"],
      ['NormalizeDiacritics("đþð")', "đþð"],
      ['NormalizeDiacritics("Николай ガギ 한글")', "Николай ガギ 한글"],
    ],
    nothing: [["NormalizeDiacritics([none])", null]],
    empty: [['NormalizeDiacritics("")', ""]],
    several: [["NormalizeDiacritics([l])", ["a", "o"], { l: ["ä", "ö"] }]],
    wrong: [['NormalizeDiacritics("a", "b")', /NormalizeDiacritics expects 1 argument: got 2/]],
    limits: [["NormalizeDiacritics([l])", tooLong, { l: "ß".repeat(60_000) }]],
  },
  ToLower: {
    works: [
      ['ToLower("TITLE")', "title"],
      ['ToLower("TITLE", "tr-TR")', "tıtle"],
      ['ToLower("İI ΟΔΟΣ", "en-US")', "ii οδοσ"],
      ['ToLower("ÀΣ İ")', "àσ İ"],
      ['ToLower("A", , ,)', "a"],
      ["ToLower([yes])", "true"],
    ],
    nothing: [
      ["ToLower([none])", null],
      ['ToLower("A", [none])', "a"],
    ],
    empty: [
      ['ToLower("")', ""],
      ['ToLower("A", "")', "a"],
    ],
    several: [["ToLower([l])", ["a", "b"], { l: ["A", "B"] }]],
    wrong: [
      ['ToLower("A", "no such culture")', /column 14: ToLower expects a culture such as "tr-TR" as its 2nd/],
      ['ToLower("A", [c])', /column 14: ToLower expects a culture such as "tr-TR" as its 2nd/, { c: "_" }],
      ['ToLower("A", [list])', /ToLower expects a culture such as "tr-TR" as its 2nd argument: got 2 values/],
    ],
    limits: [["Left(ToLower([long]), 2)", "xx"]],
  },
  ToUpper: {
    works: [
      ['ToUpper("straße")', "STRAßE"],
      ['ToUpper("title", "tr-TR")', "TİTLE"],
      ['ToUpper("straße ı ŉ", "de-DE")', "STRAßE I ŉ"],
      ['ToUpper("Αθήνα", "el-GR")', "ΑΘΉΝΑ"],
      ['ToUpper("ıſàŉ")', "ıſÀŉ"],
    ],
    nothing: [["ToUpper([none])", null]],
    empty: [['ToUpper("")', ""]],
    several: [["ToUpper([list])", ["A", "B"]]],
    wrong: [['ToUpper("a", "x_y z")', /ToUpper expects a culture such as "tr-TR" as its 2nd argument/]],
    limits: [
      ['Left(ToUpper([l], "de"), 2)', "ŉŉ", { l: "ŉ".repeat(60_000) }],
      ['ToUpper([longer], "de")', tooLong],
    ],
  },
  PCase: {
    works: [
      ['PCase("PABLO GONSALVES (SECOND)")', "Pablo Gonsalves (Second)"],
      ['PCase("pablo gonçalves (second)")', "Pablo Gonçalves (Second)"],
      ['PCase("MARY-ANN o\'neil")', "Mary-Ann O'neil"],
      ['PCase("mary-ann o\'neil", " ")', "Mary-ann O'neil"],
      ['PCase("a_b\u00adc\rd 1st", )', "A_B\u00adC\rD 1St"],
      ['PCase("1st of may", " ")', "1st Of May"],
    ],
    nothing: [
      ["PCase([none])", null],
      ['PCase("ada", [none])', "Ada"],
    ],
    empty: [
      ['PCase("")', ""],
      ['PCase("ada b", "")', "Ada B"],
    ],
    several: [["PCase([list])", ["A", "B"]]],
    wrong: [['PCase("a", [list])', /PCase expects a single text as its 2nd argument: got 2 values/]],
    limits: [["Left(PCase([long], [l]), 2)", "Xx", { l: "a".repeat(100_000) }]],
  },
  Left: {
    works: [
      ['Left("John Doe", 3)', "Joh"],
      ['Left("John", "2")', "Jo"],
      ['Left("John", 0)', ""],
      ['Left("John", -1)', "John"],
      ['Left("Jo", 5)', "Jo"],
    ],
    nothing: [
      ["Left([none], 3)", ""],
      ['Left("a", [none])', /column 11: Left expects a whole number as its 2nd argument: got nothing/],
      [
        "Left([a], )",
        /^error: line 1, column 11: Left expects a whole number as its 2nd argument: it is missing$/,
      ],
    ],
    empty: [
      ['Left("", 3)', ""],
      ['Left("a", "")', /Left expects a whole number as its 2nd argument: got ""/],
    ],
    several: [["Left([l], 1)", ["a", "b"], { l: ["ab", "bc"] }]],
    wrong: [
      ['Left("John", "two")', /column 14: Left expects a whole number as its 2nd argument: got "two"$/],
      ['Left("John", 1.5)', /Left expects a whole number as its 2nd argument: got "1.5"$/],
    ],
    limits: [
      ['Left("John", 999999999999999999)', "John"],
      ["Left([longer], 1)", tooLong],
    ],
  },
  Mid: {
    works: [
      ['Mid("John Doe", 3, 5)', "hn Do"],
      ['Mid("John", "3", "64")', "hn"],
      ['Mid("J", 2, 64)', ""],
      ['Mid("John", 2, 0)', ""],
      ['Mid("John", 0, 2)', "John"],
      ['Mid("John", 2, -1)', "John"],
      ['Mid("abc", 1, 2, )', "ab"],
    ],
    nothing: [["Mid([none], 1, 2)", ""]],
    empty: [['Mid("", 1, 2)', ""]],
    several: [["Mid([l], 2, 1)", ["b", "c"], { l: ["ab", "bc"] }]],
    wrong: [
      ['Mid([empty], "abc", 2)', /column 14: Mid expects a whole number as its 2nd argument: got "abc"$/],
      [
        'Mid("abc", [x], 2)',
        /column 12: Mid expects a whole number as its 2nd argument: got "abc"$/,
        { x: "abc" },
      ],
      ["Mid([a], 1)", /Mid expects 3 arguments: got 2/],
    ],
    limits: [['Mid("John", 999999999999999999, 999999999999999999)', ""]],
  },
  InStr: {
    works: [
      ['InStr("The quick brown fox", "quick")', "5"],
      ['InStr("repEated", "e", 3, vbBinaryCompare)', "7"],
      ['InStr("repEated", "e", 3, vbTextCompare)', "4"],
      ['InStr("abc", "z")', "0"],
      ['InStr("abcabc", "a", 2)', "4"],
      ['InStr("abc", "c", , vbTextCompare)', "3"],
    ],
    nothing: [
      ['InStr([none], "a")', "0"],
      ['InStr("abc", [none])', "1"],
    ],
    empty: [
      ['InStr("", "")', "0"],
      ['InStr("abc", "")', "1"],
      ['InStr("abc", "", 3)', "3"],
      ['InStr("abc", "", 4)', "0"],
    ],
    several: [
      ['InStr([list], "a")', /column 7: InStr expects a single text as its 1st argument: got 2 values$/],
      ['InStr([one], "a")', "1"],
    ],
    wrong: [
      ['InStr("a", "b", 1, UTF8)', /column 20: InStr expects vbBinaryCompare or vbTextCompare as its 4th/],
      ['InStr("a", "b", "x")', /InStr expects a whole number as its 3rd argument: got "x"/],
      ['InStr("a", "a", 0)', /InStr expects a position from 1 on as its 3rd argument: got 0/],
      ['InStr("a", "a", 1, vbTextcompare)', /unknown word "vbTextcompare": did you mean "vbTextCompare"\?$/],
    ],
    limits: [
      ['InStr("abc", "a", 999999999999999999)', "0"],
      ["InStr([h], [n])", "80001", { h: `${"a".repeat(90_000)}b`, n: `${"a".repeat(10_000)}b` }],
      ["InStr([h], [n])", "0", { h: "a".repeat(100_000), n: `${"a".repeat(300)}b${"a".repeat(49_000)}` }],
    ],
  },
  Word: {
    works: [
      ['Word("The quick brown fox", 3, " ")', "brown"],
      ['Word("This,string!has&many separators", 3, ",!&#")', "has"],
      ['Word("a,,b c", 2, ", ")', "b"],
      ['Word("one two", 3, " ")', ""],
      ['Word("one", 0, " ")', ""],
      ['Word("one", -1, " ")', ""],
    ],
    nothing: [
      ['Word([none], 1, " ")', ""],
      ['Word("a b", 1, [none])', "a b"],
    ],
    empty: [
      ['Word("", 1, " ")', ""],
      ['Word("a b", 1, "")', "a b"],
    ],
    several: [['Word([list], 1, " ")', /Word expects a single text as its 1st argument: got 2 values/]],
    wrong: [['Word("a", "b", "c")', /Word expects a whole number as its 2nd argument: got "b"/]],
    limits: [["Left(Word([long], 1, [l]), 1)", "x", { l: "y".repeat(100_000) }]],
  },
});
