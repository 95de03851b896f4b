import { days, fullYear, months } from "./calendar-names.ts";

const month = `(?<name>${alternatives(months)})`;
/** Each with the year, the month and the day that it says; a month without its day begins with the first. */
const dates = [
  String.raw`(?<day>\d{1,2})[\s-]+${month}[\s,-]+(?<year>\d{4}|\d{2})`,
  String.raw`${month}\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})`,
  String.raw`${month},?\s+(?<year>\d{4})`,
  String.raw`(?<year>\d{4})/(?<month>\d{1,2})/(?<day>\d{1,2})`,
  String.raw`(?<month>\d{1,2})(?<sign>[/-])(?<day>\d{1,2})\k<sign>(?<year>\d{4}|\d{2})`,
  String.raw`(?<year>\d{4})-(?<month>\d{1,2})(?!-)`,
];
const weekday = `(?:(?<weekday>${alternatives(days)}),?\\s+)?`;
const seconds = String.raw`(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?`;
const time = String.raw`(?:(?:\s+|T)(?<hour>\d{1,2})(?::(?<minute>\d{2})${seconds})?(?:\s*(?<half>[AP])M?)?)?`;
const zone = String.raw`(?:\s*(?:Z|GMT|(?<offset>[+-]\d{1,2}(?::?\d{2})?)))?`;
const spellings = dates.map((date) => new RegExp(`^${weekday}${date}${time}${zone}$`, "i"));

/**
 * The parts of a date that .NET's `DateTime.Parse` reads in its invariant culture besides the usual forms:
 * `16 March 2020`, `Mar 16, 2020 5 PM`, `2020/03/16`, `3-16-20`, `Mon, 16 Mar 2020 10:00:00 GMT`. Year, month
 * and day are numbers, and so is the day of the week, Sunday being 0. The text is not long.
 */
export function readSpelledDate(text: string): Readonly<Record<string, string | undefined>> | null {
  for (const spelling of spellings) {
    const said = spelling.exec(text)?.groups;
    if (said === undefined) continue;
    const { year = "", month: number, name, day = "1", weekday: dayName } = said;
    // An hour alone is one only with its half of the day.
    if (said["hour"] !== undefined && said["minute"] === undefined && said["half"] === undefined) return null;
    return {
      ...said,
      year: year.length === 2 ? String(fullYear(Number(year))) : year,
      month: number ?? String(placeOf(name, months) + 1),
      day,
      weekday: dayName === undefined ? undefined : String(placeOf(dayName, days)),
    };
  }
  return null;
}

function placeOf(written: string | undefined, names: readonly string[]): number {
  const start = written?.slice(0, 3).toLowerCase() ?? "";
  return names.findIndex((name) => name.toLowerCase().startsWith(start));
}

/** Whole names, and their first three letters. */
function alternatives(names: readonly string[]): string {
  return names.flatMap((name) => [name, name.slice(0, 3)]).join("|");
}
