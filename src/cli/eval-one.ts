import { compile } from "../expression/compile.ts";
import { ExpressionError, located } from "../expression/expression-error.ts";
import { parse } from "../expression/parse.ts";
import { strictFlaws } from "../expression/strict/strict.ts";
import { suggest } from "../expression/suggest.ts";
import type { Result } from "../expression/value.ts";
import { evalLine, sourceReader } from "../rules/eval-line.ts";
import { knownAttributes, suggestAttribute } from "../rules/source-attribute.ts";
import { printTree } from "./print-tree.ts";
import type { ExitCode, Tools, World } from "./world.ts";

export type EvalOptions = {
  /** Undefined: no attribute has a value. */
  readonly source: { readonly [attribute: string]: unknown } | undefined;
  readonly taken: readonly string[];
  readonly tree: boolean;
  readonly strict: boolean;
  readonly json: boolean;
};

/** Evaluates one expression, and tells what could be meant by what has no value. */
export async function evalOne({ world }: Tools, expr: string, options: EvalOptions): Promise<ExitCode> {
  const { source, taken, json } = options;
  const evaluated = evalLine(
    { expr, source: source ?? {}, taken },
    { now: world.now(), random: world.random },
  );
  const compiled = orNull(() => compile(expr));
  const refusals =
    options.strict && compiled !== null
      ? strictFlaws(compiled).map(({ message, at }) => located(message, at))
      : [];
  const result: Result = refusals.length === 0 ? evaluated : { kind: "error", message: refusals.join("\n") };
  const tree = options.tree ? orNull(() => parse(expr)) : null;
  if (json) {
    world.print(JSON.stringify(options.tree ? { ...result, tree } : result, null, 2));
  } else {
    if (tree !== null) world.print(`${printTree(tree)}\n`);
    for (const name of compiled?.reads ?? []) warn(world, name, source);
    if (refusals.length === 0) printResult(world, result);
    for (const refusal of refusals) world.report(`error: ${refusal}`);
  }
  return result.kind === "error" ? 1 : 0;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    return null;
  }
}

function warn(world: World, name: string, source: EvalOptions["source"] = {}): void {
  if (Object.hasOwn(source, name) || sourceReader(source)(name) !== null) return;
  const hint = hintFor(name, Object.keys(source));
  if (hint !== null) world.report(`warning: [${name}] has no value: ${hint}`);
}

/** Of two names that Entra knows, each is meant. */
function hintFor(name: string, given: readonly string[]): string | null {
  if (isKnownName(name)) {
    const near = suggest(
      name,
      given.filter((other) => !isKnownName(other)),
    );
    return near === null ? null : `--source has [${near}] in its place`;
  }
  const meant = suggest(name, given) ?? suggestAttribute(name, "user");
  return meant === null ? null : `did you mean [${meant}]?`;
}

function isKnownName(name: string): boolean {
  const [property = name] = name.split(".", 1);
  return name.startsWith("extension_") || knownAttributes("user").includes(property);
}

function printResult(world: World, result: Result): void {
  switch (result.kind) {
    case "value":
      return world.print(result.value);
    case "list":
      return result.value.forEach((value) => world.print(value));
    case "null":
      return world.print("(null)");
    case "ignoreFlow":
      return world.print("(the attribute is left alone)");
    case "ignoreObject":
      return world.print("(the object is left alone)");
    case "error":
      return world.report(`error: ${result.message}`);
  }
}
