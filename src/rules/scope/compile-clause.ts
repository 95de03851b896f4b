import type { Clause, WrittenClause } from "./clause.ts";
import { compileComparison } from "./comparison-clause.ts";
import { compileExpressionClause } from "./expression-clause.ts";
import { ScopeError } from "./scope-error.ts";

/** Throws `ScopeError`. */
export function compileClause(written: WrittenClause): Clause {
  const { attribute, operator, value, expression } = written;
  if (expression !== undefined) {
    if (attribute === undefined && operator === undefined && value === undefined) {
      return compileExpressionClause(expression);
    }
    const other = attribute !== undefined ? "attribute" : operator !== undefined ? "operator" : "value";
    throw new ScopeError(`a clause with an expression has no ${other}: remove one of them`, { key: other });
  }
  if (attribute === undefined && operator === undefined) {
    throw new ScopeError("a clause needs an attribute and an operator, or an expression", { key: null });
  }
  if (attribute === undefined) throw new ScopeError("a clause needs an attribute", { key: "attribute" });
  if (operator === undefined) throw new ScopeError("a clause needs an operator", { key: "operator" });
  return compileComparison(attribute, { operator, value });
}
