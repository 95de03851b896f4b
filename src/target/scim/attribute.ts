import { type AttributePath, type ElementFilter, parsePath } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import type { PatchChoices } from "../../config/profiles/patch-choices.ts";
import { holdsElements, kindOf } from "../../rules/schema.ts";
import type { ResolvedValue } from "../target.ts";

/** RFC 7643 section 8.7.1. */
export function coreSchema(type: ObjectType): string {
  switch (type) {
    case "user":
      return "urn:ietf:params:scim:schemas:core:2.0:User";
    case "group":
      return "urn:ietf:params:scim:schemas:core:2.0:Group";
  }
}

/** The parsed form of a path that was checked when the job file was loaded. */
export function pathOf(text: string): AttributePath {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const path = parsePath(text);
  if (path === null) throw new TypeError(`Cannot write to "${text}" as it is no attribute path`);
  parsed.set(text, path);
  return path;
}

/** As filters and PATCH paths take it. Core names go without their URN: with it they fail on most servers. */
export function pathText(
  { urn, attribute, filter, sub }: AttributePath,
  booleans: PatchChoices["booleans"] = "json",
): string {
  const prefix = urn === null ? "" : `${urn}:`;
  const element = filter === null ? "" : `[${filterText(filter, booleans)}]`;
  return `${prefix}${attribute}${element}${sub === null ? "" : `.${sub}`}`;
}

/** A value in the form in which the unfiltered attribute holds it. */
export function attributeValue(
  path: AttributePath,
  value: Exclude<ResolvedValue, null>,
  references: PatchChoices["references"] = "object",
): unknown {
  if (path.sub !== null) return value;
  // RFC 7643 section 4.3; the bare id, which some servers also take, is refused by the strict ones.
  if (kindOf(path) === "reference") return references === "id" ? value : { value };
  if (!holdsElements(path)) return value;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => (typeof item === "object" ? item : { value: item }));
}

/** What an element has in the filter's attribute when the filter passes it. */
export function filterValue(filter: ElementFilter): string | boolean {
  return isBooleanFilter(filter) ? filter.value.toLowerCase() === "true" : filter.value;
}

function filterText(filter: ElementFilter, booleans: PatchChoices["booleans"]): string {
  const value = filterValue(filter);
  const written = booleans === "text" ? textBooleans(value) : value;
  return `${filter.attribute} eq ${JSON.stringify(written)}`;
}

/** The value with each boolean in it as Entra writes it. */
export function textBooleans(value: unknown): unknown {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return value.map(textBooleans);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, textBooleans(part)]));
}

function isBooleanFilter({ attribute }: ElementFilter): boolean {
  return attribute.toLowerCase() === "primary";
}

/** Paths come from job files: there are as many as mappings, and each is written with every object. */
const parsed = new Map<string, AttributePath>();
