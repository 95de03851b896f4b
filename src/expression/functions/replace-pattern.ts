import { ExpressionError } from "../expression-error.ts";
import { type Outcome, type Signal, failure, isSignal, show } from "../outcome.ts";
import { PatternError } from "../pattern/pattern-error.ts";
import { type Pattern, compilePattern } from "../pattern/pattern.ts";
import { type Replacement, compileReplacement, groupText } from "../pattern/replacement.ts";
import type { Argument } from "./library-function.ts";

/** Replaces in one text; `given` are the regular expression, the group if there is one, and what to put. */
type Change = (source: string | null, given: readonly string[]) => Outcome;

/** `Regex.Replace`. Throws `ExpressionError` for a pattern written out that cannot be used. */
export function replaceMatches(regex: Argument): Change {
  const patternOf = patternReader(regex);
  let last: { readonly pattern: Pattern; readonly written: string; readonly fill: Replacement } | undefined;
  return (source, [text = "", written = ""]) => {
    if (source === null) return null;
    const pattern = patternOf(text);
    if (isSignal(pattern)) return pattern;
    if (last?.pattern !== pattern || last.written !== written) {
      last = { pattern, written, fill: compileReplacement(written, pattern) };
    }
    return replaceAll(pattern, source, last.fill);
  };
}

/** Of each match, the span of the group alone changes. */
export function replaceGroup(regex: Argument, groupName: Argument): Change {
  const groupOf = groupReader(regex, groupName);
  return (source, [text = "", name = "", written = ""]) => {
    if (source === null) return null;
    const found = groupOf(text, name);
    if (isSignal(found)) return found;
    const { pattern, group } = found;
    return replaceAll(pattern, source, (match) => {
      const whole = match.span(0);
      const span = match.span(group);
      if (whole === null || span === null) return groupText(match, 0);
      return match.input.slice(whole.start, span.start) + written + match.input.slice(span.end, whole.end);
    });
  };
}

/** A source that has a value stays as it is; else the group is taken from the other attribute. */
export function takeGroup(regex: Argument, groupName: Argument): Change {
  const groupOf = groupReader(regex, groupName);
  return (source, [text = "", name = "", other = ""]) => {
    if (source !== null && source !== "") return source;
    const found = groupOf(text, name);
    if (isSignal(found)) return found;
    const match = found.pattern.first(other);
    if (match === "tooMuch") return tooMuch(other);
    return match === "none" ? null : groupText(match, found.group);
  };
}

function replaceAll(pattern: Pattern, source: string, replacement: Replacement): Outcome {
  return pattern.replaceAll(source, replacement) ?? tooMuch(source);
}

function tooMuch(text: string): Outcome {
  return failure(
    `Replace takes too long with this regular expression, or makes too long a text: ${show(text)} has ${text.length} characters`,
  );
}

type Group = { readonly pattern: Pattern; readonly group: number };

function groupReader(regex: Argument, groupName: Argument): (text: string, name: string) => Group | Signal {
  const patternOf = patternReader(regex);
  function groupOf(text: string, name: string): Group | Signal {
    const pattern = patternOf(text);
    if (isSignal(pattern)) return pattern;
    const group = pattern.group(name);
    if (group !== undefined) return { pattern, group };
    return failure(
      `Replace expects the name of a group of its regular expression as its 4th argument: got ${show(name)}`,
    );
  }
  if (typeof groupName.constant === "string" && typeof regex.constant === "string") {
    refuseNow(groupOf(regex.constant, groupName.constant), groupName);
  }
  return groupOf;
}

/** Compiling takes far longer than most replacing, and each pattern keeps a table of some 128 KB. */
const mostPatterns = 64;

/** A pattern that is written out is compiled once; of those that are put together, the newest are kept. */
function patternReader(regex: Argument): (text: string) => Pattern | Signal {
  const known = new Map<string, Pattern | Signal>();
  function patternOf(text: string): Pattern | Signal {
    const found = known.get(text);
    if (found !== undefined) return found;
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= mostPatterns) known.delete(oldest);
    const pattern = readPattern(text);
    known.set(text, pattern);
    return pattern;
  }
  if (typeof regex.constant === "string") refuseNow(patternOf(regex.constant), regex);
  return patternOf;
}

function readPattern(text: string): Pattern | Signal {
  if (text === "") return failure("Replace expects a regular expression as its 3rd argument: got nothing");
  try {
    return compilePattern(text);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    return failure(cause.message);
  }
}

function refuseNow(found: object, { at }: Argument): void {
  if (isSignal(found) && found.kind === "error") throw new ExpressionError(found.message, at);
}
