/** Operators that Entra has, as Lockstep writes them → as Entra spells them. */
const entraNames: ReadonlyMap<string, string> = new Map([
  ["EQUALS", "EQUALS"],
  ["NOT EQUALS", "NOT EQUALS"],
  ["IS TRUE", "IS TRUE"],
  ["IS FALSE", "IS FALSE"],
  ["IS NULL", "IS NULL"],
  ["IS NOT NULL", "IS NOT NULL"],
  ["REGEX MATCH", "REGEX MATCH"],
  ["NOT REGEX MATCH", "NOT REGEX MATCH"],
  ["GREATER_THAN", "Greater_Than"],
  ["GREATER_THAN_OR_EQUALS", "Greater_Than_OR_EQUALS"],
  ["INCLUDES", "Includes"],
  ["ENDS_WITH", "ENDS_WITH"],
  ["&", "&"],
  ["!&", "!&"],
]);

/** The name a job file uses; a name that Entra is not known to have stays as it is. */
export function lockstepOperator(written: string): string {
  return entraNames.keys().find((name) => normalize(name) === normalize(written)) ?? written;
}

/** Null for an operator that Entra does not have. */
export function entraOperator(written: string): string | null {
  return entraNames.get(lockstepOperator(written)) ?? null;
}

function normalize(name: string): string {
  return name.replaceAll(/[\s_]/g, "").toUpperCase();
}
