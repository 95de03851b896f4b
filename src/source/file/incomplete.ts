import { StopError } from "../../rules/stop-error.ts";

/** The file as a whole says less than it should: nothing may be concluded from it. */
export function incomplete(path: string, fault: { what: string; cure: string; cause?: unknown }): StopError {
  const { what, cure, cause } = fault;
  return new StopError("sourceIncomplete", `Cannot read the directory from ${path}: ${what}`, {
    cure,
    cause,
  });
}
