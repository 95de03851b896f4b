import type { Expression } from "./parse.ts";

/** The inverse of `parse`: one line that parses to the same tree. */
export function print(tree: Expression): string {
  switch (tree.kind) {
    case "call":
      return `${tree.name}(${tree.arguments.map(print).join(", ")})`;
    case "attribute":
      return `[${tree.name}]`;
    case "string":
      return `"${tree.value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    case "number":
      return tree.value;
    case "comparison":
      return `${print(tree.left)} ${tree.operator} ${print(tree.right)}`;
    case "keyword":
      return tree.name;
    case "omitted":
      return "";
  }
}
