import type { WrittenClause } from "../../rules/scope/clause.ts";
import { compileClause } from "../../rules/scope/compile-clause.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { type ClauseKey, ScopeError } from "../../rules/scope/scope-error.ts";
import { attributeFlaw } from "../../rules/source-attribute.ts";
import { expressionFlaws, type Flaw } from "./expression-flaws.ts";

/** What keeps a clause from being used, and the key that is to blame; null: the whole clause. */
export type ClauseFlaw = {
  readonly message: string;
  readonly key: ClauseKey | null;
  /** Where in the text of that key. */
  readonly at: Flaw["at"] | null;
};

/** What keeps a clause of a scoping filter from being used, or makes it certain that it was not meant. */
export function clauseFlaws(clause: WrittenClause, type: ObjectType): readonly ClauseFlaw[] {
  const { attribute, expression } = clause;
  const unreadable = attribute === undefined ? null : unreadableAttribute(attribute, type);
  if (unreadable !== null) return [{ message: unreadable, key: "attribute", at: null }];
  try {
    const { reads } = compileClause(clause);
    if (expression === undefined) return [];
    const flaws = expressionFlaws(expression, type).map((flaw) => ({ ...flaw, key: "expression" as const }));
    const unusable = reads.map((name) => unusableAttribute(name, type)).filter((message) => message !== null);
    return [...flaws, ...unusable.map((message) => ({ message, key: "expression" as const, at: null }))];
  } catch (error) {
    if (!(error instanceof ScopeError)) throw error;
    return [{ message: error.message, key: error.key, at: error.at }];
  }
}

function unreadableAttribute(name: string, type: ObjectType): string | null {
  return attributeFlaw(name, type) ?? unusableAttribute(name, type);
}

/** Members travel on their own way, and are not there when a group is weighed. */
function unusableAttribute(name: string, type: ObjectType): string | null {
  return type === "group" && name === "members" ? "a filter cannot read the members of a group" : null;
}
