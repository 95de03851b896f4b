import type { Compiled } from "../../../expression/compile.ts";
import { print } from "../../../expression/print.ts";
import { parsePath } from "../../../rules/attribute-path.ts";
import { makeMapping } from "../../../rules/mapping.ts";
import type { Mapping } from "../../../rules/rules.ts";
import { isCaseExact, requiredAttribute } from "../../../rules/schema.ts";
import { tryCompile } from "../../shape/expression-flaws.ts";
import { importExpression } from "./import-expression.ts";
import { type MappingContext, mappingRemarks } from "./mapping-remarks.ts";
import { type ImportedMapping, lost, note, type Remark, type WrittenMapping } from "../imported.ts";
import type { EntraAttributeMapping } from "../schema-shape.ts";

/** One target attribute, with what Entra says of it in its mapping and in its definition. */
export function importMapping(entra: EntraAttributeMapping, context: MappingContext): ImportedMapping {
  const path = entra.targetAttributeName;
  const remarks: Remark[] = [];
  const source = sourceOf(entra, remarks);
  if (source === null) {
    const refused = "Entra has neither a source nor a default value for it";
    return { path, mapping: { expression: "" }, remarks, refused };
  }
  const { expression, initial } = source;
  const mapped = mappingOf(path, tryCompile(expression));
  const apply = applyOf(entra.flowType, { mapped, context, remarks });
  const isMatching = entra.matchingPriority > 0;
  const mapping = {
    expression,
    ...defaultOf(initial, { ...context, remarks }),
    ...apply,
    ...(mapped === null
      ? {}
      : definedOptions(mapped, { context, isMatching, apply: apply.apply ?? mapped.apply })),
  };
  remarks.push(...mappingRemarks(entra, { mapped, context }));
  const isReadOnly = context.definition?.mutability.toLowerCase() === "readonly";
  const refused = isReadOnly ? "the schema says that the target does not let it be written" : null;
  return { path, mapping, remarks, refused };
}

function mappingOf(path: string, expression: Compiled | null): Mapping | null {
  const parsed = parsePath(path);
  return parsed === null || expression === null ? null : makeMapping(parsed, expression);
}

/** A constant has no source: its value is the default. */
function sourceOf(
  { source, defaultValue }: EntraAttributeMapping,
  remarks: Remark[],
): { readonly expression: string; readonly initial: string } | null {
  const initial = defaultValue ?? "";
  if (source && (source.name !== "" || source.expression.trim() !== "")) {
    const { text, otherwise } = importExpression(source);
    if (otherwise !== null)
      remarks.push(note(`Entra's tree of it is written here; its text says ${otherwise}`));
    return { expression: text, initial };
  }
  if (initial === "") return null;
  return { expression: print({ kind: "string", value: initial, at: { line: 1, column: 1 } }), initial: "" };
}

function defaultOf(
  initial: string,
  { definition, remarks }: MappingContext & { readonly remarks: Remark[] },
): Pick<WrittenMapping, "default"> {
  if (initial !== "") return { default: initial };
  const ofAttribute = definition?.defaultValue ?? "";
  if (ofAttribute === "") return {};
  remarks.push(note("This default is the one of the attribute's definition"));
  return { default: ofAttribute };
}

/** What follows from the expression is not written. */
function applyOf(
  flowType: string,
  { mapped, context, remarks }: { mapped: Mapping | null; context: MappingContext; remarks: Remark[] },
): Pick<WrittenMapping, "apply"> {
  const wanted = wantedApply(flowType, remarks);
  const isImmutable = context.definition?.mutability.toLowerCase() === "immutable";
  if (mapped !== null && mapped.generated !== "no") {
    if (wanted !== "create") remarks.push(note("A new value each time, so it is written at creation only"));
    return {};
  }
  if (isImmutable && wanted === "always") {
    remarks.push(note("The schema says that it cannot be changed later"));
    return { apply: "create" };
  }
  return wanted === "always" || wanted === mapped?.apply ? {} : { apply: wanted };
}

function wantedApply(flowType: string, remarks: Remark[]): Mapping["apply"] {
  switch (flowType.toLowerCase()) {
    case "":
    case "always":
      return "always";
    case "objectaddonly":
      return "create";
    case "multivalueaddonly":
      return "add";
    case "valueaddonly":
      remarks.push(note("ValueAddOnly in Entra: values are added, none is taken away"));
      return "add";
    case "attributeaddonly":
      remarks.push(
        lost("AttributeAddOnly: Entra fills it wherever the target has no value; here, at creation only"),
      );
      return "create";
    default:
      remarks.push(lost(`flowType ${flowType} is not known; it is written whenever it differs`));
      return "always";
  }
}

/** What the attribute's definition says, where it is not what goes without saying. */
function definedOptions(
  mapped: Mapping,
  { context, isMatching, apply }: { context: MappingContext; isMatching: boolean; apply: Mapping["apply"] },
): Pick<WrittenMapping, "required" | "type" | "caseExact"> {
  const { type, definition } = context;
  const { attribute, urn } = mapped.path;
  if (definition === null || (type === "group" && urn === null && attribute.toLowerCase() === "members"))
    return {};
  const isRequired = definition.required && attribute.toLowerCase() !== requiredAttribute(type).toLowerCase();
  const { caseExact } = definition;
  // Entra asks the target for a match, which compares as it likes; the setting is about changes alone.
  const isCompared = isMatching ? caseExact === false : apply !== "create";
  const isSaid = typeof caseExact === "boolean" && mapped.kind === "text" && isCompared;
  const differs = isSaid && caseExact !== isCaseExact({ path: mapped.path, caseExact: null });
  return {
    ...(isRequired ? { required: true } : {}),
    // A matching question asks for a text.
    ...(isMatching ? {} : typeOf(definition.type, mapped)),
    ...(differs ? { caseExact } : {}),
  };
}

/** RFC 7643 gives no type to attributes of the application's own. */
function typeOf(type: string, { kind }: Mapping): Pick<WrittenMapping, "type"> {
  if (kind !== "text") return {};
  switch (type.toLowerCase()) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return { type: "number" };
  }
  return {};
}
