import { badRequest, unsupportedQuery } from "./graph-error.ts";

/** Whether an object passes; it is given the value of a property by its name. */
export type Predicate = (valueOf: (property: string) => unknown) => boolean;

const token = /\s*('(?:[^']|'')*'|[\w-]+|[(),])/gy;
const largestIn = 15;

/** Reads `a eq 'x'` and `a in ('x','y')`, joined by `or` or by `and`. */
export function readFilter(text: string): Predicate {
  const tokens = tokenize(text);
  const clauses: Predicate[] = [readClause(tokens)];
  const joint = tokens[0]?.toLowerCase();
  while (tokens.length > 0) {
    const word = tokens.shift()?.toLowerCase();
    if (word !== joint || (word !== "or" && word !== "and")) {
      throw unsupportedQuery("Unsupported or invalid query filter clause specified.");
    }
    clauses.push(readClause(tokens));
  }
  return (valueOf) =>
    joint === "and" ? clauses.every((clause) => clause(valueOf)) : clauses.some((clause) => clause(valueOf));
}

function tokenize(text: string): string[] {
  const tokens = Array.from(text.matchAll(token), (match) => match[1] ?? "");
  const read = tokens.join("").length;
  if (tokens.length === 0 || read !== text.replaceAll(/\s+(?=(?:[^']*'[^']*')*[^']*$)/g, "").length) {
    throw badRequest("Invalid filter clause: the expression cannot be read.");
  }
  return tokens;
}

function readClause(tokens: string[]): Predicate {
  const [property = "", operator = ""] = tokens.splice(0, 2);
  switch (operator.toLowerCase()) {
    case "eq": {
      const wanted = readLiteral(tokens.shift());
      return (valueOf) => same(valueOf(property), wanted);
    }
    case "in": {
      const list = readList(tokens);
      return (valueOf) => list.some((wanted) => same(valueOf(property), wanted));
    }
    default:
      throw unsupportedQuery(
        `Unsupported or invalid query filter clause specified for property '${property}'.`,
      );
  }
}

function readList(tokens: string[]): unknown[] {
  const end = tokens.indexOf(")");
  const [open, ...inside] = tokens.splice(0, end + 1);
  if (end === -1 || open !== "(") throw badRequest("Invalid filter clause: a list is missing.");
  const values = inside.filter((word) => word !== "," && word !== ")").map(readLiteral);
  if (values.length > largestIn) {
    throw badRequest(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${values.length}. Max allowed: ${largestIn}.`,
    );
  }
  return values;
}

function readLiteral(word: string | undefined): unknown {
  if (word === "true" || word === "false") return word === "true";
  if (word === "null") return null;
  if (word?.startsWith("'") !== true) throw badRequest("Invalid filter clause: a literal is missing.");
  return word.slice(1, -1).replaceAll("''", "'");
}

/** Directory strings are compared without regard to case. */
function same(value: unknown, wanted: unknown): boolean {
  if (typeof value === "string" && typeof wanted === "string")
    return value.toLowerCase() === wanted.toLowerCase();
  return value === wanted;
}
