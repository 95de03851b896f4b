import { z } from "zod";

/** A part of a mapping's expression: Microsoft Graph's `attributeMappingSource`. */
export type EntraNode = {
  /** Attribute, Constant or Function. */
  readonly type: string;
  readonly name: string;
  readonly expression: string;
  readonly parameters: readonly { readonly key: string; readonly value: EntraNode | null }[];
};

const text = z
  .string()
  .nullish()
  .transform((written) => written ?? "");

function list<Shape extends z.ZodType>(shape: Shape) {
  return z
    .array(shape)
    .nullish()
    .transform((written) => written ?? []);
}

function flag(fallback: boolean) {
  return z
    .boolean()
    .nullish()
    .transform((written) => written ?? fallback);
}

const node: z.ZodType<EntraNode> = z.object({
  type: text,
  name: text,
  expression: text,
  parameters: z.lazy(() => list(z.object({ key: text, value: node.nullable() }))),
});

const metadata = list(z.object({ key: text, value: text }));

const attributeDefinition = z.object({
  anchor: flag(false),
  caseExact: z.boolean().nullish(),
  defaultValue: z.string().nullish(),
  flowNullValues: flag(false),
  multivalued: flag(false),
  mutability: text,
  name: text,
  required: flag(false),
  type: text,
  metadata,
  referencedObjects: list(z.object({ referencedObjectName: text, referencedProperty: z.string().nullish() })),
});

const directory = z.object({
  id: text,
  name: text,
  objects: list(z.object({ name: text, attributes: list(attributeDefinition), metadata })),
});

const clause = z.object({
  operatorName: text,
  sourceOperandName: text,
  targetOperand: z.object({ values: list(z.string().nullable()) }).nullish(),
});

const filterGroup = z.object({ name: text, clauses: list(clause) });
const filterGroups = list(filterGroup);

const attributeMapping = z.object({
  defaultValue: z.string().nullish(),
  exportMissingReferences: flag(false),
  flowBehavior: text,
  flowType: text,
  matchingPriority: z
    .number()
    .nullish()
    .transform((written) => written ?? 0),
  targetAttributeName: text,
  source: node.nullish(),
});

const objectMapping = z.object({
  enabled: flag(true),
  flowTypes: text,
  name: text,
  sourceObjectName: text,
  targetObjectName: text,
  scope: z
    .object({ groups: filterGroups, inputFilterGroups: filterGroups, categoryFilterGroups: filterGroups })
    .nullish(),
  attributeMappings: list(attributeMapping),
  metadata,
});

const rule = z.object({
  editable: flag(true),
  id: text,
  name: text,
  priority: z
    .number()
    .nullish()
    .transform((written) => written ?? 0),
  sourceDirectoryName: text,
  targetDirectoryName: text,
  metadata,
  objectMappings: list(objectMapping),
});

/**
 * Microsoft Graph's `synchronizationSchema`, as far as it says something about provisioning. Whatever else an
 * export has is ignored, and what it leaves out has Graph's default.
 */
export const schemaShape = z.object({
  id: text,
  version: text,
  directories: list(directory),
  synchronizationRules: z.array(rule),
});

export type EntraSchema = z.output<typeof schemaShape>;
export type EntraRule = z.output<typeof rule>;
export type EntraObjectMapping = z.output<typeof objectMapping>;
export type EntraAttributeMapping = z.output<typeof attributeMapping>;
export type EntraAttributeDefinition = z.output<typeof attributeDefinition>;
export type EntraFilterGroup = z.output<typeof filterGroup>;
export type EntraClause = z.output<typeof clause>;
