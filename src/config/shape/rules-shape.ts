import { z } from "zod";
import { parsePath } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { clauseFlaw } from "./clause-flaw.ts";
import { expressionFlaws } from "./expression-flaws.ts";
import { text } from "./leaf.ts";

/** `users` or `groups` of a job file. */
export function objectsShape(type: ObjectType) {
  return z.strictObject({
    actions: z
      .array(z.enum(["create", "update", "delete"]))
      .min(1)
      .describe("Kinds of operation that are carried out")
      .optional(),
    filter: z
      .array(z.array(clauseShape(type)).min(1))
      .min(1)
      .describe("Who is in scope: groups are OR'ed, the clauses in a group are AND'ed")
      .optional(),
    match: z
      .array(text("Target attribute"))
      .min(1)
      .describe("Target attributes by which an existing account is found, in order of precedence")
      .optional(),
    attributes: z
      .record(pathShape, mappingShape(type))
      .refine((attributes) => Object.keys(attributes).length > 0, "should not be empty")
      .describe("Target attribute path: expression in Entra's mapping language, or an object"),
  });
}

const pathShape = z.string().superRefine((path, context) => {
  if (parsePath(path) !== null) return;
  const message = `"${path}" is no attribute path: write it as name.givenName, emails[type eq "work"].value or urn:…:User:department`;
  context.addIssue({ code: "custom", message });
});

function mappingShape(type: ObjectType) {
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
    apply: z.enum(["always", "create"]).describe("When the attribute is written").optional(),
    nulls: z.enum(["skip", "clear"]).describe("What a missing value does to the target").optional(),
  });
  return z.union([expression, mapping]);
}

function clauseShape(type: ObjectType) {
  const clause = z.strictObject({
    attribute: text("Attribute of the directory object"),
    operator: text("EQUALS, NOT EQUALS, IS TRUE, IS NULL, REGEX MATCH, INCLUDES …"),
    value: z.union([z.string(), z.number(), z.boolean()]).describe("What to compare with").optional(),
  });
  return clause.superRefine((written, context) => {
    const flaw = clauseFlaw(written, type);
    if (flaw !== null) context.addIssue({ code: "custom", ...flaw });
  });
}
