import { type DateFormat, compileFormat, formatMoment } from "../date/format.ts";
import { parseMoment } from "../date/parse.ts";
import { type DateStyle, defaultStyles, readStyles, styleHint } from "../date/styles.ts";
import { type Moment, isMoment, readMoment } from "../date/moment.ts";
import { type Outcome, failure, show } from "../outcome.ts";
import type { Surroundings, Value } from "../value.ts";
import { type Argument, type LibraryFunction, define } from "./library-function.ts";
import { type Parameter, anything, oneOf, singleText, text, wholeNumber } from "./parameter.ts";
import { addTo, difference, intervals } from "../date/intervals.ts";

const date: Parameter<Moment> = {
  expects: "a date such as 2025-12-31T23:59:59Z",
  read: (value) => readMoment(singleText(value) ?? "") ?? undefined,
  fallback: undefined,
};
type Format = readonly [written: string, compiled: DateFormat];

const longestFormat = 200;
const interval = oneOf(...intervals);
/** Compiled once where it is written as a text. */
const format: Parameter<Format> = {
  expects: 'a date format such as "yyyy-MM-dd"',
  read(value) {
    const written = singleText(value) ?? "";
    const compiled = written === "" || written.length > longestFormat ? null : compileFormat(written);
    return compiled === null ? undefined : [written, compiled];
  },
  fallback: undefined,
};
const dateStyles: Parameter<ReadonlySet<DateStyle>> = {
  expects: 'dateTimeStyles such as "AllowWhiteSpaces, AssumeUniversal"',
  read: (value) => (value === null ? defaultStyles : readStyles(singleText(value) ?? "?")),
  fallback: defaultStyles,
  hint: styleHint,
};
const long = define(
  "FormatDateTime",
  [anything, dateStyles, format, format],
  ([source, styles, input, output], { now }) => formatDateTime(source, { styles, input, output, now }),
);
const short = define("FormatDateTime", [anything, format, format], ([source, input, output], { now }) =>
  formatDateTime(source, { styles: defaultStyles, input, output, now }),
);

/** Functions of dates, which flow between them as the text that Entra prints, in UTC. */
export const dateFunctions: readonly LibraryFunction[] = [
  define("Now", [], (_, { now }) => print(now.getTime())),
  define("CDate", [date], ([moment]) => print(moment)),
  define("DateAdd", [interval, wholeNumber, date], ([unit, count, moment]) =>
    print(addTo(moment, unit, count)),
  ),
  define("DateDiff", [interval, date, date], ([unit, from, to]) => String(difference(unit, from, to))),
  define("NumFromDate", [date], ([moment]) =>
    moment < firstFileTime
      ? failure("NumFromDate expects a date from 1601 on as its 1st argument: that is where it counts from")
      : toFileTime(moment).toString(),
  ),
  define("DateFromNum", [text], ([ticks]) =>
    /^\d{1,19}$/.test(ticks.trim())
      ? print(fromFileTime(BigInt(ticks.trim())))
      : failure(`DateFromNum expects a whole number as its 1st argument: got ${show(ticks)}`),
  ),
  /** The second parameter, dateTimeStyles, may be left out altogether. */
  {
    name: "FormatDateTime",
    minimum: short.minimum,
    maximum: long.maximum,
    build: (args, at) => (isShort(args) ? short : long).build(args, at),
  },
];

/** How Entra prints a date. */
const entraFormat = compileFormat("M/d/yyyy h:mm:ss tt") ?? [];
/** FILETIME counts steps of 100 ns since 1601. */
const fileTimeOffset = 11_644_473_600_000n;
const firstFileTime = -Number(fileTimeOffset);

function isShort(args: readonly Argument[]): boolean {
  return args.length === 3 || args[3]?.omitted === true;
}

function toFileTime(moment: Moment): bigint {
  return (BigInt(moment) + fileTimeOffset) * 10_000n;
}

function fromFileTime(ticks: bigint): Moment {
  return Number(ticks / 10_000n - fileTimeOffset);
}

function formatDateTime(
  source: Value,
  {
    styles,
    input: [written, input],
    output: [, output],
    now,
  }: { styles: ReadonlySet<DateStyle>; input: Format; output: Format } & Pick<Surroundings, "now">,
): Outcome {
  if (source === null || source === "") return null;
  const stamp = parseMoment(singleText(source) ?? "", input, { styles, now });
  if (stamp === null)
    return failure(`FormatDateTime expects a date in the format "${written}": got ${show(source)}`);
  if (!isMoment(stamp.moment)) return beyond;
  return formatMoment(stamp.moment, output, stamp);
}

const beyond = failure("the date is beyond the years 1 to 9999");

function print(moment: Moment): Outcome {
  return isMoment(moment) ? formatMoment(moment, entraFormat) : beyond;
}
