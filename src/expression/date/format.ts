import { type Nuance, type Said, specifiers } from "./specifiers.ts";
import type { Moment } from "./moment.ts";

/** One piece of a .NET custom date format. */
type Piece = {
  readonly letter: string;
  readonly isBlank: boolean;
  readonly print: (date: Date, nuance: Nuance) => string;
  /** Sticky. */
  readonly pattern: RegExp;
  readonly read: (text: string) => Said;
};

/** A .NET date format in its pieces; names are English ones. */
export type DateFormat = readonly Piece[];

const piece =
  /(?:\\[^]|'[^']*'|"[^"]*"|(?<dotted>\.F+)|(?<letter>[yMdgHhmsfFtzKZ])\k<letter>*|%(?=[^%])|[^\\'"%])/gy;
/** One letter alone stands for a whole format, as .NET's invariant culture has it. */
const standardFormats: ReadonlyMap<string, string> = new Map([
  ["d", "MM/dd/yyyy"],
  ["D", "dddd, dd MMMM yyyy"],
  ["f", "dddd, dd MMMM yyyy HH:mm"],
  ["F", "dddd, dd MMMM yyyy HH:mm:ss"],
  ["g", "MM/dd/yyyy HH:mm"],
  ["G", "MM/dd/yyyy HH:mm:ss"],
  ["M", "MMMM dd"],
  ["m", "MMMM dd"],
  ["o", "yyyy-MM-ddTHH:mm:ss.fffffffK"],
  ["O", "yyyy-MM-ddTHH:mm:ss.fffffffK"],
  ["r", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"],
  ["R", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"],
  ["s", "yyyy-MM-ddTHH:mm:ss"],
  ["t", "HH:mm"],
  ["T", "HH:mm:ss"],
  ["u", "yyyy-MM-dd HH:mm:ss'Z'"],
  ["U", "dddd, dd MMMM yyyy HH:mm:ss"],
  ["y", "yyyy MMMM"],
  ["Y", "yyyy MMMM"],
]);
const mostFractionDigits = 7;

/** Null for what .NET knows no such format. */
export function compileFormat(written: string): DateFormat | null {
  const custom = written.length === 1 ? standardFormats.get(written) : written;
  if (custom === undefined) return null;
  const pieces: Piece[] = [];
  let length = 0;
  for (const { 0: text, groups } of custom.matchAll(piece)) {
    const letter = groups?.["dotted"] === undefined ? groups?.["letter"] : ".";
    if (letter !== undefined && "fF".includes(letter) && text.length > mostFractionDigits) return null;
    pieces.push(letter === undefined ? literal(text) : specified(letter, text.length));
    length += text.length;
  }
  return length === custom.length ? pieces : null;
}

const plainUtc: Nuance = { kind: "utc", ticks: 0 };

/** Prints a moment in UTC. */
export function formatMoment(moment: Moment, format: DateFormat, nuance: Nuance = plainUtc): string {
  const date = new Date(moment);
  let printed = "";
  for (const { print } of format) printed += print(date, nuance);
  return printed;
}

function specified(letter: string, width: number): Piece {
  const specifier = specifiers.get(letter);
  if (specifier === undefined) return literal(letter.repeat(width));
  return {
    letter,
    isBlank: false,
    print: (date, nuance) => specifier.print(date, width, nuance),
    pattern: new RegExp(specifier.pattern(width), "iy"),
    read: (text) => specifier.read(text, width),
  };
}

function literal(written: string): Piece {
  const quoted = /^(?:\\([^])|(['"])([^]*)\2)$/.exec(written);
  const text = quoted?.[1] ?? quoted?.[3] ?? (written === "%" ? "" : written);
  return {
    letter: "",
    isBlank: /^\s+$/.test(written),
    print: () => text,
    pattern: new RegExp(RegExp.escape(text), "y"),
    read: () => ({}),
  };
}
