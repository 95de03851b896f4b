import type { TargetElement } from "./operation.ts";

/** The object with a text `value` that a JSON text holds; its other sub-attributes are texts or booleans. */
export function elementOf(text: string): TargetElement | null {
  if (!text.trimStart().startsWith("{")) return null;
  const subs: Record<string, string | boolean> = {};
  for (const [name, sub] of entriesOf(text)) {
    if (typeof sub === "string" || typeof sub === "boolean") subs[name] = sub;
  }
  const { value } = subs;
  return typeof value === "string" && value.trim() !== "" ? { ...subs, value } : null;
}

function entriesOf(json: string): readonly (readonly [string, unknown])[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : [];
  } catch {
    return [];
  }
}
