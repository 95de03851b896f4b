import { ExpressionError } from "../expression-error.ts";
import { type Outcome, type Step, failureAt, isSignal, longestValue, show } from "../outcome.ts";
import type { Position } from "../position.ts";
import type { Surroundings } from "../value.ts";
import { type Parameter, ordinal } from "./parameter.ts";

/** One argument as a call has it. */
export type Argument = {
  readonly step: Step;
  readonly at: Position;
  /** What is known before any evaluation: a literal's text, null for an omitted argument, else undefined. */
  readonly constant: string | null | undefined;
  readonly omitted: boolean;
};

/** One function of Entra's library. */
export type LibraryFunction = {
  readonly name: string;
  /** Fewest and most arguments. */
  readonly minimum: number;
  readonly maximum: number;
  /** Makes one call of it; throws `ExpressionError` for arguments that can never work. */
  readonly build: (args: readonly Argument[], at: Position) => Step;
};

type Values<P> = { [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };
type Reader = (surroundings: Surroundings) => unknown;

/** Declares a function that evaluates all its arguments first. */
export function define<const P extends readonly Parameter<unknown>[]>(
  name: string,
  parameters: P,
  call: (values: Values<P>, surroundings: Surroundings) => Outcome,
): LibraryFunction {
  return {
    name,
    minimum: parameters.findLastIndex(({ fallback }) => fallback === undefined) + 1,
    maximum: parameters.length,
    build(args, at) {
      const readers = parameters.map((parameter, index) =>
        makeReader(parameter, { name, index, argument: args[index], at }),
      );
      return (surroundings) => {
        const values: unknown[] = [];
        for (const read of readers) {
          const value = read(surroundings);
          if (isSignal(value)) return value;
          values.push(value);
        }
        // Each reader gives what its parameter reads, in the order of the parameters.
        return settle(call(values as Values<P>, surroundings), at);
      };
    },
  };
}

/** Gives an outcome its position, and refuses a value that is too long to go on with. */
export function settle(outcome: Outcome, at: Position): Outcome {
  if (outcome === null) return null;
  if (typeof outcome === "string") return outcome.length > longestValue ? tooLong(at) : outcome;
  if (isSignal(outcome)) return outcome.kind === "error" ? failureAt(outcome.message, at) : outcome;
  let length = 0;
  for (const text of outcome) length += text.length;
  return length > longestValue ? tooLong(at) : outcome;
}

function tooLong(at: Position): Outcome {
  return failureAt(`the value grows beyond ${longestValue} characters`, at);
}

function makeReader(
  parameter: Parameter<unknown>,
  {
    name,
    index,
    argument,
    at,
  }: { name: string; index: number; argument: Argument | undefined; at: Position },
): Reader {
  const { fallback } = parameter;
  const expectation = `${name} expects ${parameter.expects} as its ${ordinal(index + 1)} argument`;
  if (argument === undefined || argument.omitted) {
    if (fallback === undefined)
      throw new ExpressionError(`${expectation}: it is missing`, argument?.at ?? at);
    return () => fallback;
  }
  const { constant, step } = argument;
  if (typeof constant === "string") {
    const value = parameter.read(constant);
    if (value === undefined) throw new ExpressionError(`${expectation}: got ${show(constant)}`, argument.at);
    return () => value;
  }
  return (surroundings) => {
    const given = step(surroundings);
    if (isSignal(given)) return given;
    const value = parameter.read(given);
    return value === undefined ? failureAt(`${expectation}: got ${show(given)}`, argument.at) : value;
  };
}
