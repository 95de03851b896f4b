import type { Expression } from "../expression/parse.ts";

/** One line for each part of an expression, indented, with the line and the column where it begins. */
export function printTree(tree: Expression): string {
  return linesOf(tree, 0).join("\n");
}

function linesOf(tree: Expression, depth: number): readonly string[] {
  const line = `${"  ".repeat(depth)}${wordsFor(tree)} at ${tree.at.line}:${tree.at.column}`;
  return [line, ...partsOf(tree).flatMap((part) => linesOf(part, depth + 1))];
}

function wordsFor(tree: Expression): string {
  switch (tree.kind) {
    case "call":
    case "keyword":
      return `${tree.kind} ${tree.name}`;
    case "attribute":
      return `attribute [${tree.name}]`;
    case "string":
      return `text ${JSON.stringify(tree.value)}`;
    case "number":
      return `number ${tree.value}`;
    case "comparison":
      return `comparison ${tree.operator}`;
    case "omitted":
      return "nothing";
  }
}

function partsOf(tree: Expression): readonly Expression[] {
  switch (tree.kind) {
    case "call":
      return tree.arguments;
    case "comparison":
      return [tree.left, tree.right];
    case "keyword":
    case "attribute":
    case "string":
    case "number":
    case "omitted":
      return [];
  }
}
