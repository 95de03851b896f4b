import { located } from "./expression-error.ts";
import type { Position } from "./position.ts";
import type { Result, Surroundings, Value } from "./value.ts";

/** Ends an evaluation early: it passes through every function around it. */
export type Signal = Extract<Result, { readonly kind: "ignoreFlow" | "ignoreObject" | "error" }>;

/** What one part of an expression comes to. */
export type Outcome = Value | Signal;

/** One compiled part of an expression. */
export type Step = (surroundings: Surroundings) => Outcome;

export const ignoreFlow: Signal = { kind: "ignoreFlow" };
export const ignoreObject: Signal = { kind: "ignoreObject" };

/** Longer values are an error, so that no nesting of functions can exhaust the memory. */
export const longestValue = 100_000;

/** What went wrong; the call around it adds where. */
export function failure(reason: string): Signal {
  return { kind: "error", message: reason };
}

export function failureAt(reason: string, at: Position): Signal {
  return { kind: "error", message: located(reason, at) };
}

export function isSignal(outcome: unknown): outcome is Signal {
  return typeof outcome === "object" && outcome !== null && "kind" in outcome;
}

/** A value that is too long to go on with is refused. */
export function bounded(outcome: Outcome, at: Position): Outcome {
  return outcome === null || isSignal(outcome) || !isTooLong(outcome) ? outcome : tooLong(at);
}

function isTooLong(value: string | readonly string[]): boolean {
  if (typeof value === "string") return value.length > longestValue;
  let length = 0;
  for (const text of value) length += text.length;
  return length > longestValue;
}

function tooLong(at: Position): Signal {
  return failureAt(`the value grows beyond ${longestValue} characters`, at);
}

/** A value as messages show it. */
export function show(value: Value): string {
  if (value === null) return "nothing";
  if (typeof value !== "string") return `${value.length} values`;
  return value.length > 60 ? `"${value.slice(0, 60)}…"` : `"${value}"`;
}

/** What the whole evaluation came to. */
export function resultOf(outcome: Outcome): Result {
  if (outcome === null) return nothing;
  if (typeof outcome === "string") return { kind: "value", value: outcome };
  if (isSignal(outcome)) return outcome;
  return outcome.length === 0 ? nothing : { kind: "list", value: outcome };
}

const nothing: Result = { kind: "null" };
