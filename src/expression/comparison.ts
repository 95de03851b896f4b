import { type Moment, readMoment } from "./date/moment.ts";
import { type Outcome, type Step, failureAt, isSignal, show } from "./outcome.ts";
import type { Expression } from "./parse.ts";
import type { Position } from "./position.ts";
import type { Operator } from "./tokenize.ts";
import type { Value } from "./value.ts";

type Comparison = Extract<Expression, { readonly kind: "comparison" }>;

/**
 * Nothing equals the empty text. Texts compare by character; where an order is asked for, numbers compare by
 * size and dates by time. A number written as one equals every spelling of it. Nothing comes neither before
 * nor after anything.
 */
export function compileComparison(
  { operator, left, right, at }: Comparison,
  [one, other]: [Step, Step],
): Step {
  const numeric = left.kind === "number" || right.kind === "number";
  return (surroundings) => {
    const first = single(one(surroundings), operator, at);
    if (typeof first !== "string") return first;
    const second = single(other(surroundings), operator, at);
    if (typeof second !== "string") return second;
    return compare(first, second, { operator, numeric }) ? "True" : "False";
  };
}

function compare(
  first: string,
  second: string,
  { operator, numeric }: { operator: Operator; numeric: boolean },
): boolean {
  switch (operator) {
    case "=":
      return numeric ? sameNumber(first, second) : first === second;
    case "<>":
      return !(numeric ? sameNumber(first, second) : first === second);
    case "<":
      return inOrder(first, second, (order) => order < 0);
    case "<=":
      return inOrder(first, second, (order) => order <= 0);
    case ">":
      return inOrder(first, second, (order) => order > 0);
    case ">=":
      return inOrder(first, second, (order) => order >= 0);
  }
}

function sameNumber(first: string, second: string): boolean {
  return first === second || (isNumber(first) && isNumber(second) && Number(first) === Number(second));
}

function inOrder(first: string, second: string, holds: (order: number) => boolean): boolean {
  if (first === "" || second === "") return false;
  if (isNumber(first) && isNumber(second)) return holds(Number(first) - Number(second));
  const [earlier, later] = [printedMoment(first), printedMoment(second)];
  if (earlier !== null && later !== null) return holds(earlier - later);
  return holds(first < second ? -1 : first > second ? 1 : 0);
}

/** A date as functions print it; other spellings compare as texts, which is right for ISO ones. */
function printedMoment(text: string): Moment | null {
  return /^\d{1,2}\//.test(text) ? readMoment(text) : null;
}

function isNumber(text: string): boolean {
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text);
}

/** The text to compare, or what stands in the way. */
function single(outcome: Outcome, operator: Operator, at: Position): Outcome {
  if (outcome === null) return "";
  if (typeof outcome === "string" || isSignal(outcome)) return outcome;
  return outcome.length === 1 ? (outcome[0] ?? "") : severalValues(outcome, operator, at);
}

function severalValues(values: Value, operator: Operator, at: Position): Outcome {
  return failureAt(`"${operator}" expects single values: got ${show(values)}`, at);
}
