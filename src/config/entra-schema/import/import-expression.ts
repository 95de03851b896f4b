import { ExpressionError } from "../../../expression/expression-error.ts";
import { type Expression, parse } from "../../../expression/parse.ts";
import { tryCompile } from "../../shape/expression-flaws.ts";
import { nodeText } from "./node-text.ts";
import { isWellNamed } from "./place-parameters.ts";
import { hasComparison, saySame } from "./same-meaning.ts";
import type { EntraNode } from "../schema-shape.ts";

export type ImportedExpression = {
  readonly text: string;
  /** The root's own text where it says something else than its tree. */
  readonly otherwise: string | null;
};

/**
 * The root's text, as people wrote it, where it says what its tree says or the tree says nothing; else the
 * tree.
 */
export function importExpression(root: EntraNode): ImportedExpression {
  const written = root.expression;
  const drawn = nodeText(root);
  const [text, tree] = [tryParse(written), tryParse(drawn)];
  if (text === null)
    return { text: tree === null && written.trim() !== "" ? written : drawn, otherwise: null };
  if (
    tree === null ||
    isUndrawn(root, text) ||
    hasComparison(text) ||
    saySame(text, tree, isWellNamed(root)) ||
    (tryCompile(drawn) === null && tryCompile(written) !== null)
  ) {
    return { text: written, otherwise: null };
  }
  return { text: drawn, otherwise: written };
}

/** A tree that was left out: only the text tells the arguments. */
function isUndrawn(root: EntraNode, text: Expression): boolean {
  return (
    text.kind === "call" && (root.name === "" || (root.name === text.name && root.parameters.length === 0))
  );
}

function tryParse(text: string): Expression | null {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}
