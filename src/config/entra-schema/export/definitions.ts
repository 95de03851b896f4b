import type { ObjectType } from "../../../rules/directory.ts";
import { type AttributeKind, isCaseExact, requiredAttribute } from "../../../rules/schema.ts";
import { entraObjects, type ExportedMapping, scimObjects } from "./export-objects.ts";
import type { EntraAttributeDefinition, EntraObjectMapping, EntraSchema } from "../schema-shape.ts";

type Directory = EntraSchema["directories"][number];
type ObjectDefinition = Directory["objects"][number];

/** What a schema has to say of the attributes on both sides of its mappings, for those that are used. */
export type UsedAttributes = {
  readonly type: ObjectType;
  readonly mappings: readonly ExportedMapping[];
  readonly scope: EntraObjectMapping["scope"];
};

export function sourceDirectory(name: string, objects: readonly UsedAttributes[]): Directory {
  return { id: "", name, objects: objects.map(sourceObject) };
}

export function targetDirectory(name: string, objects: readonly UsedAttributes[]): Directory {
  return { id: "", name, objects: objects.map(targetObject) };
}

function sourceObject({ type, mappings, scope }: UsedAttributes): ObjectDefinition {
  const inFilter = (scope?.groups ?? []).flatMap(({ clauses }) =>
    clauses.map((clause) => clause.sourceOperandName),
  );
  const names = new Set([...mappings.flatMap(({ mapping }) => mapping.expression.reads), ...inFilter]);
  const others = [...names].filter((name) => name !== "objectId").toSorted();
  return {
    name: entraObjects[type],
    attributes: [anchor("objectId"), ...others.map(sourceAttribute)],
    metadata: [],
  };
}

const booleans: readonly string[] = [
  "IsSoftDeleted",
  "accountEnabled",
  "dirSyncEnabled",
  "mailEnabled",
  "securityEnabled",
];
const lists: readonly string[] = [
  "appRoleAssignments",
  "members",
  "memberOf",
  "otherMails",
  "proxyAddresses",
];
const references: Readonly<Record<string, readonly string[]>> = {
  manager: ["User"],
  members: ["User", "Group"],
};

function sourceAttribute(name: string): EntraAttributeDefinition {
  const referred = references[name];
  return {
    ...plainAttribute,
    name,
    type: referred !== undefined ? "Reference" : booleans.includes(name) ? "Boolean" : "String",
    multivalued: lists.includes(name),
    referencedObjects: (referred ?? []).map(reference),
  };
}

function targetObject({ type, mappings }: UsedAttributes): ObjectDefinition {
  return {
    name: scimObjects[type],
    attributes: [
      { ...anchor("id"), mutability: "ReadOnly" },
      ...mappings.map((mapping) => targetAttribute(mapping, type)),
    ],
    metadata: [],
  };
}

const types: Readonly<Record<AttributeKind, string>> = {
  text: "String",
  boolean: "Boolean",
  number: "Integer",
  reference: "Reference",
};

function targetAttribute({ mapping, written }: ExportedMapping, type: ObjectType): EntraAttributeDefinition {
  const { path, kind } = mapping;
  const isMembers = type === "group" && path.text.toLowerCase() === "members";
  return {
    ...plainAttribute,
    name: path.text,
    type: isMembers ? "Reference" : types[kind],
    caseExact: isCaseExact({ path, caseExact: written.caseExact ?? null }),
    required: written.required ?? path.text.toLowerCase() === requiredAttribute(type).toLowerCase(),
    multivalued: isMembers || path.text.toLowerCase() === "roles",
    referencedObjects: isMembers
      ? ["User", "Group"].map(reference)
      : kind === "reference"
        ? [reference("User")]
        : [],
  };
}

function anchor(name: string): EntraAttributeDefinition {
  return { ...plainAttribute, name, anchor: true };
}

function reference(referencedObjectName: string) {
  return { referencedObjectName, referencedProperty: null };
}

const plainAttribute: EntraAttributeDefinition = {
  anchor: false,
  caseExact: false,
  defaultValue: null,
  flowNullValues: false,
  multivalued: false,
  mutability: "ReadWrite",
  name: "",
  required: false,
  type: "String",
  metadata: [],
  referencedObjects: [],
};
