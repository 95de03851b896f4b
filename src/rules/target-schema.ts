import { type AttributePath, property } from "./attribute-path.ts";
import type { ObjectType } from "./directory.ts";

/** What the target says of one attribute (RFC 7643 section 7); null where it does not say. */
export type TargetAttribute = {
  /** `userName`, `name.givenName`, `emails.value`, `urn:…:User:department`. */
  readonly path: string;
  /** `string`, `boolean`, `integer`, `decimal`, `dateTime`, `reference`, `binary` or `complex`. */
  readonly type: string;
  readonly multiValued: boolean | null;
  readonly required: boolean;
  readonly caseExact: boolean | null;
  /** `readWrite`, `readOnly`, `immutable` or `writeOnly`. */
  readonly mutability: string;
};

/** The attributes of each kind of resource; plain data that is stored with the job. */
export type TargetSchema = Readonly<Record<ObjectType, readonly TargetAttribute[]>>;

/** Finds an attribute by its name in the schema, without regard to case. */
export type AttributeIndex = ReadonlyMap<string, TargetAttribute>;

export function indexOf(schema: TargetSchema, type: ObjectType): AttributeIndex {
  return new Map(schema[type].map((attribute) => [attribute.path.toLowerCase(), attribute]));
}

/** What a schema calls the attribute at a path: filters are no part of a name. */
export function schemaName({ urn, attribute, filter, sub }: AttributePath): string {
  const last = sub ?? (filter === null ? null : "value");
  return `${topName({ urn, attribute })}${last === null ? "" : `.${last}`}`;
}

/** The same of the whole attribute that the path is a part of. */
export function topName({ urn, attribute }: Pick<AttributePath, "urn" | "attribute">): string {
  return urn === null ? attribute : `${urn}:${attribute}`;
}

/** Whether stored JSON is a schema: another release may have written something else. */
export function isTargetSchema(stored: unknown): stored is TargetSchema {
  return [property(stored, "user"), property(stored, "group")].every(
    (attributes) => Array.isArray(attributes) && attributes.every(isAttribute),
  );
}

function isAttribute(stored: unknown): boolean {
  const [path, type, mutability, required] = ["path", "type", "mutability", "required"].map((name) =>
    property(stored, name),
  );
  return (
    typeof path === "string" &&
    typeof type === "string" &&
    typeof mutability === "string" &&
    typeof required === "boolean" &&
    ["multiValued", "caseExact"].every((name) => isFlag(property(stored, name)))
  );
}

function isFlag(stored: unknown): boolean {
  return stored === null || typeof stored === "boolean";
}
