import { z } from "zod";
import type { ObjectType } from "../../rules/directory.ts";
import { scopeOperators } from "../../rules/scope/operators.ts";
import { clauseFlaws } from "./clause-flaw.ts";
import { text } from "./leaf.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** One clause of a scoping filter: an attribute with its operator, or an expression. */
export function clauseShape(type: ObjectType) {
  const clause = z.strictObject({
    attribute: text("Attribute of the directory object").optional(),
    operator: text(`One of ${scopeOperators.map(({ name }) => name).join(", ")}`).optional(),
    value: z
      .union([scalar, z.array(scalar)])
      .describe("What to compare with; a list for IN and NOT IN")
      .optional(),
    expression: text("Expression that comes to True or False, in place of the others").optional(),
  });
  const checked = clause.superRefine((written, context) => {
    for (const { message, key, at } of clauseFlaws(written, type)) {
      const path = key === null ? [] : [key];
      context.addIssue({ code: "custom", message, path, ...(at === null ? {} : { params: { at } }) });
    }
  });
  // Editors check the same: which keys belong together.
  return checked.meta({ oneOf: [{ required: ["attribute", "operator"] }, { required: ["expression"] }] });
}
