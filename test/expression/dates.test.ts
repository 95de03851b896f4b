import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "./evaluate.ts";

test("Now() is the time it is given, as Entra prints it", () => {
  assert.equal(evaluate("Now()"), "7/30/2025 12:00:00 AM");
});

test("CDate() reads ISO and printed dates, and refuses what is none", () => {
  assert.equal(evaluate('CDate("2024-02-29T12:05:09.5Z")'), "2/29/2024 12:05:09 PM");
  assert.equal(evaluate('CDate("12/31/2024 12:00:00 AM")'), "12/31/2024 12:00:00 AM");
  assert.equal(evaluate('CDate("2024-12-31 23:30-0100")'), "1/1/2025 12:30:00 AM");
  for (const none of [
    "2023-02-29",
    "2024-13-01",
    "2024-01-01 24:00",
    "13/1/2024",
    "1/1/2024 13:00 PM",
    "soon",
    "",
  ]) {
    assert.match(
      String(evaluate("CDate([d])", { d: none })),
      /CDate expects a date such as .* as its 1st/,
      none,
    );
  }
  assert.match(String(evaluate("CDate([none])")), /got nothing/);
});

test("DateAdd() keeps the day of the month, or ends at its last", () => {
  assert.equal(evaluate('DateAdd("m", 1, CDate("2024-01-31"))'), "2/29/2024 12:00:00 AM");
  assert.equal(evaluate('DateAdd("yyyy", -1, CDate("2024-02-29"))'), "2/28/2023 12:00:00 AM");
  assert.equal(evaluate('DateAdd("m", -13, "2024-03-15")'), "2/15/2023 12:00:00 AM");
  assert.equal(evaluate('DateAdd("n", 90, "2024-03-15")'), "3/15/2024 1:30:00 AM");
  assert.match(
    String(evaluate('DateAdd("yyyy", 9000, "2024-03-15")')),
    /the date is beyond the years 1 to 9999/,
  );
  assert.match(
    String(evaluate('DateAdd("x", 1, "2024-03-15")')),
    /DateAdd expects yyyy or m or d .* got "x"/,
  );
});

test("DateDiff() counts calendar years, months and Sundays, and whole elapsed days", () => {
  assert.equal(evaluate('DateDiff("yyyy", "2024-12-31", "2025-01-01")'), "1");
  assert.equal(evaluate('DateDiff("m", "2024-12-31", "2025-01-01")'), "1");
  assert.equal(evaluate('DateDiff("ww", "2025-08-02", "2025-08-03")'), "1");
  assert.equal(evaluate('DateDiff("d", "2025-08-02T13:00Z", "2025-08-02T12:00Z")'), "0");
  assert.equal(evaluate('DateDiff("h", "2025-08-02T12:59Z", "2025-08-02T11:00Z")'), "-1");
});

test("FormatDateTime() reads and prints .NET's custom formats", () => {
  assert.equal(print("dddd, d MMMM yy 'at' h:m:s tt"), "Friday, 4 July 25 at 4:5:9 PM");
  assert.equal(print("ddd MMM dd HH.mm fff %t K zzz"), "Fri Jul 04 16.05 000 P Z +00:00");
  assert.equal(print(String.raw`\\yyyyy`), "y2025");
  assert.equal(print("s"), "2025-07-04T16:05:09");
  assert.equal(read("4-Jul-49 4:05 pm", "d-MMM-yy h:mm tt"), "2049-07-04 16:05");
  assert.equal(read("4 July 1950", "d MMMM yyyy"), "1950-07-04 00:00");
  assert.equal(read(" 20250704+0200 ", "yyyyMMddzzz"), "2025-07-03 22:00");
  assert.match(
    String(read("4 Juli 1950", "d MMMM yyyy")),
    /expects a date in the format "d MMMM yyyy": got "4 Juli/,
  );
  assert.match(String(read("2025-07-04x", "yyyy-MM-dd")), /expects a date in the format/);
});

test("FormatDateTime() gives nothing for nothing", () => {
  assert.equal(evaluate('FormatDateTime([none], , "yyyy", "yy")'), null);
});

test("NumFromDate() and DateFromNum() count from 1601", () => {
  assert.equal(evaluate('NumFromDate("1601-01-01")'), "0");
  assert.equal(evaluate("DateFromNum(0)"), "1/1/1601 12:00:00 AM");
  assert.match(String(evaluate('DateFromNum("soon")')), /DateFromNum expects a whole number/);
});

test("evaluate() compares dates that functions print by time", () => {
  assert.equal(evaluate('CDate("2025-09-01") < CDate("2025-10-01")'), "True");
  assert.equal(evaluate('CDate("2025-09-01") >= Now()'), "True");
});

test("CDate() ends in time on whatever it reads", () => {
  assert.match(String(evaluate("CDate([d])", { d: `2025-01-01${" ".repeat(90_000)}x` })), /expects a date/);
});

function print(output: string): unknown {
  const source = { d: "2025-07-04 16:05:09" };
  return evaluate(`FormatDateTime([d], , "yyyy-MM-dd HH:mm:ss", "${output}")`, source);
}

function read(d: string, input: string): unknown {
  return evaluate(`FormatDateTime([d], "${input}", "yyyy-MM-dd HH:mm")`, { d });
}
