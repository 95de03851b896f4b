import { z } from "zod";
import type { ObjectType } from "../../rules/directory.ts";
import { clauseFlaw } from "./clause-flaw.ts";
import { text } from "./leaf.ts";

/** One clause of a scoping filter. */
export function clauseShape(type: ObjectType) {
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
