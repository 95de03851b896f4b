import type { Value } from "./value.ts";

/** A JSON value of the directory as expressions see it: `True`, `7`, texts; null for whatever has no text. */
export function toValue(json: unknown): Value {
  if (Array.isArray(json)) {
    const texts = json.map(toText).filter((text) => text !== null);
    return texts.length === 0 ? null : texts;
  }
  return toText(json);
}

/** The same for what can only be one value. */
export function toText(json: unknown): string | null {
  if (typeof json === "string") return json;
  if (typeof json === "boolean") return json ? "True" : "False";
  return typeof json === "number" ? String(json) : null;
}
