import { didYouMean } from "../../expression/suggest.ts";
import type { Value } from "../../expression/value.ts";
import type { Clause, Verdict, WrittenOperand } from "./clause.ts";
import { compileTest } from "./operand.ts";
import { operatorSynonym } from "./operator-synonyms.ts";
import { findOperator, namingOperators, type ScopeOperator, scopeOperators } from "./operators.ts";
import { ScopeError } from "./scope-error.ts";
import { short, shown } from "./value-text.ts";
import type { Unknown } from "./value-test.ts";

type Compared = { readonly operator: string; readonly value: WrittenOperand | undefined };

/** A clause that compares one attribute. Throws `ScopeError`. */
export function compileComparison(attribute: string, written: Compared): Clause {
  const operator = readOperator(written.operator);
  const { operands, test, readsClock } = compileTest(operator, written.value);
  const text = [attribute, operator.name, ...operandText(operator, operands)].join(" ");
  const list = relationLists.get(attribute);
  const name = list ?? attribute;
  return {
    text,
    reads: [attribute],
    readsClock,
    groups: attribute === "memberOf" && namingOperators.has(operator.name) ? operands : [],
    weigh({ read, now }) {
      const found = list === undefined ? read(name) : (read(name) ?? []);
      return verdictOf({ text, attribute, found, operands }, test(found, now));
    },
  };
}

/** Attributes that are worked out from the whole of an object's relations: without any, the list is empty. */
const relationLists: ReadonlyMap<string, string> = new Map([
  ["memberOf", "memberOf"],
  ["appRoles", "appRoles"],
  ["appRoleAssignments", "appRoles"],
]);

function readOperator(written: string): ScopeOperator {
  const found = findOperator(written);
  if (found !== null) return found;
  const names = scopeOperators.map(({ name }) => name);
  const synonym = operatorSynonym(written);
  const meant = synonym === null ? didYouMean(written.toUpperCase(), names) : `: did you mean "${synonym}"?`;
  const cure = meant === "" ? `: expected one of ${names.join(", ")}` : meant;
  throw new ScopeError(`unknown operator "${written}"${cure}`, { key: "operator" });
}

function operandText({ operand }: ScopeOperator, operands: readonly string[]): readonly string[] {
  const quoted = operands.map((text) => `"${text}"`).join(", ");
  if (operand === "list") return [`[${quoted}]`];
  return quoted === "" ? [] : [quoted];
}

type Found = {
  readonly text: string;
  readonly attribute: string;
  readonly found: Value;
  readonly operands: readonly string[];
};

function verdictOf({ text, attribute, found, operands }: Found, passes: boolean | Unknown): Verdict {
  if (typeof passes === "object") {
    return { kind: "problem", story: `${short(text)} cannot be told: ${attribute} ${passes.unknown}` };
  }
  const is = shown(found);
  if (!passes) return { kind: "fails", story: `${is}: does not pass ${short(text)}` };
  // Where the clause names the value, saying it again tells nothing.
  const isPlain = typeof found === "string" && operands.length === 1 && operands[0] === found;
  return { kind: "passes", story: isPlain ? `${short(text)}: passes` : `${short(text)}: passes, ${is}` };
}
