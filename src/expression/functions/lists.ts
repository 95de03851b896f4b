import { type Step, failure, failureAt, isSignal, longestValue, show } from "../outcome.ts";
import type { Position } from "../position.ts";
import { splitText } from "./find-text.ts";
import { type Argument, type LibraryFunction, define, settle } from "./library-function.ts";
import { anything, list, singleText, text, wholeNumber } from "./parameter.ts";

/** Functions that make, take apart or count several values. */
export const listFunctions: readonly LibraryFunction[] = [
  { name: "Join", minimum: 2, maximum: Infinity, build: buildJoin },
  define("Count", [list], ([values]) => String(values.length)),
  define("Item", [anything, wholeNumber], ([source, index]) => {
    if (source === null) return null;
    const values = typeof source === "string" ? [source] : source;
    const found = values[index - 1];
    return found ?? failure(`Item expects a position from 1 to ${values.length}: got ${index}`);
  }),
  define("RemoveDuplicates", [anything], ([source]) =>
    source === null || typeof source === "string" ? source : [...new Set(source)],
  ),
  /** Each piece is trimmed. An empty one keeps its place, as `Item` counts by it; no target is given it. */
  define("Split", [anything, text], ([source, delimiter]) => {
    if (source === null) return null;
    const whole = singleText(source);
    if (whole === undefined) {
      return failure(`Split expects a single text as its 1st argument: got ${show(source)}`);
    }
    if (whole.trim() === "") return [];
    const pieces = delimiter === "" ? [whole] : splitText(whole, delimiter);
    return pieces.map((piece) => piece.trim());
  }),
];

/** Multi-valued arguments are expanded; empty values leave no separator behind. */
function buildJoin([separator, ...parts]: readonly Argument[], at: Position): Step {
  const fixed = separator?.constant;
  return (surroundings) => {
    const between = fixed ?? separator?.step(surroundings) ?? "";
    if (isSignal(between)) return between;
    const sign = singleText(between);
    if (sign === undefined) {
      return failureAt(
        `Join expects a single text as its 1st argument: got ${show(between)}`,
        separator?.at ?? at,
      );
    }
    let joined = "";
    for (const { step } of parts) {
      const part = step(surroundings);
      if (isSignal(part)) return part;
      if (part === null || part === "") continue;
      for (const one of typeof part === "string" ? [part] : part) {
        if (one !== "") joined = joined === "" ? one : joined + sign + one;
        if (joined.length > longestValue) return settle(joined, at);
      }
    }
    return joined;
  };
}
