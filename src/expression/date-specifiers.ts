import { type Fields, readFraction, readOffset } from "./moment.ts";

/** One kind of specifier of .NET's custom date formats; `width` is how often its letter is repeated. */
type Specifier = {
  readonly print: (date: Date, width: number) => string;
  readonly pattern: (width: number) => string;
  readonly read: (text: string, width: number) => Partial<Fields>;
};

/** Which half of the day a text says stands beside the fields. */
export const halfDay = "t";

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
/** Years written with two digits end here, as .NET's Gregorian calendar has it. */
const lastShortYear = 49;

/** By their letter. */
export const specifiers: ReadonlyMap<string, Specifier> = new Map([
  [
    "y",
    {
      print: (date, width) => digits(width > 2 ? date.getUTCFullYear() : date.getUTCFullYear() % 100, width),
      pattern: (width) => (width > 2 ? String.raw`\d{4}` : oneOrTwo(width)),
      read: (text, width) => ({ year: width > 2 ? Number(text) : longYear(Number(text)) }),
    },
  ],
  [
    "M",
    {
      print: (date, width) =>
        nameAt(months, date.getUTCMonth(), width) ?? digits(date.getUTCMonth() + 1, width),
      pattern: (width) => (width > 2 ? "[A-Za-z]+" : oneOrTwo(width)),
      read: (text, width) => ({ month: width > 2 ? monthNamed(text, width) : Number(text) }),
    },
  ],
  [
    "d",
    {
      print: (date, width) => nameAt(days, date.getUTCDay(), width) ?? digits(date.getUTCDate(), width),
      pattern: (width) => (width > 2 ? "[A-Za-z]+" : oneOrTwo(width)),
      read: (text, width) => (width > 2 ? {} : { day: Number(text) }),
    },
  ],
  [
    "H",
    numeric(
      (date) => date.getUTCHours(),
      (hour) => ({ hour }),
    ),
  ],
  [
    "h",
    numeric(
      (date) => date.getUTCHours() % 12 || 12,
      (hour) => ({ hour }),
    ),
  ],
  [
    "m",
    numeric(
      (date) => date.getUTCMinutes(),
      (minute) => ({ minute }),
    ),
  ],
  [
    "s",
    numeric(
      (date) => date.getUTCSeconds(),
      (second) => ({ second }),
    ),
  ],
  [
    "f",
    {
      print: fraction,
      pattern: (width) => String.raw`\d{${width}}`,
      read: (text) => ({ millisecond: readFraction(text) }),
    },
  ],
  [
    "F",
    {
      print: (date, width) => fraction(date, width).replace(/0+$/, ""),
      pattern: (width) => String.raw`\d{0,${width}}`,
      read: (text) => ({ millisecond: readFraction(text) }),
    },
  ],
  [
    halfDay,
    {
      print: (date, width) => (date.getUTCHours() < 12 ? "AM" : "PM").slice(0, width),
      pattern: (width) => (width === 1 ? "[AaPp]" : "[AaPp][Mm]"),
      read: () => ({}),
    },
  ],
  [
    "z",
    {
      print: (_, width) => ["+0", "+00"][width - 1] ?? "+00:00",
      pattern: (width) => (width > 2 ? String.raw`(?:[+-]\d{2}:?\d{2}|Z)` : String.raw`[+-]\d{1,2}`),
      read: (text) => ({ offset: readOffset(text) }),
    },
  ],
  [
    "K",
    {
      print: () => "Z",
      pattern: () => String.raw`(?:[+-]\d{2}:\d{2}|Z)?`,
      read: (text) => ({ offset: readOffset(text) }),
    },
  ],
]);

/** Hours, minutes and seconds: one or two digits, or exactly two. */
function numeric(value: (date: Date) => number, field: (number: number) => Partial<Fields>): Specifier {
  return {
    print: (date, width) => digits(value(date), Math.min(width, 2)),
    pattern: oneOrTwo,
    read: (text) => field(Number(text)),
  };
}

function oneOrTwo(width: number): string {
  return width === 1 ? String.raw`\d{1,2}` : String.raw`\d{2}`;
}

function longYear(year: number): number {
  return year + (year <= lastShortYear ? 2000 : 1900);
}

function digits(number: number, width: number): string {
  return String(number).padStart(width, "0");
}

function fraction(date: Date, width: number): string {
  return digits(date.getUTCMilliseconds(), 3).padEnd(width, "0").slice(0, width);
}

function nameAt(names: readonly string[], index: number, width: number): string | undefined {
  return width < 3 ? undefined : shorten(names[index] ?? "", width);
}

/** 0, which no month is, for a name that is none. */
function monthNamed(text: string, width: number): number {
  return months.findIndex((name) => shorten(name, width).toLowerCase() === text.toLowerCase()) + 1;
}

function shorten(name: string, width: number): string {
  return width === 3 ? name.slice(0, 3) : name;
}
