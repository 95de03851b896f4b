import { longestValue } from "../outcome.ts";
import { engineSearch } from "./engine.ts";
import type { Found, Match } from "./match.ts";
import { runSearch } from "./one-class.ts";
import { translatePattern } from "./translate.ts";

/** A .NET regular expression that takes linear time, whatever it is and whatever it reads. */
export type Pattern = {
  /** False for a text that is too long for so large a pattern: ask it nothing. */
  readonly fits: (text: string) => boolean;
  /** Unanchored, as `Regex.IsMatch`. */
  readonly matches: (text: string) => boolean;
  /**
   * Puts what `replace` gives in the place of each match, as `Regex.Replace`; null where that takes too long
   * or makes too long a text.
   */
  readonly replaceAll: (text: string, replace: (match: Match) => string) => string | null;
  readonly first: (text: string) => Found;
  /** .NET's number of a group by its name or number; undefined for a group that is not there. */
  readonly group: (name: string) => number | undefined;
  /** .NET's highest number of a group. */
  readonly lastGroup: number;
};

/** Throws `PatternError` for what is no regular expression, or none that can be matched in linear time. */
export function compilePattern(pattern: string): Pattern {
  const translation = translatePattern(pattern);
  const { fits, test, finder } = runSearch(translation) ?? engineSearch(pattern, translation);
  return {
    fits,
    matches: test,
    replaceAll(input, replace) {
      const find = finder(input);
      let result = "";
      let end = 0;
      for (let found = find(); found !== "none"; found = find()) {
        const span = found === "tooMuch" ? null : found.span(0);
        if (found === "tooMuch" || span === null || result.length > longestValue) return null;
        result += input.slice(end, span.start) + replace(found);
        ({ end } = span);
      }
      result += input.slice(end);
      return result.length > longestValue ? null : result;
    },
    first: (input) => finder(input)(),
    group: translation.groups.find,
    lastGroup: Math.max(...translation.groups.numbered.keys()),
  };
}
