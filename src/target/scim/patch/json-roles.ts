import { type AttributePath, property } from "../../../rules/attribute-path.ts";

/**
 * Roles as Entra adds them: of each one the text of a JSON object, in the `value` of its element. A list that
 * replaces another is sent as objects by Entra, too.
 */
export function jsonRoles({ urn, attribute }: AttributePath, value: unknown): unknown {
  if (urn !== null || attribute.toLowerCase() !== "roles" || !Array.isArray(value)) return value;
  return value.map((role: unknown) => ({ value: JSON.stringify(essentials(role)) }));
}

function essentials(role: unknown): Readonly<Record<string, unknown>> {
  const displayName = property(role, "displayName") ?? property(role, "display");
  return { value: property(role, "value"), ...(displayName === undefined ? {} : { displayName }) };
}
