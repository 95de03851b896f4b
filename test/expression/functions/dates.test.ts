import { dateFunctions } from "../../../src/expression/functions/dates.ts";
import { type Case, testFamily, tooLong } from "./cases.ts";

const noDate = /expects a date such as 2025-12-31T23:59:59Z as its/;
const noDates = [
  "2023-02-29",
  "2024-13-01",
  "2024-01-01 24:00",
  "2024-01-01 23:60",
  "13/1/2024",
  "0000-01-01",
  "1/1/2024 13:00 PM",
  "1/1/2024 0:00 AM",
  "soon",
  "20240101",
  "2024-01-01+15:00",
  "2024-01-01+00:60",
  "16/03/2020",
  "3/16-2020",
  "Tue, 16 Mar 2020",
  "3/16/2020 5",
  "30 February 2020",
  "March 16",
  "Marz 2020",
];
/** What .NET's `DateTime.Parse` reads in the invariant culture, where the month comes before the day. */
const otherSpellings = [
  ["16 March 2020", "3/16/2020 12:00:00 AM"],
  ["16-Mar-20", "3/16/2020 12:00:00 AM"],
  ["March 16, 2020 10:11 pm", "3/16/2020 10:11:00 PM"],
  ["Mon, 16 Mar 2020 10:00:00 GMT", "3/16/2020 10:00:00 AM"],
  ["mar 2020", "3/1/2020 12:00:00 AM"],
  ["2020-03", "3/1/2020 12:00:00 AM"],
  ["2020/3/16 1:02:03.25", "3/16/2020 1:02:03 AM"],
  ["3-16-2020", "3/16/2020 12:00:00 AM"],
  ["3/16/49", "3/16/2049 12:00:00 AM"],
  ["3/16/50 5PM", "3/16/1950 5:00:00 PM"],
  ["16 Mar 2020 23:00 -0230", "3/17/2020 1:30:00 AM"],
  ["2020-03-16T10:11:12+01", "3/16/2020 9:11:12 AM"],
] as const;
const beyond = /the date is beyond the years 1 to 9999$/;

testFamily(dateFunctions, {
  Now: {
    works: [
      ["Now()", "7/30/2025 12:00:00 AM"],
      ['FormatDateTime(Now(), , "M/d/yyyy h:mm:ss tt", "yyyy-MM-dd")', "2025-07-30"],
    ],
    nothing: [["Now( )", "7/30/2025 12:00:00 AM"]],
    empty: [],
    several: [],
    wrong: [['Now("x")', /Now expects 0 arguments: got 1/]],
    limits: [],
  },
  CDate: {
    works: [
      ['CDate("2020-03-16-07:00")', "3/16/2020 7:00:00 AM"],
      ['CDate("2021-06-30+08:00")', "6/29/2021 4:00:00 PM"],
      ['CDate("2009-06-15T01:45:30-07:00")', "6/15/2009 8:45:30 AM"],
      ['CDate("2024-02-29T12:05:09.1234567Z")', "2/29/2024 12:05:09 PM"],
      ['CDate("12/31/2024 12:00:00 AM")', "12/31/2024 12:00:00 AM"],
      ['CDate("12/31/2024 1:02:03.5 pm")', "12/31/2024 1:02:03 PM"],
      ['CDate(" 12/31/2024 ")', "12/31/2024 12:00:00 AM"],
      ['CDate("2024-12-31 23:30-0100")', "1/1/2025 12:30:00 AM"],
      ["CDate(CDate(Now()))", "7/30/2025 12:00:00 AM"],
      ...otherSpellings.map(([d, printed]): Case => ["CDate([d])", printed, { d }]),
    ],
    nothing: [["CDate([none])", /^error: line 1, column 7: CDate expects a date such as .*: got nothing$/]],
    empty: [['CDate("")', noDate]],
    several: [
      ["CDate([list])", /CDate expects a date such as .* as its 1st argument: got 2 values/],
      ["CDate([l])", "1/1/2025 12:00:00 AM", { l: ["2025-01-01"] }],
    ],
    wrong: noDates.map((d): Case => ["CDate([d])", noDate, { d }]),
    limits: [
      ['CDate("9999-12-31T23:59:59Z")', "12/31/9999 11:59:59 PM"],
      ['CDate("9999-12-31T23:59:59-01:00")', beyond],
      ['CDate("0001-01-01T00:00:00+01:00")', beyond],
      ["CDate([d])", noDate, { d: `2025-01-01${" ".repeat(90_000)}x` }],
      ["CDate([d])", noDate, { d: `1/1/2025 1:00${" ".repeat(90_000)}x` }],
    ],
  },
  DateAdd: {
    works: [
      ['DateAdd("d", 7, CDate("2012-03-16-07:00"))', "3/23/2012 7:00:00 AM"],
      ['DateAdd("d", -10, CDate("2012-03-16-07:00"))', "3/6/2012 7:00:00 AM"],
      ['DateAdd("ww", 2, CDate("2012-03-16-07:00"))', "3/30/2012 7:00:00 AM"],
      ['DateAdd("m", 10, CDate("2012-03-16-07:00"))', "1/16/2013 7:00:00 AM"],
      ['DateAdd("yyyy", 2, CDate("2012-03-16-07:00"))', "3/16/2014 7:00:00 AM"],
      ['DateAdd("h", "25", "2012-03-16")', "3/17/2012 1:00:00 AM"],
      ['DateAdd("n", 90, "2012-03-16")', "3/16/2012 1:30:00 AM"],
      ['DateAdd("s", -1, "2012-03-16")', "3/15/2012 11:59:59 PM"],
      ['DateAdd("m", 1, "2024-01-31")', "2/29/2024 12:00:00 AM"],
      ['DateAdd("m", -13, "2024-03-15")', "2/15/2023 12:00:00 AM"],
      ['DateAdd("yyyy", -1, "2024-02-29")', "2/28/2023 12:00:00 AM"],
    ],
    nothing: [
      ['DateAdd("d", 1, [none])', /column 17: DateAdd expects a date .* as its 3rd argument: got nothing/],
    ],
    empty: [['DateAdd("d", 1, "")', noDate]],
    several: [
      ['DateAdd("d", [list], Now())', /DateAdd expects a whole number as its 2nd argument: got 2 values/],
    ],
    wrong: [
      [
        'DateAdd("x", 1, Now())',
        /^error: line 1, column 9: DateAdd expects yyyy or m or d or ww or h or n or s as its/,
      ],
      ['DateAdd("D", 1, Now())', /got "D": did you mean "d"\?$/],
      ['DateAdd("d", 1.5, Now())', /DateAdd expects a whole number as its 2nd argument: got "1.5"/],
    ],
    limits: [
      ['DateAdd("yyyy", 9000, Now())', beyond],
      ['DateAdd("d", 999999999999999999, Now())', beyond],
      ['DateAdd("m", -999999999999999999, Now())', beyond],
    ],
  },
  DateDiff: {
    // The rows that Entra's documents print.
    works: [
      ['DateDiff("d", CDate("2021-08-18+08:00"), CDate("2021-08-31+08:00"))', "13"],
      ['DateDiff("d", CDate("8/25/2021 5:41:18 PM"), CDate("2012-03-16-07:00"))', "-3449"],
      ['DateDiff("ww", CDate("8/25/2021 5:41:18 PM"), CDate("2012-03-16-07:00"))', "-493"],
      ['DateDiff("m", CDate("8/25/2021 5:41:18 PM"), CDate("2012-03-16-07:00"))', "-113"],
      ['DateDiff("yyyy", CDate("8/25/2021 5:41:18 PM"), CDate("2012-03-16-07:00"))', "-9"],
      ['DateDiff("d", CDate("2021-08-31+08:00"), CDate("2021-08-31+08:00"))', "0"],
      ['DateDiff("h", CDate("2021-08-24"), CDate("2021-08-25"))', "24"],
      ['DateDiff("n", CDate("2021-08-24"), CDate("2021-08-25"))', "1440"],
      ['DateDiff("s", CDate("2021-08-24"), CDate("2021-08-25"))', "86400"],
      ['DateDiff("ww", "2025-08-02", "2025-08-03")', "1"],
      ['DateDiff("d", "2025-08-02T13:00Z", "2025-08-02T12:00Z")', "0"],
      ['DateDiff("h", "2025-08-02T12:59Z", "2025-08-02T11:00Z")', "-1"],
    ],
    nothing: [
      [
        'DateDiff("d", [none], Now())',
        /column 15: DateDiff expects a date .* as its 2nd argument: got nothing/,
      ],
    ],
    empty: [['DateDiff("d", Now(), [empty])', /DateDiff expects a date .* as its 3rd argument: got ""/]],
    several: [
      ['DateDiff("d", Now(), [list])', /DateDiff expects a date .* as its 3rd argument: got 2 values/],
    ],
    wrong: [
      [
        'DateDiff("days", Now(), Now())',
        /DateDiff expects yyyy or m or d .* as its 1st argument: got "days"/,
      ],
    ],
    limits: [['DateDiff("s", "0001-01-01", "9999-12-31")', "315537811200"]],
  },
  DateFromNum: {
    works: [
      ["DateFromNum(129699324000000000)", "1/1/2012 11:00:00 PM"],
      ['DateFromNum(" 0 ")', "1/1/1601 12:00:00 AM"],
    ],
    nothing: [["DateFromNum([none])", /DateFromNum expects a whole number as its 1st argument: got ""/]],
    empty: [['DateFromNum("")', /DateFromNum expects a whole number as its 1st argument: got ""/]],
    several: [["DateFromNum([list])", /DateFromNum expects a single text as its 1st argument: got 2 values/]],
    wrong: [
      ['DateFromNum("soon")', /^error: line 1, column 1: DateFromNum expects a whole number .*: got "soon"$/],
      ["DateFromNum(-1)", /DateFromNum expects a whole number as its 1st argument: got "-1"/],
    ],
    limits: [
      ['DateFromNum("2650467743990000000")', "12/31/9999 11:59:59 PM"],
      ['DateFromNum("9223372036854775807")', beyond],
      ["DateFromNum([long])", /DateFromNum expects a whole number/],
    ],
  },
  NumFromDate: {
    works: [
      ['NumFromDate(CDate("2012-01-01 23:00:00"))', "129699324000000000"],
      ['NumFromDate("2020-12-31 23:59:59-08:00")', "132539615990000000"],
    ],
    nothing: [["NumFromDate([none])", noDate]],
    empty: [['NumFromDate("")', noDate]],
    several: [["NumFromDate([list])", /NumFromDate expects a date .* as its 1st argument: got 2 values/]],
    wrong: [['NumFromDate("31.12.2020")', noDate]],
    limits: [
      ['NumFromDate("1601-01-01")', "0"],
      ['NumFromDate("1600-12-31T23:59:59Z")', /NumFromDate expects a date from 1601 on/],
      ['NumFromDate("9999-12-31T23:59:59Z")', "2650467743990000000"],
    ],
  },
  FormatDateTime: {
    works: [
      ['FormatDateTime("20150123105347.1Z", , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', "2015-01-23"],
      ['FormatDateTime("20150123105347.1Z", "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', "2015-01-23"],
      ['FormatDateTime("20150123", "yyyyMMdd", "yyyy-MM-dd", )', "2015-01-23"],
      ['FormatDateTime("2025-12-31-08:00", , "yyyy-MM-ddzzz", "yyyy-MM-dd")', "2025-12-31"],
      ['FormatDateTime("2025-12-31+08:00", , "yyyy-MM-ddzzz", "yyyy-MM-dd")', "2025-12-30"],
      ["FormatDateTime([d], , [i], [o])", "31/12", { d: "2025-12-31", i: "yyyy-MM-dd", o: "dd/MM" }],
    ],
    nothing: [
      ['FormatDateTime([none], , "yyyy", "yy")', null],
      ['FormatDateTime("2025", , "yyyy", [none])', /as its 4th argument: got nothing/],
      ['FormatDateTime("2025", [none], "yyyy", "yy")', "25"],
    ],
    empty: [
      ['FormatDateTime("", , "yyyy", "yy")', null],
      ['FormatDateTime("2025", "", "yyyy", "yy")', "25"],
    ],
    several: [
      [
        'FormatDateTime([list], , "yyyy", "yy")',
        /FormatDateTime expects a date in the format "yyyy": got 2 values/,
      ],
      ['FormatDateTime([l], , "yyyy", "yy")', "25", { l: ["2025"] }],
      [
        'FormatDateTime("2025", [list], "yyyy", "yy")',
        /expects dateTimeStyles .* as its 2nd argument: got 2 values/,
      ],
    ],
    wrong: [
      [
        'FormatDateTime("not a date", , "yyyy-MM-dd", "dd/MM/yyyy")',
        /^error: line 1, column 1: FormatDateTime expects a date in the format "yyyy-MM-dd": got "not a date"$/,
      ],
      ['FormatDateTime("2025", , "", "yy")', /as its 3rd argument: got ""/],
      [
        'FormatDateTime("2025", , "yyyy", "Q")',
        /a date format such as "yyyy-MM-dd" as its 4th argument: got "Q"/,
      ],
      ['FormatDateTime("2025", "yyyy")', /FormatDateTime expects 3 to 4 arguments: got 2/],
    ],
    limits: [
      [`FormatDateTime("2025", , "yyyy", "${"y".repeat(200)}")`, "2025".padStart(200, "0")],
      [
        `FormatDateTime("2025", , "yyyy", "${"y".repeat(201)}")`,
        /a date format such as "yyyy-MM-dd" as its 4th/,
      ],
      ['FormatDateTime([longer], , "yyyy", "yy")', tooLong],
      ['FormatDateTime("9999-12-31 -08:00", , "yyyy-MM-dd zzz", "yyyy")', "9999"],
      ['FormatDateTime("0001-01-01 +08:00", , "yyyy-MM-dd zzz", "yyyy")', beyond],
    ],
  },
});
