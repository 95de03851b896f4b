import { singleText } from "./functions/parameter.ts";
import type { Value } from "./value.ts";

/** A boolean as Entra prints it. */
export function truth(value: boolean): string {
  return value ? "True" : "False";
}

/** What a value means as a condition; nothing means no, undefined where it is neither yes nor no. */
export function readTruth(value: Value): boolean | undefined {
  if (value === null || value === "") return false;
  const written = singleText(value);
  if (written === undefined) return undefined;
  if (/^true$/i.test(written)) return true;
  if (/^false$/i.test(written)) return false;
  const number = Number(written);
  return written.trim() === "" || Number.isNaN(number) ? undefined : number !== 0;
}
