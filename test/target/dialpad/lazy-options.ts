import type { DialpadOptions } from "../../../src/sandbox/dialpad/options.ts";
import type { Choose } from "../combinations/every-combination.ts";
import type { Row } from "../combinations/space.ts";
import { type Assumption, assumptionNames, company, values } from "./assumptions.ts";

/** The company's options with a value for each assumption. */
export function optionsOf(row: Row): DialpadOptions {
  return lazyOptions((name) => values[name as Assumption][row[name] ?? 0]);
}

/** The company's options, each assumption of which is chosen when somebody looks at it. */
export function lazyOptions(choose: Choose): DialpadOptions {
  const options = { ...company };
  for (const name of assumptionNames) {
    Object.defineProperty(options, name, { get: () => choose(name), enumerable: true });
  }
  return options as DialpadOptions;
}
