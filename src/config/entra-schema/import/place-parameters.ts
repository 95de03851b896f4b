import type { EntraNode } from "../schema-shape.ts";
import { findSignature } from "../signatures.ts";

/**
 * The arguments of a function in the order in which its text has them; null for one that is left out.
 * Parameters that no signature knows stand as Entra lists them.
 */
export function placeParameters({ name, parameters }: EntraNode): readonly (EntraNode | null)[] {
  const keys = signatureKeys(name, parameters);
  if (!areKnown(keys, parameters)) return parameters.map(({ value }) => value);
  const placed = keys.flatMap((key): readonly (EntraNode | null)[] => {
    const values = parameters.filter((each) => plain(each.key) === plain(key)).map(({ value }) => value);
    return key.endsWith("*") ? values : [values[0] ?? null];
  });
  // Only IIF counts the arguments that are left empty.
  return name === "IIF" ? placed : placed.slice(0, placed.findLastIndex((value) => value !== null) + 1);
}

/** Whether every function of the tree names its parameters as its signature does. */
export function isWellNamed({ name, parameters }: EntraNode): boolean {
  const keys = signatureKeys(name, parameters);
  return (
    (parameters.length === 0 || areKnown(keys, parameters)) &&
    parameters.every(({ value }) => value === null || isWellNamed(value))
  );
}

function areKnown(keys: readonly string[], parameters: EntraNode["parameters"]): boolean {
  const known = new Set(keys.map(plain));
  return keys.length > 0 && parameters.every(({ key }) => known.has(plain(key)));
}

function signatureKeys(name: string, parameters: EntraNode["parameters"]): readonly string[] {
  const keys = findSignature(name)?.keys ?? [];
  // The function has a form of three arguments, which is told by their number.
  const isShort = name === "FormatDateTime" && !parameters.some(({ key }) => plain(key) === "datetimestyles");
  return isShort ? keys.filter((key) => plain(key) !== "datetimestyles") : keys;
}

/** `switchValue*`, `switchValue2` and `SwitchValue` are one key. */
function plain(key: string): string {
  const lower = key.toLowerCase();
  return /^(value|date)[12]$/.test(lower) ? lower : lower.replace(/[\d*]+$/, "");
}
