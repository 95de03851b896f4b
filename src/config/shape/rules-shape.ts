import { z } from "zod";
import type { ObjectType } from "../../rules/directory.ts";
import { clauseShape } from "./clause-shape.ts";
import { text } from "./leaf.ts";
import { mappingShape, pathShape } from "./mapping-shape.ts";

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
      .array(
        z.union([
          text("Target attribute"),
          z.array(text("Target attribute")).min(1).describe("Target attributes that must all agree"),
        ]),
      )
      .min(1)
      .describe("Target attributes by which an existing account is found, in order of precedence")
      .optional(),
    attributes: z
      .record(pathShape, mappingShape(type))
      .refine((attributes) => Object.keys(attributes).length > 0, "should not be empty")
      .describe("Target attribute path: expression in Entra's mapping language, or an object"),
  });
}
