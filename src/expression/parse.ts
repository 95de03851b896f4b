/** Where something stands in the text, both from 1. */
export type Position = { readonly line: number; readonly column: number };

/** A parsed expression of Entra's mapping language. */
export type Expression =
  | {
      readonly kind: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly at: Position;
    }
  | { readonly kind: "attribute"; readonly name: string; readonly at: Position }
  | { readonly kind: "string"; readonly value: string; readonly at: Position }
  | { readonly kind: "number"; readonly value: number; readonly at: Position }
  | {
      readonly kind: "comparison";
      readonly operator: "=" | "<>" | ">" | ">=" | "<" | "<=";
      readonly left: Expression;
      readonly right: Expression;
      readonly at: Position;
    }
  | { readonly kind: "keyword"; readonly name: string; readonly at: Position }
  /** An argument left empty. */
  | { readonly kind: "omitted"; readonly at: Position };
