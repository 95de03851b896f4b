import type { WrittenClause } from "../imported.ts";
import { entraOperator } from "../operator-names.ts";
import type { EntraClause, EntraObjectMapping } from "../schema-shape.ts";

/**
 * The scope that Entra would understand. A clause it does not have is left out, so that more people pass
 * there; a group of none but such clauses passes everybody.
 */
export function exportFilter(
  filter: readonly (readonly WrittenClause[])[] = [],
): EntraObjectMapping["scope"] {
  const groups = filter.map((clauses, index) => ({
    name: `Group ${index + 1}`,
    clauses: clauses.flatMap((clause) => exportClause(clause) ?? []),
  }));
  if (groups.length === 0 || groups.some(({ clauses }) => clauses.length === 0)) return null;
  return { groups, inputFilterGroups: [], categoryFilterGroups: [] };
}

/** Null for a clause that Entra does not have. */
export function exportClause({ attribute, operator, value }: WrittenClause): EntraClause | null {
  if (attribute === undefined || operator === undefined || Array.isArray(value)) return null;
  const operatorName = entraOperator(operator);
  if (operatorName === null || typeof value === "object") return null;
  const values = value === undefined ? [] : [textOf(value)];
  return { operatorName, sourceOperandName: attribute, targetOperand: { values } };
}

function textOf(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}
