import { RE2JS, RE2JSException } from "re2js";
import { longestValue } from "./outcome.ts";
import { PatternError } from "./pattern-error.ts";
import { translatePattern } from "./translate-pattern.ts";

/** A .NET regular expression that takes linear time, whatever it is and whatever it reads. */
export type Pattern = {
  /** Unanchored, as `Regex.IsMatch`. */
  readonly matches: (text: string) => boolean;
  /**
   * Puts what `replace` gives in the place of each match, as `Regex.Replace`; null where that takes too long
   * or makes too long a text.
   */
  readonly replaceAll: (text: string, replace: (match: Match) => string) => string | null;
  /** The first match; null where there is none. */
  readonly first: (text: string) => Match | null;
  /** .NET's number of a group by its name or number; undefined for a group that is not there. */
  readonly group: (name: string) => number | undefined;
};

/**
 * One match: text and place of each group by .NET's number, null for one that took no part; 0 is the whole.
 */
export type Match = {
  readonly input: string;
  readonly span: (group: number) => { readonly start: number; readonly end: number } | null;
};

const largestProgram = 2_000;
/** Characters looked at times size of the program: about a second. */
const mostWork = 30_000_000;

/** Throws `PatternError` for what is no regular expression, or none that can be matched in linear time. */
export function compilePattern(pattern: string): Pattern {
  const { text, groups } = translatePattern(pattern);
  const regex = compileRegex(pattern, text);
  const size = regex.programSize();
  if (size > largestProgram) throw new PatternError(pattern, "it is too large: repeat less");
  const numbers = netNumbers(groups);
  return {
    matches: (input) => regex.test(input),
    first(input) {
      const matcher = regex.matcher(input);
      return matcher.find() ? toMatch(matcher, { input, numbers }) : null;
    },
    replaceAll(input, replace) {
      const matcher = regex.matcher(input);
      let result = "";
      let end = 0;
      let work = input.length * size;
      while (work <= mostWork && result.length <= longestValue && matcher.find()) {
        result += input.slice(end, matcher.start()) + replace(toMatch(matcher, { input, numbers }));
        end = matcher.end();
        work += (input.length - end + 1) * size;
      }
      result += input.slice(end);
      return work > mostWork || result.length > longestValue ? null : result;
    },
    group(name) {
      const number = /^\d+$/.test(name) ? Number(name) : numbers.indexOf(groups.indexOf(name) + 1);
      return number < numbers.length && (number > 0 || name === "0") ? number : undefined;
    },
  };
}

function compileRegex(pattern: string, translated: string): RE2JS {
  try {
    return RE2JS.compile(translated);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new PatternError(pattern, cause.message.replace(/^error parsing regexp: /, ""), { cause });
  }
}

/** .NET counts the unnamed groups first, then the named ones; RE2 counts them as they open. */
function netNumbers(groups: readonly (string | null)[]): number[] {
  const all = groups.map((name, index) => ({ name, opened: index + 1 }));
  const ordered = [...all.filter(({ name }) => name === null), ...all.filter(({ name }) => name !== null)];
  return [0, ...ordered.map(({ opened }) => opened)];
}

function toMatch(
  matcher: ReturnType<RE2JS["matcher"]>,
  { input, numbers }: { input: string; numbers: readonly number[] },
): Match {
  return {
    input,
    span(group) {
      const opened = numbers[group] ?? 0;
      const start = matcher.start(opened);
      return start < 0 ? null : { start, end: matcher.end(opened) };
    },
  };
}
