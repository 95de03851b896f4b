import { ExpressionError } from "../expression-error.ts";
import type { Position } from "../position.ts";
import { didYouMean } from "../suggest.ts";
import { dateFunctions } from "./dates.ts";
import { encodingFunctions } from "./encoding.ts";
import { generatedFunctions } from "./generated.ts";
import type { LibraryFunction } from "./library-function.ts";
import { listFunctions } from "./lists.ts";
import { logicFunctions } from "./logic.ts";
import { numberFunctions } from "./numbers.ts";
import { replaceFunctions } from "./replace.ts";
import { textFunctions } from "./text.ts";

const library: ReadonlyMap<string, LibraryFunction> = new Map(
  [
    ...textFunctions,
    ...logicFunctions,
    ...listFunctions,
    ...numberFunctions,
    ...replaceFunctions,
    ...dateFunctions,
    ...encodingFunctions,
    ...generatedFunctions,
  ].map((one) => [one.name, one]),
);

/** What Entra has and this library has not. */
const unavailableFunctions: readonly string[] = [
  "AppRoleAssignments",
  "AppRoleAssignmentsComplex",
  "AssertiveAppRoleAssignmentsComplex",
  "DNComponent",
  "DefaultDomain",
  "Error",
  "Redact",
  "SelectUniqueValue",
  "SingleAppRoleAssignment",
  "StringFromSid",
];

/** Throws `ExpressionError` for a name that is no function. */
export function findFunction(name: string, at: Position): LibraryFunction {
  const found = library.get(name);
  if (found !== undefined) return found;
  if (unavailableFunctions.includes(name)) {
    throw new ExpressionError(`function "${name}" is known to Entra but not available here yet`, at);
  }
  const names = [...library.keys(), ...unavailableFunctions];
  throw new ExpressionError(`unknown function "${name}"${didYouMean(name, names)}`, at);
}
