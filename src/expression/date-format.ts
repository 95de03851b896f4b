import { halfDay, specifiers } from "./date-specifiers.ts";
import { type Fields, type Moment, to24Hours, toMoment } from "./moment.ts";

/** One piece of a .NET custom date format. */
type Piece = {
  readonly letter: string;
  readonly print: (date: Date) => string;
  /** Sticky. */
  readonly pattern: RegExp;
  readonly read: (text: string) => Partial<Fields>;
};

/** A .NET custom date format in its pieces; names are English ones. */
export type DateFormat = readonly Piece[];

const piece = /\\[^]|'[^']*'|"[^"]*"|([yMdHhmsfFtzK])\1*|[^]/g;
const standardFormats: Readonly<Record<string, string>> = {
  d: "MM/dd/yyyy",
  s: "yyyy-MM-ddTHH:mm:ss",
  u: "yyyy-MM-dd HH:mm:ssZ",
  o: "yyyy-MM-ddTHH:mm:ss.fffffffK",
  G: "MM/dd/yyyy HH:mm:ss",
};
const midnight: Fields = {
  year: 1,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  millisecond: 0,
  offset: 0,
};

export function compileFormat(written: string): DateFormat {
  const pieces = [...(standardFormats[written] ?? written).matchAll(piece)];
  return pieces.map(([text, letter]) =>
    letter === undefined ? literal(text) : specified(letter, text.length),
  );
}

/** How Entra prints a date. */
export const entraFormat = compileFormat("M/d/yyyy h:mm:ss tt");

/** Prints a moment in UTC. */
export function formatMoment(moment: Moment, format: DateFormat): string {
  const date = new Date(moment);
  let printed = "";
  for (const { print } of format) printed += print(date);
  return printed;
}

/** Null where the text, apart from blanks around it, is not in that format; without an offset it is UTC. */
export function parseMoment(text: string, format: DateFormat): Moment | null {
  const written = text.trim();
  let fields = midnight;
  let half: string | null = null;
  let place = 0;
  for (const { letter, pattern, read } of format) {
    pattern.lastIndex = place;
    const found = pattern.exec(written)?.[0];
    if (found === undefined) return null;
    place += found.length;
    if (letter === halfDay) half = found;
    fields = { ...fields, ...read(found) };
  }
  if (place !== written.length) return null;
  return toMoment(half === null ? fields : { ...fields, hour: to24Hours(fields.hour, half) });
}

function specified(letter: string, width: number): Piece {
  const specifier = specifiers.get(letter);
  if (specifier === undefined) return literal(letter.repeat(width));
  return {
    letter,
    print: (date) => specifier.print(date, width),
    pattern: new RegExp(specifier.pattern(width), "y"),
    read: (text) => specifier.read(text, width),
  };
}

function literal(written: string): Piece {
  const quoted = /^(?:\\([^])|(['"])([^]*)\2)$/.exec(written);
  const text = quoted?.[1] ?? quoted?.[3] ?? (written === "%" ? "" : written);
  return { letter: "", print: () => text, pattern: new RegExp(RegExp.escape(text), "y"), read: () => ({}) };
}
