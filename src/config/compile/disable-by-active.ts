import type { WrittenJob } from "../shape/job-shape.ts";

/** Users whose `active` becomes False when access ends, whatever it is mapped to until then. */
export function disableByActive(users: WrittenJob["users"]): WrittenJob["users"] {
  const name = Object.keys(users.attributes).find((path) => path.toLowerCase() === "active") ?? "active";
  const written = users.attributes[name] ?? '"True"';
  const mapping = typeof written === "string" ? { expression: written } : written;
  const expression = `Switch([IsSoftDeleted], ${mapping.expression}, "True", "False")`;
  return {
    ...users,
    attributes: { ...users.attributes, [name]: { ...mapping, expression, apply: "always" } },
  };
}
