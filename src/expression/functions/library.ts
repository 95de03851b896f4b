import { ExpressionError } from "../expression-error.ts";
import type { Position } from "../position.ts";
import { didYouMean } from "../suggest.ts";
import { functionSynonyms } from "../synonyms.ts";
import { dateFunctions } from "./dates.ts";
import { directoryFunctions } from "./directory.ts";
import { encodingFunctions } from "./encoding.ts";
import { generatedFunctions } from "./generated.ts";
import type { LibraryFunction } from "./library-function.ts";
import { listFunctions } from "./lists.ts";
import { logicFunctions } from "./logic.ts";
import { numberFunctions } from "./numbers.ts";
import { replaceFunctions } from "./replace.ts";
import { roleFunctions } from "./roles.ts";
import { textFunctions } from "./text.ts";
import { uniqueFunctions } from "./unique.ts";

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
    ...roleFunctions,
    ...directoryFunctions,
    ...uniqueFunctions,
  ].map((one) => [one.name, one]),
);

export const functionNames: readonly string[] = [...library.keys()];

/** Throws `ExpressionError` for a name that is no function. */
export function findFunction(name: string, at: Position): LibraryFunction {
  const found = library.get(name);
  if (found !== undefined) return found;
  const synonym = functionSynonyms.get(name.toLowerCase());
  const hint = synonym === undefined ? didYouMean(name, functionNames) : `: did you mean "${synonym}"?`;
  throw new ExpressionError(`unknown function "${name}"${hint}`, at);
}
