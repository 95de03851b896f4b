import { compile } from "../../expression/compile.ts";
import type { Compiled } from "../../expression/compile.ts";
import { ExpressionError } from "../../expression/expression-error.ts";
import type { Expression } from "../../expression/parse.ts";
import type { Position } from "../../expression/position.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { attributeFlaw } from "../../rules/source-attribute.ts";

export type Flaw = { readonly message: string; readonly at: Position };

/** What keeps an expression from being used, or makes it certain that it was not meant. */
export function expressionFlaws(text: string, type: ObjectType): readonly Flaw[] {
  try {
    return [...unknownAttributes(compile(text).tree, type)];
  } catch (error) {
    if (error instanceof ExpressionError) return [{ message: error.reason, at: error.at }];
    throw error;
  }
}

/** Null where the expression has flaws; they are told elsewhere. */
export function tryCompile(text: string): Compiled | null {
  try {
    return compile(text);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

/** Each place where an expression reads an attribute. */
export function* attributesOf(
  tree: Expression,
): Iterable<Extract<Expression, { readonly kind: "attribute" }>> {
  switch (tree.kind) {
    case "attribute":
      yield tree;
      return;
    case "call":
      for (const argument of tree.arguments) yield* attributesOf(argument);
      return;
    case "comparison":
      yield* attributesOf(tree.left);
      yield* attributesOf(tree.right);
      return;
    case "string":
    case "number":
    case "keyword":
    case "omitted":
  }
}

function* unknownAttributes(tree: Expression, type: ObjectType): Iterable<Flaw> {
  for (const { name, at } of attributesOf(tree)) {
    const message = attributeFlaw(name, type);
    if (message !== null) yield { message, at };
  }
}
