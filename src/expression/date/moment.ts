import { readSpelledDate } from "./spelled-date.ts";

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

/** Longer texts are refused before the patterns see them. */
const longestText = 100;
const furthestOffset = 14 * 60;
const zone = String.raw`\s*(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?`;
const seconds = String.raw`(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?`;
const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})${seconds}`;
const iso = new RegExp(
  String.raw`^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:[T ]${clock})?${zone}$`,
  "i",
);
const american = new RegExp(
  String.raw`^(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})(?:\s+${clock}\s*(?<half>[AP]M)?)?${zone}$`,
  "i",
);

/**
 * Reads an ISO 8601 date, one as Entra prints it, or another spelling that .NET knows; without an offset it
 * is UTC. Null for anything else.
 */
export function readMoment(written: string): Moment | null {
  const text = written.trim();
  if (text.length > longestText) return null;
  const said = iso.exec(text)?.groups ?? american.exec(text)?.groups ?? readSpelledDate(text);
  if (said === null) return null;
  const { hour = "0", half, fraction = "", weekday } = said;
  const fields = {
    year: Number(said["year"]),
    month: Number(said["month"]),
    day: Number(said["day"]),
    hour: half === undefined ? Number(hour) : to24Hours(Number(hour), half),
    minute: Number(said["minute"] ?? 0),
    second: Number(said["second"] ?? 0),
    millisecond: readFraction(fraction),
    offset: readOffset(said["offset"] ?? ""),
  };
  return weekday === undefined || isOnWeekday(fields, Number(weekday)) ? toMoment(fields) : null;
}

/** Whether the date falls on that day of the week, Sunday being 0. */
export function isOnWeekday(fields: Fields, weekday: number): boolean {
  const day = toMoment({ ...fields, hour: 0, minute: 0, second: 0, millisecond: 0, offset: 0 });
  return day !== null && new Date(day).getUTCDay() === weekday;
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
  const isTime = minute < 60 && second < 60 && Math.abs(offset) <= furthestOffset;
  return same && year > 0 && isTime ? date.getTime() - offset * 60_000 : null;
}

export function isMoment(moment: Moment): boolean {
  const year = new Date(moment).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** Hour 12 is the first of its half day; an hour above it is no such time. */
function to24Hours(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return NaN;
  return (hour % 12) + (half.toUpperCase().startsWith("P") ? 12 : 0);
}

/** `+08:00` in minutes; NaN for what no clock shows. */
export function readOffset(text: string): number {
  if (text === "" || text.toUpperCase() === "Z") return 0;
  const [hours = 0, minutes = 0] =
    text
      .slice(1)
      .replace(":", "")
      .match(/\d{1,2}/g)
      ?.map(Number) ?? [];
  return minutes < 60 ? (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) : NaN;
}

/** Digits after the decimal sign, in whole milliseconds. */
export function readFraction(digits: string): number {
  return Number(digits.slice(0, 3).padEnd(3, "0"));
}
