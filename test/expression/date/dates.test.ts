import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "../evaluate.ts";

const readable = "yyyy-MM-dd HH:mm";

test("FormatDateTime() prints .NET's custom formats", () => {
  assert.equal(print("dddd, d MMMM yy 'at' h:m:s tt"), "Friday, 4 July 25 at 4:5:9 PM");
  assert.equal(print("ddd MMM dd HH.mm fff %t zzz gg"), "Fri Jul 04 16.05 070 P +00:00 A.D.");
  assert.equal(print(String.raw`\\yyyyy`), "y2025");
  assert.equal(print("s.FFF s.FFFFFF %F"), "9.07 9.07 ");
  assert.equal(print("%z zz"), "+0 +00");
  assert.equal(evaluate('FormatDateTime("2025", "yyyy", "s.FFF|s.f")'), "0|0.0");
});

test("FormatDateTime() prints .NET's standard formats", () => {
  const formats = {
    d: "07/04/2025",
    D: "Friday, 04 July 2025",
    f: "Friday, 04 July 2025 16:05",
    F: "Friday, 04 July 2025 16:05:09",
    g: "07/04/2025 16:05",
    G: "07/04/2025 16:05:09",
    M: "July 04",
    o: "2025-07-04T16:05:09.0700000",
    r: "Fri, 04 Jul 2025 16:05:09 GMT",
    s: "2025-07-04T16:05:09",
    t: "16:05",
    T: "16:05:09",
    u: "2025-07-04 16:05:09Z",
    y: "2025 July",
  };
  for (const [format, printed] of Object.entries(formats)) assert.equal(print(format), printed, format);
});

test("FormatDateTime() refuses what is no format of .NET", () => {
  for (const format of ["Q", "'open", "%", "%%d", "ffffffff", String.raw`yyyy\\`]) {
    assert.match(String(print(format)), /expects a date format such as "yyyy-MM-dd" as its 4th/, format);
  }
});

test("FormatDateTime() reads .NET's custom formats", () => {
  assert.equal(read("4-Jul-49 4:05 pm", "d-MMM-yy h:mm tt"), "2049-07-04 16:05");
  assert.equal(read("4-jul-50", "d-MMM-yy"), "1950-07-04 00:00");
  assert.equal(read("4 July 1950", "d MMMM yyyy"), "1950-07-04 00:00");
  assert.equal(read("20250704+0200", "yyyyMMddzzz"), "2025-07-03 22:00");
  assert.equal(read("2025-07-04T10:00-05:30", "yyyy-MM-ddTHH:mmK"), "2025-07-04 15:30");
  assert.equal(read("2025-07-04 1 A.D.", "yyyy-MM-dd H gg"), "2025-07-04 01:00");
  assert.equal(read("2025-07-04 9.5", "yyyy-MM-dd H.FFF"), "2025-07-04 09:00");
  assert.equal(read("2025-07-04 9", "yyyy-MM-dd H.FFF"), "2025-07-04 09:00");
  assert.equal(read("Fri 2025-07-04", "ddd yyyy-MM-dd"), "2025-07-04 00:00");
  for (const [text, format] of [
    ["4 Juli 1950", "d MMMM yyyy"],
    ["2025-07-04x", "yyyy-MM-dd"],
    ["2025-7-4", "yyyy-MM-dd"],
    ["2025-02-30", "yyyy-MM-dd"],
    ["Sat 2025-07-04", "ddd yyyy-MM-dd"],
    ["2025-07-04 +15:00", "yyyy-MM-dd zzz"],
    ["2025-07-04 25", "yyyy-MM-dd HH"],
  ] as const) {
    assert.match(
      String(read(text, format)),
      /^line 1, column 1: FormatDateTime expects a date in the format/,
      text,
    );
  }
});

test("FormatDateTime() reads a clock of twelve hours as .NET does", () => {
  assert.equal(read("2025-07-04 12", "yyyy-MM-dd hh"), "2025-07-04 00:00");
  assert.equal(read("2025-07-04 11", "yyyy-MM-dd hh"), "2025-07-04 11:00");
  assert.equal(read("2025-07-04 12 P", "yyyy-MM-dd hh t"), "2025-07-04 12:00");
  assert.match(String(read("2025-07-04 13 PM", "yyyy-MM-dd hh tt")), /expects a date in the format/);
  assert.equal(read("2025-07-04 13 PM", "yyyy-MM-dd HH tt"), "2025-07-04 13:00");
  assert.match(String(read("2025-07-04 13 AM", "yyyy-MM-dd HH tt")), /expects a date in the format/);
});

test("FormatDateTime() fills what a text does not say from the clock, unless told not to", () => {
  assert.equal(read("16:05", "HH:mm"), "2025-07-30 16:05");
  assert.equal(read("July 4", "MMMM d"), "2025-07-04 00:00");
  assert.equal(read("4", "%d"), "2025-01-04 00:00");
  assert.equal(read("2024", "yyyy"), "2024-01-01 00:00");
  assert.equal(styled("NoCurrentDateDefault", "16:05", "HH:mm"), "0001-01-01 16:05 ");
});

test("FormatDateTime() takes blanks as dateTimeStyles says", () => {
  const refused = /expects a date in the format/;
  assert.equal(read("  2025-07-04\t", "yyyy-MM-dd"), "2025-07-04 00:00");
  assert.equal(read("2025-07-04", " yyyy-MM-dd "), "2025-07-04 00:00");
  assert.match(String(read("2025 - 07-04", "yyyy-MM-dd")), refused);
  assert.match(String(styled("None", " 2025-07-04", "yyyy-MM-dd")), refused);
  assert.match(String(styled("RoundtripKind", "2025-07-04 ", "yyyy-MM-dd")), refused);
  assert.equal(styled("AllowLeadingWhite", " 2025-07-04", "yyyy-MM-dd"), "2025-07-04 00:00 ");
  assert.match(String(styled("AllowLeadingWhite", "2025-07-04 ", "yyyy-MM-dd")), refused);
  assert.equal(styled("AllowTrailingWhite", "2025-07-04 ", "yyyy-MM-dd"), "2025-07-04 00:00 ");
  assert.match(String(styled("AllowTrailingWhite", " 2025-07-04", "yyyy-MM-dd")), refused);
  assert.equal(styled("AllowInnerWhite", "2025 - 07-04", "yyyy-MM-dd"), "2025-07-04 00:00 ");
  assert.equal(styled("AllowInnerWhite", "20250704", "yyyy MM dd"), "2025-07-04 00:00 ");
  assert.match(String(styled("AllowInnerWhite", "2025-07-04 ", "yyyy-MM-dd")), refused);
  assert.equal(styled("AllowWhiteSpaces", " 2025 -07-04 ", "yyyy-MM-dd"), "2025-07-04 00:00 ");
});

test("FormatDateTime() knows where a date is valid as dateTimeStyles says", () => {
  const [zoned, placed] = ["yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm"];
  assert.equal(styled("", "2025-07-04 10:00Z", zoned), "2025-07-04 10:00 Z");
  assert.equal(styled("", "2025-07-04 10:00+02:00", zoned), "2025-07-04 08:00 +00:00");
  assert.equal(styled("", "2025-07-04 10:00", placed), "2025-07-04 10:00 ");
  assert.equal(styled("None", "2025-07-04 10:00Z", zoned), "2025-07-04 10:00 +00:00");
  assert.equal(styled("AdjustToUniversal", "2025-07-04 10:00+02:00", zoned), "2025-07-04 08:00 Z");
  assert.equal(styled("AdjustToUniversal", "2025-07-04 10:00", placed), "2025-07-04 10:00 ");
  assert.equal(styled("AssumeUniversal", "2025-07-04 10:00", placed), "2025-07-04 10:00 +00:00");
  assert.equal(styled("AssumeLocal", "2025-07-04 10:00", placed), "2025-07-04 10:00 +00:00");
  assert.equal(styled("AssumeLocal,AdjustToUniversal", "2025-07-04 10:00", placed), "2025-07-04 10:00 Z");
  assert.equal(
    styled("AssumeUniversal, AdjustToUniversal", "2025-07-04 10:00+02:00", zoned),
    "2025-07-04 08:00 Z",
  );
  assert.equal(
    styled("DateTimeStyles.RoundtripKind", "2025-07-04 10:00Z", "yyyy-MM-dd HH:mmZ"),
    "2025-07-04 10:00 Z",
  );
});

test("FormatDateTime() refuses dateTimeStyles that .NET does not have, with what was meant", () => {
  const refused = "line 1, column 21: FormatDateTime expects dateTimeStyles such as ";
  assert.ok(refusal("AllowWhiteSpace").startsWith(refused));
  assert.match(refusal("AllowWhiteSpace"), /: got "AllowWhiteSpace": did you mean "AllowWhiteSpaces"\?$/);
  assert.match(refusal("None, assumelocal"), /: got "None, assumelocal": did you mean "AssumeLocal"\?$/);
  assert.match(
    refusal("RoundtripKind, AssumeLocal"),
    /: RoundtripKind and AssumeLocal contradict each other$/,
  );
  assert.match(refusal("AssumeLocal,AssumeUniversal"), /contradict each other$/);
  assert.match(refusal("AdjustToUniversal,RoundtripKind"), /contradict each other$/);
  assert.match(String(evaluate('FormatDateTime([d], [s], "yyyy", "yy")', { d: "1", s: "x" })), /: got "x"$/);
});

test("CDate() is done in time with whatever it reads", () => {
  const started = process.cpuUsage();
  for (const start of ["2025-01-01", "1/1/2025", "1/1/2025 1:00", "1/1/2025 1:00 PM"]) {
    assert.match(
      String(evaluate("CDate([d])", { d: `${start}${" ".repeat(90_000)}x` })),
      /expects a date/,
      start,
    );
  }
  const { user } = process.cpuUsage(started);
  assert.ok(user < 500_000, `took ${user} µs`);
});

test("evaluate() compares dates that functions print by time", () => {
  assert.equal(evaluate('CDate("2025-09-01") < CDate("2025-10-01")'), "True");
  assert.equal(evaluate('CDate("2025-09-01") >= Now()'), "True");
});

function refusal(styles: string): string {
  return String(evaluate(`FormatDateTime([d], "${styles}", "yyyy", "yy")`));
}

function print(output: string): unknown {
  const source = { d: "2025-07-04 16:05:09.07" };
  return evaluate(`FormatDateTime([d], , "yyyy-MM-dd HH:mm:ss.FF", "${output}")`, source);
}

function read(d: string, input: string): unknown {
  return evaluate(`FormatDateTime([d], "${input}", "${readable}")`, { d });
}

function styled(styles: string, d: string, input: string): unknown {
  return evaluate(`FormatDateTime([d], "${styles}", "${input}", "${readable} K")`, { d });
}

test("FormatDateTime() keeps fractions of a second to 100 ns", () => {
  const from = '"yyyy-MM-ddTHH:mm:ss.FFFFFFFZ"';
  function formatted(to: string) {
    return evaluate(`FormatDateTime("2025-07-04T16:05:09.1234506Z", ${from}, "${to}")`);
  }
  assert.equal(formatted("yyyy-MM-ddTHH:mm:ss.fffffffZ"), "2025-07-04T16:05:09.1234506Z");
  assert.equal(formatted("ss.ffff|ss.FFFFFF|o"), "09.1234|09.12345|o");
  assert.equal(evaluate(`FormatDateTime("2025-07-04T16:05:09.12Z", ${from}, "ss.fffffff")`), "09.1200000");
});
