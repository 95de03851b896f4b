/** Values of a job file in which `${` is no reference to a variable: the file writes it as `$${`. */
export function escapeReferences(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${", "$$${");
  if (Array.isArray(value)) return value.map(escapeReferences);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeReferences(inner)]));
}
