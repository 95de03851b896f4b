/** How other filters call what Entra's operators do, without blanks and underscores. */
const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EQUALS: ["=", "==", "EQ", "IS", "EQUAL TO", "IS EQUAL TO"],
    "NOT EQUALS": ["!=", "<>", "NE", "IS NOT", "DOES NOT EQUAL", "NOT EQUAL TO"],
    INCLUDES: ["CONTAINS", "CO", "HAS", "LIKE"],
    "NOT INCLUDES": ["NOT CONTAINS", "DOES NOT CONTAIN", "DOES NOT INCLUDE", "NOT LIKE"],
    STARTS_WITH: ["SW", "BEGINS WITH"],
    ENDS_WITH: ["EW"],
    GREATER_THAN: [">", "GT"],
    GREATER_THAN_OR_EQUALS: [">=", "GE", "GTE"],
    LESS_THAN: ["<", "LT"],
    LESS_THAN_OR_EQUALS: ["<=", "LE", "LTE"],
    "IS NULL": ["IS EMPTY", "NULL", "EMPTY", "IS BLANK"],
    "IS NOT NULL": ["IS NOT EMPTY", "NOT NULL", "PR", "EXISTS", "IS PRESENT"],
    "REGEX MATCH": ["REGEX", "MATCHES", "MATCH", "REGEXP"],
    "NOT REGEX MATCH": ["NOT MATCHES", "NOT MATCH"],
    IN: ["ONE OF", "ANY OF"],
    "NOT IN": ["NONE OF"],
  }).flatMap(([name, others]) => others.map((other): [string, string] => [withoutBlanks(other), name])),
);

/** The operator that is called so elsewhere; null for none. */
export function operatorSynonym(written: string): string | null {
  return synonyms.get(withoutBlanks(written)) ?? null;
}

function withoutBlanks(name: string): string {
  return name.replaceAll(/[\s_]/g, "").toUpperCase();
}
