import { z } from "zod";
import { parsePath } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { expressionFlaws } from "./expression-flaws.ts";
import { flag } from "./leaf.ts";

/** The path of a target attribute, as a key of `attributes`. */
export const pathShape = z.string().superRefine((path, context) => {
  if (parsePath(path) !== null) return;
  const message = `"${path}" is no attribute path: write it as name.givenName, emails[type eq "work"].value or urn:…:User:department`;
  context.addIssue({ code: "custom", message });
});

/** One mapping of `attributes`: an expression, or an object with one. */
export function mappingShape(type: ObjectType) {
  const expression = z
    .string()
    .superRefine((written, context) => {
      for (const { message, at } of expressionFlaws(written, type)) {
        context.addIssue({ code: "custom", message, params: { at } });
      }
    })
    .describe("Expression in Entra's mapping language");
  const mapping = z.strictObject({
    expression,
    default: z.string().describe("Value at creation when the expression gives none").optional(),
    apply: z
      .enum(["always", "create", "add"])
      .describe("When the attribute is written; add: values are added, none is taken away")
      .optional(),
    nulls: z.enum(["skip", "clear"]).describe("What a missing value does to the target").optional(),
    required: flag("Whether nobody is created without it").optional(),
    type: z
      .enum(["string", "boolean", "number"])
      .describe("Type of the value in the target, where its schema does not say")
      .optional(),
    caseExact: flag("Whether a difference in case is a difference").optional(),
  });
  return z.union([expression, mapping]);
}
