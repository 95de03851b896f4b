import { days, fullYear, months } from "./calendar-names.ts";
import { type Fields, readFraction, readOffset } from "./moment.ts";

/** What .NET calls the kind of a date: whether its text said where it is valid. */
export type DateKind = "utc" | "local" | "unspecified";

/** What the text for one specifier says. */
export type Said = Partial<Fields> & {
  readonly half?: "AM" | "PM";
  readonly weekday?: number;
  readonly zone?: "utc" | "offset";
  /** Steps of 100 ns beyond the millisecond. */
  readonly ticks?: number;
};

/** What a printed date says besides its moment. */
export type Nuance = { readonly kind: DateKind; readonly ticks: number };

/** One kind of specifier of .NET's custom date formats; `width` is how often its letter is repeated. */
type Specifier = {
  readonly print: (date: Date, width: number, nuance: Nuance) => string;
  readonly pattern: (width: number) => string;
  readonly read: (text: string, width: number) => Said;
};

/** By their letter. */
export const specifiers: ReadonlyMap<string, Specifier> = new Map([
  ["y", { print: printYear, pattern: exactly, read: readYear }],
  ["M", named(months, { number: (date) => date.getUTCMonth() + 1, read: (month) => ({ month }) })],
  ["d", weekdayOrDay()],
  ["H", numeric((date) => date.getUTCHours(), "hour")],
  ["h", numeric((date) => date.getUTCHours() % 12 || 12, "hour")],
  ["m", numeric((date) => date.getUTCMinutes(), "minute")],
  ["s", numeric((date) => date.getUTCSeconds(), "second")],
  [
    "f",
    {
      print: fraction,
      pattern: (width) => String.raw`\d{${width}}`,
      read: fractionOf,
    },
  ],
  [
    "F",
    {
      print: shortFraction,
      pattern: (width) => String.raw`\d{0,${width}}`,
      read: fractionOf,
    },
  ],
  /** Goes with its decimal sign: without digits there is none. */
  [
    ".",
    {
      print: (date, width, nuance) => shortFraction(date, width - 1, nuance).replace(/^(?=.)/, "."),
      pattern: (width) => String.raw`(?:\.\d{0,${width - 1}})?`,
      read: (text) => fractionOf(text.slice(1)),
    },
  ],
  [
    "t",
    {
      print: (date, width) => (date.getUTCHours() < 12 ? "AM" : "PM").slice(0, width),
      pattern: (width) => (width === 1 ? "[AP]" : "[AP]M"),
      read: (text) => ({ half: /^p/i.test(text) ? "PM" : "AM" }),
    },
  ],
  ["g", { print: () => "A.D.", pattern: () => String.raw`A\.D\.|AD`, read: () => ({}) }],
  [
    "z",
    {
      print: (_, width) => ["+0", "+00"][width - 1] ?? "+00:00",
      pattern: (width) => (width > 2 ? String.raw`(?:[+-]\d{2}:?\d{2}|Z)` : String.raw`[+-]\d{1,2}`),
      read: readZone,
    },
  ],
  [
    "K",
    {
      print: (_, _width, { kind }) => ({ utc: "Z", local: "+00:00", unspecified: "" })[kind],
      pattern: () => String.raw`(?:[+-]\d{2}:\d{2}|Z)?`,
      read: readZone,
    },
  ],
  /** Said of a text that is read; printed, it is a letter like others. */
  ["Z", { print: (_, width) => "Z".repeat(width), pattern: () => "Z|GMT", read: () => readZone("Z") }],
]);

function printYear(date: Date, width: number): string {
  return digits(width > 2 ? date.getUTCFullYear() : date.getUTCFullYear() % 100, width);
}

function readYear(text: string, width: number): Said {
  const year = Number(text);
  return { year: width > 2 ? year : fullYear(year) };
}

function readZone(text: string): Said {
  if (text === "") return {};
  return { offset: readOffset(text), zone: /^z$/i.test(text) ? "utc" : "offset" };
}

/** A number in one or two digits, or its name from three letters on. */
function named(
  names: readonly string[],
  { number, read }: { number: (date: Date) => number; read: (number: number) => Said },
): Specifier {
  return {
    print: (date, width) =>
      width < 3 ? digits(number(date), width) : (spelled(names, width)[number(date) - 1] ?? ""),
    pattern: (width) => (width < 3 ? exactly(width) : `(?:${spelled(names, width).join("|")})`),
    read: (text, width) => read(width < 3 ? Number(text) : numberOf(text, spelled(names, width))),
  };
}

function spelled(names: readonly string[], width: number): readonly string[] {
  return width === 3 ? names.map((name) => name.slice(0, 3)) : names;
}

function numberOf(text: string, names: readonly string[]): number {
  return names.findIndex((name) => name.toLowerCase() === text.toLowerCase()) + 1;
}

/** The day of the month in digits, the one of the week by its name. */
function weekdayOrDay(): Specifier {
  const day = numeric((date) => date.getUTCDate(), "day");
  const weekday = named(days, {
    number: (date) => date.getUTCDay() + 1,
    read: (number) => ({ weekday: number - 1 }),
  });
  return {
    print: (date, width, nuance) => (width < 3 ? day : weekday).print(date, width, nuance),
    pattern: (width) => (width < 3 ? day : weekday).pattern(width),
    read: (text, width) => (width < 3 ? day : weekday).read(text, width),
  };
}

function numeric(value: (date: Date) => number, field: keyof Fields): Specifier {
  return {
    print: (date, width) => digits(value(date), Math.min(width, 2)),
    pattern: (width) => exactly(Math.min(width, 2)),
    read: (text) => ({ [field]: Number(text) }),
  };
}

/** A single letter takes one digit or two. */
function exactly(width: number): string {
  return width === 1 ? String.raw`\d{1,2}` : String.raw`\d{${width}}`;
}

function digits(number: number, width: number): string {
  return String(number).padStart(width, "0");
}

function fraction(date: Date, width: number, { ticks }: Nuance): string {
  return (digits(date.getUTCMilliseconds(), 3) + digits(ticks, 4)).slice(0, width);
}

function shortFraction(date: Date, width: number, nuance: Nuance): string {
  return fraction(date, width, nuance).replace(/0+$/, "");
}

function fractionOf(text: string): Said {
  return { millisecond: readFraction(text), ticks: Number(text.slice(3, 7).padEnd(4, "0")) };
}
