import type { Result } from "../expression/value.ts";
import { elementOf } from "./element-of.ts";
import type { TargetElement, TargetValue } from "./operation.ts";
import type { Mapping } from "./rules.ts";
import { holdsElements, isCaseExact } from "./schema.ts";

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
      return mapping.multiValued === true
        ? listValue(mapping, [result.value])
        : textValue(mapping, result.value);
  }
}

/** Multi-valued attributes are sets (RFC 7643 section 2.4): each value once, and none that says nothing. */
function listValue(mapping: Mapping, texts: readonly string[]): Evaluated {
  const written = texts.filter((text) => text.trim() !== "");
  const [only] = written;
  if (only === undefined) return { kind: "value", value: null };
  if (mapping.kind === "text" && takesSeveral(mapping, written)) {
    return {
      kind: "value",
      value: holdsElements(mapping.path) ? elements(mapping, written) : distinct(mapping, written),
    };
  }
  if (written.length === 1) return textValue(mapping, only);
  return { kind: "problem", message: `${mapping.path.text} takes one value: got ${written.length}` };
}

/**
 * Where nobody knows, a list is what it is written as; through a filter one value fills the one element that
 * is there, unless it is to join others.
 */
function takesSeveral({ multiValued, path, apply }: Mapping, { length }: readonly string[]): boolean {
  if (multiValued !== null) return multiValued;
  return path.filter === null || length > 1 || apply === "add";
}

/** Texts, or objects where one of the texts is the JSON of one: Entra's functions for roles give such. */
function elements(mapping: Mapping, texts: readonly string[]): readonly string[] | readonly TargetElement[] {
  const parsed = texts.map(elementOf);
  if (parsed.every((element) => element === null)) return distinct(mapping, texts);
  const byValue = new Map<string, TargetElement>();
  for (const [index, text] of texts.entries()) {
    const element = parsed[index] ?? { value: text };
    const key = folded(mapping, element.value);
    if (!byValue.has(key)) byValue.set(key, element);
  }
  return [...byValue.values()];
}

function distinct(mapping: Mapping, texts: readonly string[]): readonly string[] {
  const byText = new Map<string, string>();
  for (const text of texts) {
    const key = folded(mapping, text);
    if (!byText.has(key)) byText.set(key, text);
  }
  return [...byText.values()];
}

function folded(mapping: Mapping, text: string): string {
  return isCaseExact(mapping) ? text : text.toLowerCase();
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
    case "number":
      return numberValue(path.text, text.trim());
  }
}

/** JSON numbers carry about 15 digits: a longer one would arrive as another. */
function numberValue(path: string, text: string): Evaluated {
  if (text === "") return { kind: "value", value: null };
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) {
    return { kind: "problem", message: `${path} takes a number: got "${text}"` };
  }
  const number = Number(text);
  if (text.replaceAll(/\D/g, "").length <= 15) return { kind: "value", value: number };
  return { kind: "problem", message: `${path} takes a number of at most 15 digits: got "${text}"` };
}
