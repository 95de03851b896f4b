import { ExpressionError } from "../expression-error.ts";
import { type Outcome, type Step, bounded, failureAt, isSignal, longestValue, show } from "../outcome.ts";
import type { Position } from "../position.ts";
import { type Argument, type LibraryFunction, settle } from "./library-function.ts";
import { ordinal, singleText } from "./parameter.ts";
import { replaceGroup, replaceMatches, takeGroup } from "./replace-pattern.ts";
import { replaceText } from "./replace-text.ts";

/**
 * One of the five functions that Entra's `Replace` is, chosen by which of its seven parameters are given:
 * source, oldValue, regexPattern, regexGroupName, replacementValue, replacementAttributeName, template.
 */
type Form = {
  /** The arguments it reads besides the source, by their place. */
  readonly given: readonly number[];
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
    const value = bounded(source.step(surroundings), source.at);
    if (isSignal(value)) return value;
    const texts: string[] = [];
    for (const place of given) {
      const argument = args[place] ?? source;
      const outcome = bounded(argument.step(surroundings), argument.at);
      if (isSignal(outcome)) return outcome;
      const text = outcome === null ? "" : singleText(outcome);
      if (text === undefined) {
        const expected = `Replace expects a single text as its ${ordinal(place + 1)} argument`;
        return failureAt(`${expected}: got ${show(outcome)}`, argument.at);
      }
      texts.push(text);
    }
    const outcome =
      value === null || typeof value === "string" || value.length === 0
        ? change(typeof value === "string" ? value : null, texts)
        : changeEach(value, (one) => change(one, texts));
    return settle(outcome, at);
  };
}

function chooseForm(args: readonly Argument[], at: Position): Form {
  const [, oldValue, regex, groupName, replacement, other, template] = args.map((one) =>
    one.omitted ? undefined : one,
  );
  if (oldValue !== undefined && regex !== undefined) {
    const cure = args.length === 3 ? briefCure(oldValue, regex) : "";
    throw new ExpressionError(`Replace takes an oldValue or a regexPattern: got both${cure}`, regex.at);
  }
  if (regex !== undefined) {
    if (replacement !== undefined && groupName === undefined) {
      return { given: [2, 4], change: replaceMatches(regex) };
    }
    if (replacement !== undefined && groupName !== undefined) {
      return { given: [2, 3, 4], change: replaceGroup(regex, groupName) };
    }
    if (other !== undefined && groupName !== undefined) {
      return { given: [2, 3, 5], change: takeGroup(regex, groupName) };
    }
  } else if (oldValue !== undefined && template !== undefined) {
    return {
      given: [1, 6],
      change: (source, [old = "", frame = ""]) => (source === null ? null : replaceText(frame, old, source)),
    };
  } else if (oldValue !== undefined && replacement !== undefined) {
    return {
      given: [1, 4],
      change: (source, [old = "", by = ""]) => (source === null ? null : replaceText(source, old, by)),
    };
  }
  throw new ExpressionError(
    "Replace expects an oldValue (2nd) or a regexPattern (3rd), and what to put there: a replacementValue (5th), a replacementAttributeName with a regexGroupName (6th and 4th) or a template (7th)",
    at,
  );
}

/** Elsewhere a replacement follows what it replaces. */
function briefCure(oldValue: Argument, replacement: Argument): string {
  const [old, by] = [oldValue.constant ?? "old", replacement.constant ?? "new"];
  return `; oldValue is the 2nd argument and replacementValue the 5th: write Replace(…, "${old}", , , "${by}", , )`;
}

function changeEach(values: readonly string[], change: (value: string) => Outcome): Outcome {
  const changed: string[] = [];
  let length = 0;
  for (const value of values) {
    const outcome = change(value);
    if (isSignal(outcome)) return outcome;
    if (typeof outcome !== "string") continue;
    changed.push(outcome);
    length += outcome.length;
    // What is too long already is refused as it is.
    if (length > longestValue) break;
  }
  return changed;
}
