import { type Expression, parse } from "../../../expression/parse.ts";
import { print } from "../../../expression/print.ts";
import type { EntraNode } from "../schema-shape.ts";
import { findSignature } from "../signatures.ts";

/** The tree that Entra keeps of an expression, with its text as it was written. */
export function exportExpression(text: string): EntraNode {
  return { ...nodeOf(parse(text)), expression: text };
}

function nodeOf(tree: Expression): EntraNode {
  const expression = print(tree);
  switch (tree.kind) {
    case "attribute":
      return { expression, name: tree.name, type: "Attribute", parameters: [] };
    case "string":
      return constant(tree.value, expression);
    case "number":
      return constant(tree.value, `"${tree.value}"`);
    case "keyword":
      return constant(tree.name, expression);
    case "omitted":
      return constant("", "");
    case "comparison":
      return {
        expression,
        name: tree.operator,
        type: "Function",
        parameters: [
          { key: "left", value: nodeOf(tree.left) },
          { key: "right", value: nodeOf(tree.right) },
        ],
      };
    case "call":
      return { expression, name: tree.name, type: "Function", parameters: parametersOf(tree) };
  }
}

function constant(name: string, expression: string): EntraNode {
  return { expression, name, type: "Constant", parameters: [] };
}

/** An argument that is left empty has no parameter, unless others of the same key follow it. */
function parametersOf({
  name,
  arguments: args,
}: Extract<Expression, { kind: "call" }>): EntraNode["parameters"] {
  const lastGiven = args.findLastIndex(({ kind }) => kind !== "omitted");
  return args.slice(0, lastGiven + 1).flatMap((argument, index) => {
    const { key, isRepeated } = keyAt(name, index, args.length);
    return argument.kind === "omitted" && !isRepeated ? [] : [{ key, value: nodeOf(argument) }];
  });
}

function keyAt(name: string, index: number, count: number): { key: string; isRepeated: boolean } {
  const all = findSignature(name)?.keys ?? [];
  const keys = name === "FormatDateTime" && count === 3 ? all.toSpliced(1, 1) : all;
  const key = keys[index] ?? keys.findLast((candidate) => candidate.endsWith("*")) ?? `argument${index + 1}`;
  return { key: key.replace(/\*$/, ""), isRepeated: key.endsWith("*") };
}
