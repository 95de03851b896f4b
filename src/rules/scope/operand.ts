import { toText } from "../../expression/to-value.ts";
import type { WrittenOperand } from "./clause.ts";
import { readDateLimit } from "./date-limit.ts";
import type { ScopeOperator } from "./operators.ts";
import { ScopeError } from "./scope-error.ts";
import type { ValueTest } from "./value-test.ts";

/** An operator together with what it compares with. */
export type CompiledTest = {
  readonly operands: readonly string[];
  readonly test: ValueTest;
  readonly readsClock: boolean;
};

/** Throws `ScopeError` for an operand that the operator does not take. */
export function compileTest(operator: ScopeOperator, value: WrittenOperand | undefined): CompiledTest {
  const { name } = operator;
  switch (operator.operand) {
    case "none":
      if (value !== undefined && value !== "") {
        const got = isList(value) ? "a list" : `"${toText(value)}"`;
        throw new ScopeError(`operator "${name}" takes no value: got ${got}`, { key: "value" });
      }
      return { operands: [], test: operator.test, readsClock: false };
    case "text": {
      const operand = singleOperand(name, value);
      return { operands: [operand], test: operator.compile(operand), readsClock: false };
    }
    case "list": {
      const operands = listOperand(name, value);
      return { operands, test: operator.compile(operands), readsClock: false };
    }
    case "date": {
      const operand = singleOperand(name, value);
      const limit = readDateLimit(operand);
      if (limit === null) {
        const message = `operator "${name}" needs a date such as 2027-06-30 or 2027-06-30T08:00:00Z, or now, now-30d, now+2w: got "${operand}"`;
        throw new ScopeError(message, { key: "value" });
      }
      return { operands: [operand], test: operator.compile(limit), readsClock: limit.isRelative };
    }
  }
}

function singleOperand(name: string, value: WrittenOperand | undefined): string {
  if (isList(value)) {
    throw new ScopeError(`operator "${name}" takes one value: got a list, which is what IN takes`, {
      key: "value",
    });
  }
  const operand = toText(value ?? "") ?? "";
  if (operand === "") throw new ScopeError(`operator "${name}" needs a value`, { key: "operator" });
  return operand;
}

function listOperand(name: string, value: WrittenOperand | undefined): readonly string[] {
  if (value === undefined) throw new ScopeError(`operator "${name}" needs a value`, { key: "operator" });
  if (!isList(value)) {
    const got = toText(value);
    throw new ScopeError(`operator "${name}" needs a list of values: got "${got}", write [${got}]`, {
      key: "value",
    });
  }
  const operands = value.map((item) => toText(item) ?? "");
  if (operands.length === 0 || operands.includes("")) {
    const what = operands.length === 0 ? "at least one value" : "values that are not empty";
    throw new ScopeError(`operator "${name}" needs ${what}`, { key: "value" });
  }
  return operands;
}

function isList(value: WrittenOperand | undefined): value is Extract<WrittenOperand, readonly unknown[]> {
  return Array.isArray(value);
}
