import type { Compiled } from "../compile.ts";
import type { Position } from "../position.ts";
import type { Place } from "./place.ts";
import { strictRules } from "./rules.ts";

/** A form of an expression that Entra does not support, or leaves open. */
export type StrictFlaw = { readonly message: string; readonly at: Position };

/** What `compatibility: strict` refuses of an expression, in the order of the text. */
export function strictFlaws({ tree, text }: Pick<Compiled, "tree" | "text">): readonly StrictFlaw[] {
  const lines = text.split("\n");
  return [...placesIn({ node: tree, parent: null, index: 0, within: null })].flatMap((place) => {
    const { at } = place.node;
    const written = lines[at.line - 1]?.slice(at.column - 1) ?? "";
    return strictRules.flatMap(({ refuses, why }) => {
      const refused = refuses({ ...place, written });
      return refused === null ? [] : [{ message: strictMessage(refused, why), at }];
    });
  });
}

/** One wording for all that a strict job refuses. */
export function strictMessage(refused: string, why: string): string {
  return `compatibility: strict refuses ${refused}: ${why}`;
}

type Visited = Omit<Place, "written">;

function* placesIn(place: Visited): Iterable<Visited> {
  yield place;
  const { node, within } = place;
  switch (node.kind) {
    case "call":
      for (const [index, argument] of node.arguments.entries()) {
        yield* placesIn({ node: argument, parent: node, index, within: roleOf(node.name, index) ?? within });
      }
      return;
    case "comparison":
      yield* placesIn({ node: node.left, parent: node, index: 0, within });
      yield* placesIn({ node: node.right, parent: node, index: 1, within });
      return;
    case "attribute":
    case "string":
    case "number":
    case "keyword":
    case "omitted":
  }
}

/** What an argument and everything in it is there for. */
function roleOf(name: string, index: number): Place["within"] {
  if (name === "IIF") return index === 0 ? "condition" : null;
  return name === "Switch" && (index === 0 || (index > 1 && index % 2 === 0)) ? "subject" : null;
}
