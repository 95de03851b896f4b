import { didYouMean } from "../expression/suggest.ts";
import { toText } from "../expression/to-value.ts";
import type { AttributeReader } from "../expression/value.ts";
import { type ScopeOperator, scopeOperators } from "./operators.ts";
import { ScopeError } from "./scope-error.ts";

/** One clause of a scoping filter, compiled. */
export type Clause = {
  /** As people read it: `department EQUALS "Sales"`. */
  readonly text: string;
  /** Entra name of the attribute it reads. */
  readonly attribute: string;
  readonly passes: (read: AttributeReader) => boolean;
};

/** Groups are OR'ed, the clauses of a group are AND'ed. */
export type Filter = readonly (readonly Clause[])[];

/** `clause` is the first one that decided, for people. */
export type ScopeResult = { readonly passes: boolean; readonly clause: string | null };

/** A clause as a job file has it. */
export type WrittenClause = {
  readonly attribute: string;
  readonly operator: string;
  readonly value?: string | number | boolean | undefined;
};

/** Case, blanks and underscores in an operator's name do not matter. Throws `ScopeError`. */
export function compileClause(written: WrittenClause): Clause {
  const { attribute } = written;
  const value = toText(written.value ?? "") ?? "";
  const found = findOperator(written.operator);
  if (found.operand === "none") {
    if (value !== "") throw new ScopeError(`operator "${found.name}" takes no value: got "${value}"`);
    const { test } = found;
    return { text: `${attribute} ${found.name}`, attribute, passes: (read) => test(read(attribute)) };
  }
  if (value === "") throw new ScopeError(`operator "${found.name}" needs a value`);
  const test = found.compile(value);
  return {
    text: `${attribute} ${found.name} "${value}"`,
    attribute,
    passes: (read) => test(read(attribute)),
  };
}

/**
 * Says why an object fails by the clause that stopped the group which came furthest; no filter passes
 * everybody.
 */
export function evaluateScope(filter: Filter | null, read: AttributeReader): ScopeResult {
  if (filter === null || filter.length === 0) return passed;
  let furthest = -1;
  let clause: string | null = null;
  for (const group of filter) {
    const failed = group.findIndex(({ passes }) => !passes(read));
    if (failed === -1) return passed;
    if (failed > furthest) {
      furthest = failed;
      clause = group[failed]?.text ?? null;
    }
  }
  return { passes: false, clause };
}

const passed: ScopeResult = { passes: true, clause: null };
const unsettled = ["&", "!&"];
const operators = new Map(scopeOperators.map((operator) => [normalize(operator.name), operator]));

function findOperator(written: string): ScopeOperator {
  const found = operators.get(normalize(written));
  if (found !== undefined) return found;
  if (unsettled.includes(written.trim())) {
    throw new ScopeError(
      `operator "${written.trim()}" is not supported, as Entra does not say what it does: use "INCLUDES" or "REGEX MATCH"`,
    );
  }
  const names = scopeOperators.map(({ name }) => name);
  const meant = didYouMean(written.toUpperCase(), names);
  throw new ScopeError(
    `unknown operator "${written}"${meant === "" ? `: expected one of ${names.join(", ")}` : meant}`,
  );
}

function normalize(name: string): string {
  return name.replaceAll(/[\s_]/g, "").toUpperCase();
}
