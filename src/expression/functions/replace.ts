import { ExpressionError } from "../expression-error.ts";
import { type Outcome, type Step, failure, failureAt, isSignal, longestValue, show } from "../outcome.ts";
import type { Position } from "../position.ts";
import { PatternError } from "../pattern-error.ts";
import { type Match, type Pattern, compilePattern } from "../pattern.ts";
import { compileReplacement, groupText } from "../replacement.ts";
import { type Argument, type LibraryFunction, settle } from "./library-function.ts";
import { singleText } from "./parameter.ts";

/**
 * One of the five functions that Entra's `Replace` is, chosen by which of its seven parameters are given:
 * source, oldValue, regexPattern, regexGroupName, replacementValue, replacementAttributeName, template.
 */
type Form = {
  /** The arguments it reads besides the source. */
  readonly given: readonly Argument[];
  /** Replaces in one text; null: the source has no value. */
  readonly change: (source: string | null, given: readonly string[]) => Outcome;
};

export const replaceFunctions: readonly LibraryFunction[] = [
  { name: "Replace", minimum: 3, maximum: 7, build: buildReplace },
];

function buildReplace(args: readonly Argument[], at: Position): Step {
  const [source] = args;
  if (source === undefined || source.omitted) {
    throw new ExpressionError("Replace expects a source as its 1st argument: it is missing", at);
  }
  const { given, change } = chooseForm(args, at);
  return (surroundings) => {
    const value = source.step(surroundings);
    if (isSignal(value)) return value;
    const texts: string[] = [];
    for (const argument of given) {
      const outcome = argument.step(surroundings);
      if (isSignal(outcome)) return outcome;
      const text = outcome === null ? "" : singleText(outcome);
      if (text === undefined)
        return failureAt(`Replace expects single texts: got ${show(outcome)}`, argument.at);
      texts.push(text);
    }
    const outcome =
      value === null || typeof value === "string"
        ? change(value, texts)
        : changeEach(value, (one) => change(one, texts));
    return settle(outcome, at);
  };
}

function chooseForm(args: readonly Argument[], at: Position): Form {
  const [, oldValue, regex, groupName, replacement, other, template] = args.map((one) =>
    one.omitted ? undefined : one,
  );
  if (oldValue !== undefined && regex !== undefined) {
    throw new ExpressionError("Replace takes an oldValue or a regexPattern: got both", regex.at);
  }
  if (regex !== undefined) {
    const pattern = readPattern(regex);
    const group = groupName === undefined ? null : readGroup(groupName, pattern);
    if (replacement !== undefined && group === null) return byPattern(pattern, replacement);
    if (replacement !== undefined && group !== null) return byGroup(pattern, group, replacement);
    if (other !== undefined && group !== null) return fromOther(pattern, group, other);
  } else if (oldValue !== undefined && template !== undefined) {
    return {
      given: [oldValue, template],
      change: (source, [old = "", frame = ""]) => (source === null ? null : replacePlain(frame, old, source)),
    };
  } else if (oldValue !== undefined && replacement !== undefined) {
    return {
      given: [oldValue, replacement],
      change: (source, [old = "", by = ""]) => (source === null ? null : replacePlain(source, old, by)),
    };
  }
  throw new ExpressionError(
    "Replace expects an oldValue (2nd) or a regexPattern (3rd), and what to put there: a replacementValue (5th), a replacementAttributeName with a regexGroupName (6th and 4th) or a template (7th)",
    at,
  );
}

function replacePlain(text: string, oldValue: string, newValue: string): Outcome {
  if (oldValue === "" || !text.includes(oldValue)) return text;
  const pieces = text.split(oldValue);
  const grown = text.length + (pieces.length - 1) * (newValue.length - oldValue.length);
  return grown > longestValue ? tooLong : pieces.join(newValue);
}

function byPattern(pattern: Pattern, replacement: Argument): Form {
  if (typeof replacement.constant === "string") {
    const fixed = compileReplacement(replacement.constant, pattern);
    return { given: [], change: (source) => replaceMatches(pattern, source, fixed) };
  }
  return {
    given: [replacement],
    change: (source, [written = ""]) => replaceMatches(pattern, source, compileReplacement(written, pattern)),
  };
}

/** Only the span of the group changes. */
function byGroup(pattern: Pattern, group: number, replacement: Argument): Form {
  return {
    given: [replacement],
    change: (source, [written = ""]) =>
      replaceMatches(pattern, source, (match) => {
        const whole = match.span(0);
        const span = match.span(group);
        if (whole === null || span === null) return groupText(match, 0);
        return match.input.slice(whole.start, span.start) + written + match.input.slice(span.end, whole.end);
      }),
  };
}

/** A source that has a value stays as it is; else the group is taken from the other attribute. */
function fromOther(pattern: Pattern, group: number, other: Argument): Form {
  return {
    given: [other],
    change(source, [written = ""]) {
      if (source !== null && source !== "") return source;
      const match = pattern.first(written);
      return match === null ? null : groupText(match, group);
    },
  };
}

function replaceMatches(pattern: Pattern, source: string | null, replace: (match: Match) => string): Outcome {
  if (source === null) return null;
  if (source.length > longestValue) return tooLong;
  return (
    pattern.replaceAll(source, replace) ??
    failure(`Replace finds too many matches, or makes too much of them, in ${show(source)}`)
  );
}

const tooLong = failure(`the value grows beyond ${longestValue} characters`);

function readPattern(regex: Argument): Pattern {
  if (typeof regex.constant !== "string") {
    throw new ExpressionError("Replace expects its regular expression written out as a text", regex.at);
  }
  try {
    return compilePattern(regex.constant);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw new ExpressionError(cause.message, regex.at, { cause });
  }
}

function readGroup(name: Argument, pattern: Pattern): number {
  const group = typeof name.constant === "string" ? pattern.group(name.constant) : undefined;
  if (group !== undefined) return group;
  throw new ExpressionError(
    `Replace expects the name of a group of its regular expression as its 4th argument: got ${show(name.constant ?? null)}`,
    name.at,
  );
}

function changeEach(values: readonly string[], change: (value: string) => Outcome): Outcome {
  const changed: string[] = [];
  for (const value of values) {
    const outcome = change(value);
    if (isSignal(outcome)) return outcome;
    if (typeof outcome === "string") changed.push(outcome);
  }
  return changed;
}
