import { property } from "../../../rules/attribute-path.ts";
import type { ObjectType } from "../../../rules/directory.ts";
import type { TargetAttribute, TargetSchema } from "../../../rules/target-schema.ts";
import { coreSchema } from "../attribute.ts";

/** What tells one schema from another; null for what is no schema. */
export function schemaId(row: unknown): string | null {
  const id = property(row, "id");
  return typeof id === "string" && Array.isArray(property(row, "attributes")) ? id : null;
}

/** The schemas that are about users and groups, read leniently (RFC 7643 section 7). */
export function readSchemas(rows: readonly unknown[]): TargetSchema {
  return { user: attributesFor("user", rows), group: attributesFor("group", rows) };
}

function attributesFor(type: ObjectType, rows: readonly unknown[]): readonly TargetAttribute[] {
  return rows.flatMap((row) => {
    const id = schemaId(row);
    if (id === null || !isAbout(type, id)) return [];
    const isCore = id.toLowerCase() === coreSchema(type).toLowerCase();
    return listAt(row, "attributes").flatMap((attribute) => withParts(attribute, isCore ? "" : `${id}:`));
  });
}

/** Extensions say by the end of their URN what they extend, and may extend both if they do not. */
function isAbout(type: ObjectType, id: string): boolean {
  const lower = id.toLowerCase();
  if (lower === coreSchema(type).toLowerCase()) return true;
  if (/^urn:ietf:params:scim:(?:schemas:core|api):/.test(lower)) return false;
  return !lower.endsWith(type === "user" ? ":group" : ":user");
}

/** Parts have no parts of their own (RFC 7643 section 2.3.8), however deep a document goes. */
function withParts(attribute: unknown, prefix: string): readonly TargetAttribute[] {
  const own = described(attribute, prefix);
  if (own === null) return [];
  const parts = listAt(attribute, "subAttributes").flatMap((part) => described(part, `${own.path}.`) ?? []);
  return [own, ...parts];
}

function described(attribute: unknown, prefix: string): TargetAttribute | null {
  const name = property(attribute, "name");
  if (typeof name !== "string" || name === "") return null;
  return {
    path: `${prefix}${name}`,
    type: textAt(attribute, "type") ?? "string",
    multiValued: flagAt(attribute, "multiValued"),
    required: flagAt(attribute, "required") ?? false,
    caseExact: flagAt(attribute, "caseExact"),
    mutability: mutabilityOf(attribute),
  };
}

/** What is never returned can be written and not read, whatever else is said of it. */
function mutabilityOf(attribute: unknown): string {
  const isHidden = textAt(attribute, "returned")?.toLowerCase() === "never";
  return isHidden ? "writeOnly" : (textAt(attribute, "mutability") ?? "readWrite");
}

function listAt(container: unknown, name: string): readonly unknown[] {
  const found = property(container, name);
  return Array.isArray(found) ? found : [];
}

function textAt(container: unknown, name: string): string | null {
  const found = property(container, name);
  return typeof found === "string" && found !== "" ? found : null;
}

function flagAt(container: unknown, name: string): boolean | null {
  const found = property(container, name);
  return typeof found === "boolean" ? found : null;
}
