import { type DateFormat, compileFormat, entraFormat, formatMoment, parseMoment } from "../date-format.ts";
import { type Moment, isMoment, readMoment } from "../moment.ts";
import { type Outcome, failure, show } from "../outcome.ts";
import { type LibraryFunction, define } from "./library-function.ts";
import { type Parameter, anything, oneOf, optional, singleText, text, wholeNumber } from "./parameter.ts";
import { addTo, difference, intervals } from "./intervals.ts";

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
    return written === "" || written.length > longestFormat ? undefined : [written, compileFormat(written)];
  },
  fallback: undefined,
};
const long = define(
  "FormatDateTime",
  [anything, optional(text, ""), format, format],
  ([source, , input, output]) => formatDateTime(singleText(source) ?? "", input, output),
);
const short = define("FormatDateTime", [anything, format, format], ([source, input, output]) =>
  formatDateTime(singleText(source) ?? "", input, output),
);

/** Functions of dates, which flow between them as the text that Entra prints, in UTC. */
export const dateFunctions: readonly LibraryFunction[] = [
  define("Now", [], (_, { now }) => print(now.getTime())),
  define("CDate", [date], ([moment]) => print(moment)),
  define("DateAdd", [interval, wholeNumber, date], ([unit, count, moment]) =>
    print(addTo(moment, unit, count)),
  ),
  define("DateDiff", [interval, date, date], ([unit, from, to]) => String(difference(unit, from, to))),
  define("NumFromDate", [date], ([moment]) => toFileTime(moment).toString()),
  define("DateFromNum", [text], ([ticks]) =>
    /^\d{1,19}$/.test(ticks.trim())
      ? print(fromFileTime(BigInt(ticks.trim())))
      : failure(`DateFromNum expects a whole number as its 1st argument: got ${show(ticks)}`),
  ),
  /** The second parameter, dateTimeStyles, may be left out altogether; what it says is passed over. */
  {
    name: "FormatDateTime",
    minimum: short.minimum,
    maximum: long.maximum,
    build: (args, at) => (args.length === 3 ? short : long).build(args, at),
  },
];

/** FILETIME counts steps of 100 ns since 1601. */
const fileTimeOffset = 11_644_473_600_000n;

function toFileTime(moment: Moment): bigint {
  return (BigInt(moment) + fileTimeOffset) * 10_000n;
}

function fromFileTime(ticks: bigint): Moment {
  return Number(ticks / 10_000n - fileTimeOffset);
}

function formatDateTime(source: string, [written, input]: Format, [, output]: Format): Outcome {
  if (source === "") return null;
  const moment = parseMoment(source, input);
  if (moment === null)
    return failure(`FormatDateTime expects a date in the format "${written}": got ${show(source)}`);
  return formatMoment(moment, output);
}

function print(moment: Moment): Outcome {
  return isMoment(moment)
    ? formatMoment(moment, entraFormat)
    : failure("the date is beyond the years 1 to 9999");
}
