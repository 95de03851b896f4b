import { compileComparison } from "./comparison.ts";
import { ExpressionError } from "./expression-error.ts";
import { findFunction } from "./functions/library.ts";
import type { Argument, LibraryFunction } from "./functions/library-function.ts";
import { type Step, bounded, ignoreFlow, ignoreObject, resultOf } from "./outcome.ts";
import { type Expression, parse } from "./parse.ts";
import type { Position } from "./position.ts";
import { didYouMean } from "./suggest.ts";
import type { Result, Surroundings } from "./value.ts";

/** An expression, parsed and checked once, ready to run for any object. */
export type Compiled = {
  readonly text: string;
  readonly tree: Expression;
  /** Attribute names the expression can read, each once. */
  readonly reads: readonly string[];
  /** Functions it calls, each once. */
  readonly calls: readonly string[];
  readonly evaluate: (surroundings: Surroundings) => Result;
};

/** Throws `ExpressionError` for text that no object could ever be evaluated with. */
export function compile(text: string): Compiled {
  const tree = parse(text);
  const names: Names = { reads: new Set(), calls: new Set() };
  const step = tree.kind === "call" ? compileCall(tree, names, true) : compileStep(tree, names);
  return {
    text,
    tree,
    reads: [...names.reads],
    calls: [...names.calls],
    evaluate: (surroundings) => {
      const outcome = step(surroundings);
      // A direct mapping takes whatever the directory has.
      return resultOf(tree.kind === "attribute" ? outcome : bounded(outcome, tree.at));
    },
  };
}

/** What an expression names. */
type Names = { readonly reads: Set<string>; readonly calls: Set<string> };

function compileStep(tree: Expression, names: Names): Step {
  switch (tree.kind) {
    case "call":
      return compileCall(tree, names, false);
    case "comparison":
      return compileComparison(tree, [compileStep(tree.left, names), compileStep(tree.right, names)]);
    case "attribute": {
      const { name } = tree;
      names.reads.add(name);
      return ({ read }) => read(name);
    }
    case "string":
    case "number": {
      const { value } = tree;
      return () => value;
    }
    case "keyword":
      return compileKeyword(tree.name, tree.at);
    case "omitted":
      return () => null;
  }
}

type Call = Extract<Expression, { readonly kind: "call" }>;

function compileCall(call: Call, names: Names, isWhole: boolean): Step {
  names.calls.add(call.name);
  const called = findFunction(call.name, call.at);
  if (called.isWhole === true && !isWhole) {
    throw new ExpressionError(
      `${call.name} must be the whole expression, not a part of one: write the functions around it around each of its arguments`,
      call.at,
    );
  }
  for (const name of called.reads ?? []) names.reads.add(name);
  const written = withoutSurplus(call.arguments, called);
  checkCount(called, written.length, call.at);
  const args = written.map((argument) => toArgument(argument, names));
  return called.build(args, call.at);
}

function toArgument(tree: Expression, names: Names): Argument {
  const argument = { step: compileStep(tree, names), at: tree.at, omitted: tree.kind === "omitted" };
  switch (tree.kind) {
    case "string":
    case "number":
      return { ...argument, constant: tree.value };
    case "keyword":
      return { ...argument, constant: signals.has(tree.name) ? undefined : tree.name };
    case "omitted":
      return { ...argument, constant: null };
    case "call":
    case "comparison":
    case "attribute":
      return { ...argument, constant: undefined };
  }
}

const signals: ReadonlyMap<string, typeof ignoreFlow> = new Map([
  ["IgnoreAttributeFlow", ignoreFlow],
  ["IgnoreObjectFlow", ignoreObject],
]);
const constants: readonly string[] = ["vbTextCompare", "vbBinaryCompare", "UTF8", "Unicode", "ASCII"];

function compileKeyword(name: string, at: Position): Step {
  const signal = signals.get(name);
  if (signal !== undefined) return () => signal;
  if (constants.includes(name)) return () => name;
  const meant = didYouMean(name, [...signals.keys(), ...constants]);
  const cure = meant === "" ? `: write [${name}] for an attribute, "${name}" for a text` : meant;
  throw new ExpressionError(`unknown word "${name}"${cure}`, at);
}

/** Arguments left empty at the end count for nothing, however many there are. */
function withoutSurplus(args: readonly Expression[], { maximum }: LibraryFunction): readonly Expression[] {
  const lastGiven = args.findLastIndex(({ kind }) => kind !== "omitted");
  return args.length > maximum ? args.slice(0, Math.max(maximum, lastGiven + 1)) : args;
}

function checkCount({ name, minimum, maximum }: LibraryFunction, count: number, at: Position): void {
  if (count >= minimum && count <= maximum) return;
  const expected =
    minimum === maximum
      ? `${minimum}`
      : maximum === Infinity
        ? `at least ${minimum}`
        : `${minimum} to ${maximum}`;
  throw new ExpressionError(
    `${name} expects ${expected} argument${/\b1$/.test(expected) ? "" : "s"}: got ${count}`,
    at,
  );
}
