import { ExpressionError } from "../expression-error.ts";
import { type Step, failureAt, isSignal, show } from "../outcome.ts";
import type { Position } from "../position.ts";
import type { Argument, LibraryFunction } from "./library-function.ts";
import { ordinal, singleText } from "./parameter.ts";

/** The function that asks the target which values it has. */
export const uniqueFunctions: readonly LibraryFunction[] = [
  { name: "SelectUniqueValue", minimum: 2, maximum: Infinity, isWhole: true, build: buildSelectUniqueValue },
];

/** How the message begins that ends with the values. */
export const allTaken = "SelectUniqueValue finds each of its values taken in the target";

/** A rule is evaluated only where those before it are taken; one that comes to nothing is passed over. */
function buildSelectUniqueValue(args: readonly Argument[], at: Position): Step {
  if (args.filter(({ omitted }) => !omitted).length < 2) {
    throw new ExpressionError("SelectUniqueValue expects at least 2 values to choose from: got fewer", at);
  }
  return (surroundings) => {
    const taken: string[] = [];
    for (const [index, { step, at: place }] of args.entries()) {
      const outcome = step(surroundings);
      if (isSignal(outcome)) return outcome;
      const value = outcome === null ? "" : singleText(outcome);
      if (value === undefined) {
        return failureAt(
          `SelectUniqueValue expects a single text as its ${ordinal(index + 1)} argument: got ${show(outcome)}`,
          place,
        );
      }
      if (value === "") continue;
      if (!surroundings.taken(value)) return value;
      taken.push(value);
    }
    if (taken.length === 0) return null;
    return failureAt(`${allTaken} (${taken.map(show).join(", ").slice(0, 500)}): give it another rule`, at);
  };
}
