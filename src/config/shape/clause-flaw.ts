import type { ObjectType } from "../../rules/directory.ts";
import { compileClause } from "../../rules/scope.ts";
import type { Clause } from "../../rules/scope.ts";
import { ScopeError } from "../../rules/scope-error.ts";
import { suggestAttribute } from "../../rules/source-attribute.ts";
import type { LeafParams } from "./leaf.ts";

/** A clause whose value may be any scalar of YAML. */
export type LooseClause = {
  readonly attribute: string;
  readonly operator: string;
  readonly value?: string | number | boolean | undefined;
};

/** Booleans and numbers compare as Entra prints them. */
export function compileLooseClause({ attribute, operator, value }: LooseClause): Clause {
  return compileClause({ attribute, operator, value: textOf(value) });
}

/** What keeps a clause of a scoping filter from being used, and the key that is to blame. */
export function clauseFlaw(
  clause: LooseClause,
  type: ObjectType,
): { readonly message: string; readonly params: LeafParams } | null {
  const suggestion = suggestAttribute(clause.attribute, type);
  if (suggestion !== null) {
    const message = `unknown attribute "${clause.attribute}": did you mean "${suggestion}"?`;
    return { message, params: { key: "attribute" } };
  }
  const message = objectionTo(clause);
  if (message === null) return null;
  const isOperand = clause.value !== undefined && isKnown(clause.operator);
  return { message, params: { key: isOperand ? "value" : "operator" } };
}

function objectionTo(clause: LooseClause): string | null {
  try {
    compileLooseClause(clause);
    return null;
  } catch (error) {
    if (error instanceof ScopeError) return error.message;
    throw error;
  }
}

/** Every operator takes either no value or, among others, a number. */
function isKnown(operator: string): boolean {
  const attribute = "any";
  return [undefined, 0].some((value) => objectionTo({ attribute, operator, value }) === null);
}

function textOf(value: LooseClause["value"]): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value ?? "");
}
