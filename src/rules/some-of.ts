/** At most `limit` of the names, and how many more there are. */
export function someOf(names: readonly string[], limit: number): string {
  const more = names.length - limit;
  const shown = names.slice(0, limit).join(", ");
  return more > 0 ? `${shown} and ${more.toLocaleString("en-US")} more` : shown;
}
