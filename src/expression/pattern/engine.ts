import { RE2JS, RE2JSException } from "re2js";
import type { Alphabet } from "./alphabet.ts";
import { encodingFor } from "./encoding.ts";
import { PatternError } from "./pattern-error.ts";
import type { Search, Span } from "./match.ts";
import type { Reach } from "./reach.ts";
import type { Translation } from "./translate.ts";

type Matcher = ReturnType<RE2JS["matcher"]>;

const largestProgram = 2_000;
/** Characters looked at times size of the program: about a twentieth of a second. */
const mostWork = 2_000_000;

/** The search that RE2's engine does; throws `PatternError` for what is too large for it. */
export function engineSearch(pattern: string, translation: Translation): Search {
  const { pieces, groups, reach } = translation;
  const { signs, alphabet, encode } = encodingFor(pattern, translation);
  const regex = compileRegex(
    pattern,
    pieces
      .map((piece) => (typeof piece === "string" ? (signs[piece] ?? piece) : alphabet.classOf(piece)))
      .join(""),
  );
  const size = regex.programSize();
  if (size > largestProgram) throw new PatternError(pattern, "it is too large: repeat less");
  function fits(text: string): boolean {
    return text.length * size <= mostWork;
  }
  return {
    fits,
    test: (text) => regex.test(encode(text)),
    finder(input) {
      if (!fits(input)) return () => "tooMuch";
      const encoded = encode(input);
      const matcher = regex.matcher(encoded);
      const workUpTo = countWork(encoded, size, { alphabet, reach });
      let work = 0;
      return () => {
        if (work > mostWork) return "tooMuch";
        if (!matcher.find()) return "none";
        work = workUpTo(matcher.start());
        return { input, span: (group) => lastSpan(matcher, groups.numbered.get(group) ?? []) };
      };
    },
  };
}

function compileRegex(pattern: string, translated: string): RE2JS {
  try {
    return RE2JS.compile(translated);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new PatternError(pattern, "it is too large: nest and repeat less", { cause });
  }
}

/** Of the engine's groups that are one of .NET's, the one that matched last. */
function lastSpan(matcher: Matcher, engine: readonly number[]): Span | null {
  let found: Span | null = null;
  for (const group of engine) {
    const start = matcher.start(group);
    if (start >= (found?.start ?? 0)) found = { start, end: matcher.end(group) };
  }
  return found;
}

/**
 * Tells at each match, by where it starts, the work so far: a search can look beyond the end of its match,
 * and many such searches of one text are no longer linear.
 */
function countWork(
  text: string,
  size: number,
  { alphabet, reach }: { readonly alphabet: Alphabet; readonly reach: Reach },
): (start: number) => number {
  if (text.length * text.length * size <= mostWork) return () => 0;
  const looped = alphabet.charactersOf(reach.looped);
  const stops: number[] = [];
  for (let index = 0; index < text.length; index++) {
    if (!looped.has(text.charCodeAt(index))) stops.push(index);
  }
  let passed = 0;
  let work = text.length * size;
  return (start) => {
    while ((stops[passed] ?? Infinity) < start) passed++;
    work += ((stops[passed + reach.length] ?? text.length) - start) * size;
    return work;
  };
}
