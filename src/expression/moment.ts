/** A point in time: milliseconds since 1970 in UTC, as `Date.getTime`. */
export type Moment = number;

/** Fields of a date and a time of day; `offset` in minutes east of UTC. */
export type Fields = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly offset: number;
};

const offsetText = String.raw`\s*(Z|[+-]\d{2}:?\d{2})?`;
const iso = new RegExp(
  String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?${offsetText}$`,
  "i",
);
const american = new RegExp(
  String.raw`^(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?)?${offsetText}$`,
  "i",
);

/** Reads an ISO 8601 date, or one as Entra prints it; without an offset it is UTC. Null for anything else. */
export function readMoment(written: string): Moment | null {
  const text = written.trim();
  const isoFields = iso.exec(text);
  if (isoFields !== null) {
    const [, year, month, day, hour, minute, second, fraction, offset] = isoFields;
    return toMoment({
      ...fieldsOf([year, month, day, hour, minute, second]),
      millisecond: readFraction(fraction ?? ""),
      offset: readOffset(offset ?? "Z"),
    });
  }
  const fields = american.exec(text);
  if (fields === null) return null;
  const [, month, day, year, hour, minute, second, half, offset] = fields;
  const read = fieldsOf([year, month, day, hour, minute, second]);
  return toMoment({
    ...read,
    hour: half === undefined ? read.hour : to24Hours(read.hour, half),
    offset: readOffset(offset ?? "Z"),
  });
}

/** Null where there is no such date or time, as on February 30th. */
export function toMoment({
  year,
  month,
  day,
  hour,
  minute,
  second,
  millisecond,
  offset,
}: Fields): Moment | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return same && year > 0 && minute < 60 && second < 60 ? date.getTime() - offset * 60_000 : null;
}

export function isMoment(moment: Moment): boolean {
  const year = new Date(moment).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** Hour 12 is the first of its half day; an hour above it is no such time. */
export function to24Hours(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return NaN;
  return (hour % 12) + (half.toUpperCase().startsWith("P") ? 12 : 0);
}

/** `+08:00` in minutes. */
export function readOffset(text: string): number {
  if (text === "" || text.toUpperCase() === "Z") return 0;
  const [hours = 0, minutes = 0] =
    text
      .slice(1)
      .replace(":", "")
      .match(/\d{1,2}/g)
      ?.map(Number) ?? [];
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** Digits after the decimal sign, in whole milliseconds. */
export function readFraction(digits: string): number {
  return Number(digits.slice(0, 3).padEnd(3, "0"));
}

function fieldsOf(texts: readonly (string | undefined)[]): Fields {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = texts.map((text) =>
    Number(text ?? 0),
  );
  return { year, month, day, hour, minute, second, millisecond: 0, offset: 0 };
}
