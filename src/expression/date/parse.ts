import type { DateFormat } from "./format.ts";
import type { DateKind, Nuance, Said } from "./specifiers.ts";
import type { DateStyle } from "./styles.ts";
import { type Fields, isOnWeekday, type Moment, toMoment } from "./moment.ts";

/** A date that was read, and what its text said of where it is valid. */
export type Stamp = Nuance & { readonly moment: Moment };

type Reading = { readonly styles: ReadonlySet<DateStyle>; readonly now: Date };

/**
 * As .NET's `DateTime.ParseExact` on a machine that keeps UTC: null where the text is not in that format. A
 * date that is not said is today's; of one that is said in part, the rest is this year, January, the first.
 */
export function parseMoment(text: string, format: DateFormat, { styles, now }: Reading): Stamp | null {
  const said = readPieces(text, format, styles);
  const hour = said === null ? null : hourOf(said);
  if (said === null || hour === null) return null;
  const fields: Fields = {
    ...dateOf(said, styles.has("NoCurrentDateDefault") ? new Date(firstDay) : now),
    hour,
    minute: said.minute ?? 0,
    second: said.second ?? 0,
    millisecond: said.millisecond ?? 0,
    offset: said.offset ?? 0,
  };
  const moment = toMoment(fields);
  if (moment === null || !(said.weekday === undefined || isOnWeekday(fields, said.weekday))) return null;
  return { moment, kind: kindOf(said, styles), ticks: said.ticks ?? 0 };
}

const firstDay = "0001-01-01T00:00:00Z";
const blanks = /\s*/y;

type Found = Said & { readonly isTwelve?: boolean };

function readPieces(text: string, format: DateFormat, styles: ReadonlySet<DateStyle>): Found | null {
  const isLeading = styles.has("AllowLeadingWhite");
  const isTrailing = styles.has("AllowTrailingWhite");
  const isInner = styles.has("AllowInnerWhite");
  const cut = isLeading ? text.trimStart() : text;
  const written = isTrailing ? cut.trimEnd() : cut;
  const last = isTrailing ? format.findLastIndex(({ isBlank }) => !isBlank) : format.length - 1;
  let found: Found = {};
  let place = 0;
  let isStart = isLeading;
  for (const { letter, isBlank, pattern, read } of format.slice(0, last + 1)) {
    if (isStart && isBlank) continue;
    isStart = false;
    if (isInner) place = endOf(blanks, written, place) ?? place;
    if (isInner && isBlank) continue;
    const end = endOf(pattern, written, place);
    if (end === null) return null;
    found = { ...found, ...read(written.slice(place, end)) };
    if (letter === "h") found = { ...found, isTwelve: true };
    place = end;
  }
  return place === written.length ? found : null;
}

function endOf(pattern: RegExp, text: string, start: number): number | null {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** A clock of twelve hours without its half says the first; one of 24 must agree with it. */
function hourOf({ hour = 0, half, isTwelve = false }: Found): number | null {
  if (isTwelve) return hour > 12 ? null : (hour % 12) + (half === "PM" ? 12 : 0);
  return half === undefined || (half === "AM") === hour < 12 ? hour : null;
}

function dateOf({ year, month, day }: Found, now: Date): Pick<Fields, "year" | "month" | "day"> {
  const thisYear = now.getUTCFullYear();
  if (year === undefined && month === undefined && day === undefined) {
    return { year: thisYear, month: now.getUTCMonth() + 1, day: now.getUTCDate() };
  }
  return { year: year ?? thisYear, month: month ?? 1, day: day ?? 1 };
}

function kindOf({ zone }: Found, styles: ReadonlySet<DateStyle>): DateKind {
  const isPlaced = zone !== undefined || styles.has("AssumeLocal") || styles.has("AssumeUniversal");
  if (!isPlaced) return "unspecified";
  const isUtc = styles.has("AdjustToUniversal") || (styles.has("RoundtripKind") && zone === "utc");
  return isUtc ? "utc" : "local";
}
