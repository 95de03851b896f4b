import type { Compiled } from "../expression/compile.ts";
import type { AttributePath } from "./attribute-path.ts";
import type { Mapping } from "./rules.ts";
import { isHidden, isMultiValued, kindOf } from "./schema.ts";

/** What a job file can say of a mapping besides its expression; left out is the default. */
export type MappingOptions = {
  readonly default?: string | undefined;
  readonly apply?: Mapping["apply"] | undefined;
  readonly nulls?: Mapping["nulls"] | undefined;
  readonly caseExact?: boolean | undefined;
  readonly required?: boolean | undefined;
  readonly type?: keyof typeof kinds | undefined;
};

/** SCIM's words for the types a job file can name (RFC 7643 section 2.3). */
const kinds = { string: "text", boolean: "boolean", number: "number" } as const;

/** A mapping with everything that follows from its path and its expression. */
export function makeMapping(
  path: AttributePath,
  expression: Compiled,
  options: MappingOptions = {},
): Mapping {
  const generated = generatedBy(expression);
  const written = options.type === undefined ? null : kinds[options.type];
  return {
    path,
    expression,
    default: options.default ?? null,
    apply: options.apply ?? applyOf(expression),
    nulls: options.nulls ?? nullsOf(expression),
    kind: written ?? kindOf(path),
    multiValued: isMultiValued(path),
    caseExact: options.caseExact ?? null,
    required: options.required ?? null,
    byJob: {
      caseExact: options.caseExact ?? null,
      required: options.required ?? null,
      kind: written,
    },
    retention: isHidden(path) ? "hidden" : "latest",
    redacted: expression.calls.includes("Redact"),
    generated,
  };
}

/** How an expression makes its value up. */
export function generatedBy({ calls }: Compiled): Mapping["generated"] {
  if (calls.includes("SelectUniqueValue")) return "unique";
  return calls.includes("Guid") || calls.includes("RandomString") ? "once" : "no";
}

function applyOf(expression: Compiled): Mapping["apply"] {
  // A generated value that was written at every update would never come to rest.
  if (generatedBy(expression) !== "no") return "create";
  // Entra's function for roles that are given and never taken.
  return expression.calls.includes("AppRoleAssignmentsComplex") ? "add" : "always";
}

/** Entra's function that says which roles there are to be: nobody's roles is no role at all. */
function nullsOf({ calls }: Compiled): Mapping["nulls"] {
  return calls.includes("AssertiveAppRoleAssignmentsComplex") ? "clear" : "skip";
}
