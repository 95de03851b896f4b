import type { Expression } from "../../../expression/parse.ts";
import { findSignature } from "../signatures.ts";

/**
 * Whether a text and a tree of Entra's say the same. In a tree, numbers and words are texts as well. Not
 * `isPlaced`: the tree names its parameters in a way of its own, so that only their order is known.
 */
export function saySame(text: Expression, tree: Expression, isPlaced = true): boolean {
  switch (text.kind) {
    case "attribute":
      return tree.kind === "attribute" && tree.name === text.name;
    case "string":
      return tree.kind === "string" && tree.value === text.value;
    case "number":
      return tree.kind === "string" && numberOf(tree.value) === Number(text.value);
    case "keyword":
      return tree.kind === "keyword" ? tree.name === text.name : isText(tree, text.name);
    case "omitted":
      return tree.kind === "omitted";
    case "comparison":
      return (
        tree.kind === "comparison" &&
        tree.operator === text.operator &&
        saySame(text.left, tree.left, isPlaced) &&
        saySame(text.right, tree.right, isPlaced)
      );
    case "call":
      return tree.kind === "call" && tree.name === text.name && haveSameArguments(text, tree, isPlaced);
  }
}

/** How trees show comparisons is written nowhere. */
export function hasComparison(tree: Expression): boolean {
  switch (tree.kind) {
    case "comparison":
      return true;
    case "call":
      return tree.arguments.some(hasComparison);
    case "attribute":
    case "string":
    case "number":
    case "keyword":
    case "omitted":
      return false;
  }
}

type Call = Extract<Expression, { kind: "call" }>;

/**
 * Where Graph names the parameters, each has its place; elsewhere the arguments that are there have to agree
 * in their order.
 */
function haveSameArguments(text: Call, tree: Call, isPlaced: boolean): boolean {
  const isCertain = isPlaced && (findSignature(text.name)?.isDocumented ?? false);
  const given = isCertain ? withoutEmptyEnd : withoutOmitted;
  const [left, right] = [given(text.arguments), given(tree.arguments)];
  return (
    left.length === right.length &&
    left.every((one, index) => {
      const other = right[index];
      return other !== undefined && saySame(one, other, isPlaced);
    })
  );
}

function withoutOmitted(args: readonly Expression[]): readonly Expression[] {
  return args.filter(({ kind }) => kind !== "omitted");
}

function withoutEmptyEnd(args: readonly Expression[]): readonly Expression[] {
  return args.slice(0, args.findLastIndex(({ kind }) => kind !== "omitted") + 1);
}

function numberOf(text: string): number {
  return Number(text.trim().replace(/^&h/i, "0x"));
}

function isText(tree: Expression, value: string): boolean {
  return tree.kind === "string" && tree.value === value;
}
