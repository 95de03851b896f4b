import type { Result } from "../expression/value.ts";
import type { TargetValue } from "./operation.ts";
import type { Mapping } from "./rules.ts";

/** What one evaluation means for its target attribute. */
export type Evaluated =
  | { readonly kind: "value"; readonly value: TargetValue }
  | { readonly kind: "ignoreFlow" }
  | { readonly kind: "ignoreObject" }
  | { readonly kind: "problem"; readonly message: string };

/** Gives what an expression came to the type of the target attribute. */
export function toTarget(mapping: Mapping, result: Result): Evaluated {
  switch (result.kind) {
    case "error":
      return { kind: "problem", message: result.message };
    case "ignoreFlow":
    case "ignoreObject":
      return result;
    case "null":
      return { kind: "value", value: null };
    case "list":
      return listValue(mapping, result.value);
    case "value":
      return textValue(mapping, result.value);
  }
}

function listValue(mapping: Mapping, values: readonly string[]): Evaluated {
  if (values.length === 0) return { kind: "value", value: null };
  if (mapping.kind === "text") return { kind: "value", value: values };
  const [only] = values;
  if (values.length === 1 && only !== undefined) return textValue(mapping, only);
  return { kind: "problem", message: `${mapping.path.text} takes one value: got ${values.length}` };
}

function textValue({ path, kind }: Mapping, text: string): Evaluated {
  switch (kind) {
    case "text":
      // An empty text is no value: SCIM has none (RFC 7643 section 2.5), and Entra writes none. Blanks say no
      // more.
      return { kind: "value", value: text.trim() === "" ? null : text };
    case "reference":
      return { kind: "value", value: text === "" ? null : { ref: text } };
    case "boolean":
      if (text === "") return { kind: "value", value: null };
      if (/^true$/i.test(text)) return { kind: "value", value: true };
      if (/^false$/i.test(text)) return { kind: "value", value: false };
      return { kind: "problem", message: `${path.text} takes True or False: got "${text}"` };
  }
}
