import { failure } from "../outcome.ts";
import { type LibraryFunction, define } from "./library-function.ts";
import { type Parameter, anything, singleText } from "./parameter.ts";

/** Exact at any size: user account control flags fit, so does a FILETIME. */
const integer: Parameter<bigint> = {
  expects: "a whole number",
  read(value) {
    const written = singleText(value)?.trim() ?? "";
    return /^-?\d{1,100}$/.test(written) ? BigInt(written) : undefined;
  },
  fallback: undefined,
};

/** Functions of numbers, and the way from anything to its text. */
export const numberFunctions: readonly LibraryFunction[] = [
  define("BitAnd", [integer, integer], ([one, other]) => (one & other).toString()),
  define("CStr", [anything], ([value]) =>
    value === null || singleText(value) !== undefined
      ? (singleText(value) ?? null)
      : failure(`CStr expects a single value: got ${value.length} values`),
  ),
];
