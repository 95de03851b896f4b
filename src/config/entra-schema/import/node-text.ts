import { print } from "../../../expression/print.ts";
import { placeParameters } from "./place-parameters.ts";
import type { EntraNode } from "../schema-shape.ts";

/** The expression that a tree of Entra's stands for. */
export function nodeText(node: EntraNode): string {
  switch (node.type.toLowerCase()) {
    case "constant":
      return constantText(node);
    case "function":
      return functionText(node);
    default:
      return `[${node.name}]`;
  }
}

/** Entra keeps every constant as a text; what is not one of the language's words is written as one. */
function constantText({ name, expression }: EntraNode): string {
  if (expression.trim() === "" && name === "") return "";
  if (words.includes(expression.trim())) return expression.trim();
  return print({ kind: "string", value: name, at: { line: 1, column: 1 } });
}

const words: readonly string[] = [
  "IgnoreAttributeFlow",
  "IgnoreObjectFlow",
  "vbTextCompare",
  "vbBinaryCompare",
  "UTF8",
  "Unicode",
];

function functionText(node: EntraNode): string {
  const texts = placeParameters(node).map((value) => (value === null ? "" : nodeText(value)));
  return comparisons.includes(node.name) ? texts.join(` ${node.name} `) : `${node.name}(${texts.join(", ")})`;
}

const comparisons: readonly string[] = ["=", "<>", ">", ">=", "<", "<="];
