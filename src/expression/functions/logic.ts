import { ExpressionError } from "../expression-error.ts";
import { type Outcome, type Step, failure, failureAt, ignoreFlow, isSignal, show } from "../outcome.ts";
import type { Position } from "../position.ts";
import type { Value } from "../value.ts";
import { type Argument, type LibraryFunction, define } from "./library-function.ts";
import { type Parameter, anything, ordinal, singleText, text } from "./parameter.ts";
import { readTruth, truth } from "../truth.ts";

const condition: Parameter<boolean> = {
  expects: "True, False or a number",
  read: readTruth,
  fallback: undefined,
};

const longestMessage = 500;

/** Functions that choose between values; a value that is not chosen is not evaluated. */
export const logicFunctions: readonly LibraryFunction[] = [
  { name: "IIF", minimum: 3, maximum: 3, build: buildIif },
  { name: "Switch", minimum: 2, maximum: Infinity, build: buildSwitch },
  { name: "Coalesce", minimum: 1, maximum: Infinity, build: buildCoalesce },
  define("IgnoreFlowIfNullOrEmpty", [anything], ([value]) => (isEmpty(value) ? ignoreFlow : value)),
  define("IsNull", [anything], ([value]) => truth(value === null)),
  define("IsNothing", [anything], ([value]) => truth(value === null)),
  define("IsNullOrEmpty", [anything], ([value]) => truth(isEmpty(value))),
  define("IsPresent", [anything], ([value]) => truth(!isEmpty(value))),
  define("IsString", [anything], ([value]) => truth(typeof value === "string")),
  define("Not", [anything], ([value]) => truth(!/^true$/i.test(singleText(value) ?? ""))),
  define("CBool", [condition], ([value]) => truth(value)),
  define("Error", [text], ([message]) =>
    failure(message === "" ? "Error was called without a message" : message.slice(0, longestMessage)),
  ),
  /** Its value goes to the target as it is; who shows values to people shows others in its place. */
  define("Redact", [anything], ([value]) => value),
];

function buildIif(args: readonly Argument[], at: Position): Step {
  const [test, whenTrue, whenFalse] = args;
  if (test === undefined || test.omitted) throw missing("IIF", "a condition", test?.at ?? at);
  return (surroundings) => {
    const tested = test.step(surroundings);
    if (isSignal(tested)) return tested;
    const holds = readTruth(tested);
    if (holds === undefined) {
      return failureAt(`IIF expects ${condition.expects} as its 1st argument: got ${show(tested)}`, test.at);
    }
    return (holds ? whenTrue : whenFalse)?.step(surroundings) ?? null;
  };
}

/** Key "" stands for an empty source and for a missing one. */
function buildSwitch(args: readonly Argument[], at: Position): Step {
  const [source, otherwise, ...written] = args;
  if (source === undefined || source.omitted) throw missing("Switch", "a source", source?.at ?? at);
  const isSurplus = written.length % 2 !== 0 && written.at(-1)?.omitted === true;
  const rest = isSurplus ? written.slice(0, -1) : written;
  if (rest.length % 2 !== 0) {
    throw new ExpressionError(
      `Switch expects pairs of a key and a value after the source and the default: key ${(rest.length + 1) / 2} has no value`,
      rest.at(-1)?.at ?? at,
    );
  }
  const cases = rest.flatMap((key, index) => (index % 2 === 0 ? [{ key, value: rest[index + 1] }] : []));
  const constants = new Map<string, Step>();
  for (const { key, value } of cases.toReversed()) {
    if (key.constant !== undefined) constants.set(key.constant ?? "", value?.step ?? nothing);
  }
  const allConstant = cases.every(({ key }) => key.constant !== undefined);
  const fallback = otherwise?.step ?? nothing;
  return (surroundings) => {
    const value = source.step(surroundings);
    if (isSignal(value)) return value;
    const wanted = value === null ? "" : singleText(value);
    if (wanted === undefined) {
      return failureAt(`Switch expects a single text as its 1st argument: got ${show(value)}`, source.at);
    }
    if (allConstant) return (constants.get(wanted) ?? fallback)(surroundings);
    for (const { key, value: chosen } of cases) {
      const candidate = key.step(surroundings);
      if (isSignal(candidate)) return candidate;
      if (singleText(candidate ?? "") === wanted) return chosen?.step(surroundings) ?? null;
    }
    return fallback(surroundings);
  };
}

/** An empty text is a value: only nothing is passed over. */
function buildCoalesce(args: readonly Argument[]): Step {
  return (surroundings) => {
    let outcome: Outcome = null;
    for (const { step } of args) {
      outcome = step(surroundings);
      if (outcome !== null) return outcome;
    }
    return outcome;
  };
}

function nothing(): Outcome {
  return null;
}

function isEmpty(value: Value): boolean {
  return value === null || value.length === 0;
}

function missing(name: string, what: string, at: Position): ExpressionError {
  return new ExpressionError(`${name} expects ${what} as its ${ordinal(1)} argument: it is missing`, at);
}
