import { ExpressionError } from "../expression-error.ts";
import { type Outcome, type Step, bounded, failureAt, isSignal, show } from "../outcome.ts";
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
  /** It must be the whole expression, not a part of one. */
  readonly isWhole?: true;
  /** Attributes it reads besides those that its arguments name. */
  readonly reads?: readonly string[];
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

/** Gives an outcome its position, and refuses a value that is too long. */
export function settle(outcome: Outcome, at: Position): Outcome {
  if (!isSignal(outcome)) return bounded(outcome, at);
  return outcome.kind === "error" ? failureAt(outcome.message, at) : outcome;
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
    if (value !== undefined) return () => value;
    const hint = parameter.hint?.(constant) ?? "";
    throw new ExpressionError(`${expectation}: got ${show(constant)}${hint}`, argument.at);
  }
  return (surroundings) => {
    const given = bounded(step(surroundings), argument.at);
    if (isSignal(given)) return given;
    const value = parameter.read(given);
    return value === undefined ? failureAt(`${expectation}: got ${show(given)}`, argument.at) : value;
  };
}
