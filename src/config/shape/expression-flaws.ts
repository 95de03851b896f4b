import { compile } from "../../expression/compile.ts";
import type { Compiled } from "../../expression/compile.ts";
import { ExpressionError } from "../../expression/expression-error.ts";
import type { Expression } from "../../expression/parse.ts";
import type { Position } from "../../expression/position.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { suggestAttribute } from "../../rules/source-attribute.ts";

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

function* unknownAttributes(tree: Expression, type: ObjectType): Iterable<Flaw> {
  switch (tree.kind) {
    case "attribute": {
      // It would read as empty without a word.
      if (tree.name === "appRoleAssignments")
        yield { message: "[appRoleAssignments] is not available yet", at: tree.at };
      const suggestion = suggestAttribute(tree.name, type);
      if (suggestion === null) return;
      yield { message: `unknown attribute "${tree.name}": did you mean "${suggestion}"?`, at: tree.at };
      return;
    }
    case "call":
      for (const argument of tree.arguments) yield* unknownAttributes(argument, type);
      return;
    case "comparison":
      yield* unknownAttributes(tree.left, type);
      yield* unknownAttributes(tree.right, type);
      return;
    case "string":
    case "number":
    case "keyword":
    case "omitted":
  }
}
