import type { ObjectType } from "../../../rules/directory.ts";
import { lost, type Remark } from "../imported.ts";
import { refusal } from "./read-schema.ts";
import type {
  EntraAttributeDefinition,
  EntraObjectMapping,
  EntraRule,
  EntraSchema,
} from "../schema-shape.ts";

export type ChosenMapping = {
  readonly rule: EntraRule;
  readonly mapping: EntraObjectMapping;
  /** What the schema says of the target's attributes. */
  readonly definitions: readonly EntraAttributeDefinition[];
};

export type ChosenMappings = {
  readonly user: ChosenMapping | null;
  readonly group: ChosenMapping | null;
  readonly remarks: readonly Remark[];
};

/** The mapping of users and the one of groups, in a schema that may have more. Throws `StopError`. */
export function chooseMappings(schema: EntraSchema, file: string): ChosenMappings {
  const rules = schema.synchronizationRules.toSorted((a, b) => a.priority - b.priority);
  const filled = rules.filter(({ objectMappings }) =>
    objectMappings.some(({ attributeMappings }) => attributeMappings.length > 0),
  );
  if (filled.length === 0) {
    throw refusal(
      `Cannot import ${file} as the schema is empty: it maps no attribute`,
      "Export it from an application whose provisioning has been set up.",
    );
  }
  const outward = filled.filter(isOutward);
  if (outward.length === 0) throw wrongDirection(filled, file);
  const all = outward.flatMap((rule) =>
    rule.objectMappings.map((mapping) => ({
      rule,
      mapping,
      definitions: definitionsOf(schema, rule, mapping),
    })),
  );
  const user = chosen(all, "user");
  const group = chosen(all, "group");
  if (user === null && group === null) {
    throw refusal(
      `Cannot import ${file} as it maps neither users nor groups: ${all.map(nameOf).join(", ")}`,
      "Export the schema of an application that Entra provisions users to.",
    );
  }
  // Entra lists what references point to as mappings that are switched off and come from nothing.
  const others = all
    .filter((one) => one !== user && one !== group)
    .filter(({ mapping }) => mapping.enabled || mapping.sourceObjectName !== "")
    .map(otherMapping);
  const inward = rules.filter((rule) => !outward.includes(rule)).map(otherRule);
  return { user, group, remarks: [...others, ...inward] };
}

const entra = /azure active directory|azuread|entra id/i;
const directory = /^(active directory|.*\bLDAP\b.*)$/i;

function isOutward({ sourceDirectoryName, targetDirectoryName }: EntraRule): boolean {
  return (
    entra.test(sourceDirectoryName) &&
    !entra.test(targetDirectoryName) &&
    !directory.test(targetDirectoryName)
  );
}

function wrongDirection(rules: readonly EntraRule[], file: string): Error {
  const ways = rules.map(({ sourceDirectoryName: from, targetDirectoryName: to }) => `from ${from} to ${to}`);
  return refusal(
    `Cannot import ${file} as it provisions ${[...new Set(ways)].join(" and ")}: ` +
      "Lockstep provisions from Microsoft Entra ID to a SCIM application",
    "Export the schema of an enterprise application that Entra provisions users to.",
  );
}

function definitionsOf(
  { directories }: EntraSchema,
  { targetDirectoryName }: EntraRule,
  { targetObjectName }: EntraObjectMapping,
): readonly EntraAttributeDefinition[] {
  const target = directories.find(({ name }) => name === targetDirectoryName);
  return target?.objects.find(({ name }) => name === targetObjectName)?.attributes ?? [];
}

/** The first that is switched on, else the first. */
function chosen(all: readonly ChosenMapping[], type: ObjectType): ChosenMapping | null {
  const candidates = all.filter(({ mapping }) => isOf(mapping, type));
  return candidates.find(({ mapping }) => mapping.enabled) ?? candidates[0] ?? null;
}

function isOf(
  { sourceObjectName, targetObjectName, attributeMappings }: EntraObjectMapping,
  type: ObjectType,
) {
  const isSource = sourceObjectName.toLowerCase() === type;
  return isSource && targetObjectName.toLowerCase().endsWith(type) && attributeMappings.length > 0;
}

function nameOf({ mapping }: ChosenMapping): string {
  return `${mapping.sourceObjectName} to ${mapping.targetObjectName}`;
}

function otherMapping(one: ChosenMapping): Remark {
  const isKnown = isOf(one.mapping, "user") || isOf(one.mapping, "group");
  const reason = isKnown ? "a job has one mapping of each kind" : "a job has users and groups";
  return lost(`the mapping of ${nameOf(one)} in rule ${one.rule.name}: ${reason}`);
}

function otherRule({ name, sourceDirectoryName, targetDirectoryName, objectMappings }: EntraRule): Remark {
  const reason =
    objectMappings.length === 0
      ? "it is empty"
      : `it goes from ${sourceDirectoryName} to ${targetDirectoryName}`;
  return lost(`rule ${name}: ${reason}`);
}
