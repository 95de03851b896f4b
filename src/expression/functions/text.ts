import { failure } from "../outcome.ts";
import { each } from "./each.ts";
import { findText } from "./find-text.ts";
import { lowerIn, toLower, toProperCase, toUpper, upperIn, withoutDiacritics } from "./letters.ts";
import { type LibraryFunction, define } from "./library-function.ts";
import { type Parameter, anything, oneOf, optional, singleText, text, wholeNumber } from "./parameter.ts";

/** Without one, letters change as in .NET's invariant culture. */
const culture: Parameter<string> = {
  expects: 'a culture such as "tr-TR"',
  read: (value) => readCulture(singleText(value ?? "")),
  fallback: "",
};

/** Functions of text. What takes a single text works on each value of a list; nothing stays nothing. */
export const textFunctions: readonly LibraryFunction[] = [
  define("Append", [anything, text], ([source, suffix]) => each(source, (found) => found + suffix)),
  define("Prepend", [text, anything], ([prefix, source]) => each(source, (found) => prefix + found)),
  define("Trim", [anything], ([source]) => each(source, (found) => found.trim())),
  define("StripSpaces", [anything], ([source]) => each(source, (found) => found.replaceAll(" ", ""))),
  define("NormalizeDiacritics", [anything], ([source]) => each(source, withoutDiacritics)),
  define("ToLower", [anything, culture], ([source, language]) =>
    each(source, language === "" ? toLower : lowerIn(language)),
  ),
  define("ToUpper", [anything, culture], ([source, language]) =>
    each(source, language === "" ? toUpper : upperIn(language)),
  ),
  define("PCase", [anything, optional(text, "")], ([source, written]) => {
    const separators = written === "" ? null : new Set(written);
    return each(source, (found) => toProperCase(found, separators));
  }),
  define("Left", [anything, wholeNumber], ([source, count]) =>
    each(source ?? "", (found) => (count < 0 ? found : found.slice(0, count))),
  ),
  define("Mid", [anything, wholeNumber, wholeNumber], ([source, start, length]) =>
    each(source ?? "", (found) => mid(found, start, length)),
  ),
  define(
    "InStr",
    [
      text,
      text,
      optional(wholeNumber, 1),
      optional(oneOf("vbBinaryCompare", "vbTextCompare"), "vbBinaryCompare"),
    ],
    ([haystack, needle, start, compare]) => {
      if (start < 1) return failure(`InStr expects a position from 1 on as its 3rd argument: got ${start}`);
      return compare === "vbTextCompare"
        ? position(toLower(haystack), toLower(needle), start)
        : position(haystack, needle, start);
    },
  ),
  define("Word", [text, wholeNumber, text], ([source, number, delimiters]) =>
    number < 1 ? "" : (words(source, new Set(delimiters))[number - 1] ?? ""),
  ),
];

function readCulture(written: string | undefined): string | undefined {
  if (written === undefined || written === "") return written;
  try {
    return Intl.getCanonicalLocales(written)[0];
  } catch {
    return undefined;
  }
}

/**
 * A start or length that makes no sense gives the whole text, as in Microsoft Entra Connect; a start beyond
 * the end gives the empty one.
 */
function mid(source: string, start: number, length: number): string {
  if (start < 1 || length < 0) return source;
  return source.slice(start - 1, start - 1 + length);
}

/** As Visual Basic has it: nothing is found beyond the end, not even the empty text. */
function position(haystack: string, needle: string, start: number): string {
  return start > haystack.length ? "0" : String(findText(haystack, needle, start - 1) + 1);
}

/** Delimiters that follow each other count as one. */
function words(source: string, delimiters: ReadonlySet<string>): string[] {
  const found: string[] = [];
  let word = "";
  for (const character of source) {
    if (!delimiters.has(character)) word += character;
    else if (word !== "") {
      found.push(word);
      word = "";
    }
  }
  if (word !== "") found.push(word);
  return found;
}
