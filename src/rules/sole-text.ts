import { property } from "./attribute-path.ts";
import type { TargetValue } from "./operation.ts";

/** The one text that a value is; null for none and for several. */
export function soleText(value: TargetValue): string | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value) || value.length !== 1) return null;
  const [only]: readonly unknown[] = value;
  const text = typeof only === "string" ? only : property(only, "value");
  return typeof text === "string" ? text : null;
}
