import { didYouMean } from "../suggest.ts";

/** How the text of a date is read: .NET's `DateTimeStyles`. */
export type DateStyle = keyof typeof styles;

const styles = {
  None: [],
  AllowLeadingWhite: ["AllowLeadingWhite"],
  AllowTrailingWhite: ["AllowTrailingWhite"],
  AllowInnerWhite: ["AllowInnerWhite"],
  AllowWhiteSpaces: ["AllowLeadingWhite", "AllowTrailingWhite", "AllowInnerWhite"],
  NoCurrentDateDefault: ["NoCurrentDateDefault"],
  AdjustToUniversal: ["AdjustToUniversal"],
  AssumeLocal: ["AssumeLocal"],
  AssumeUniversal: ["AssumeUniversal"],
  RoundtripKind: ["RoundtripKind"],
} as const;
const names = Object.keys(styles).filter(isStyle);

/** What holds where a call says nothing. */
export const defaultStyles: ReadonlySet<DateStyle> = new Set([
  "RoundtripKind",
  "AllowLeadingWhite",
  "AllowTrailingWhite",
]);

/** .NET refuses these together, as they say different things of one date. */
const contradictions: readonly (readonly [DateStyle, DateStyle])[] = [
  ["AssumeLocal", "AssumeUniversal"],
  ["RoundtripKind", "AssumeLocal"],
  ["RoundtripKind", "AssumeUniversal"],
  ["RoundtripKind", "AdjustToUniversal"],
];

/** The styles of a list with commas; undefined where one is unknown, or where two contradict each other. */
export function readStyles(written: string): ReadonlySet<DateStyle> | undefined {
  if (written.trim() === "") return defaultStyles;
  const words = wordsOf(written);
  if (!words.every(isStyle)) return undefined;
  const read = new Set<DateStyle>(words.flatMap((word) => styles[word]));
  return contradictions.some((pair) => pair.every((style) => read.has(style))) ? undefined : read;
}

/** What is wrong with a list that `readStyles` does not take, for people. */
export function styleHint(written: string): string {
  const unknown = wordsOf(written).find((word) => !isStyle(word));
  if (unknown !== undefined) return didYouMean(unknown, names);
  const pair = contradictions.find((two) => two.every((style) => wordsOf(written).includes(style)));
  return pair === undefined ? "" : `: ${pair.join(" and ")} contradict each other`;
}

function wordsOf(written: string): readonly string[] {
  return written.split(",").map((word) => word.trim().replace(/^DateTimeStyles\./, ""));
}

function isStyle(word: string): word is DateStyle {
  return Object.hasOwn(styles, word);
}
