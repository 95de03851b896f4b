import type { ObjectType } from "../../../rules/directory.ts";
import type { Action } from "../../../rules/rules.ts";
import { importFilter } from "./import-filter.ts";
import { importMapping } from "./import-mapping.ts";
import { type ImportedMatch, type ImportedObjects, lost, type Remark } from "../imported.ts";
import type { EntraAttributeDefinition, EntraObjectMapping } from "../schema-shape.ts";

/** What an object mapping says of users or of groups. */
export function importObjects(
  entra: EntraObjectMapping,
  { type, definitions }: { type: ObjectType; definitions: readonly EntraAttributeDefinition[] },
): ImportedObjects {
  const mappings = entra.attributeMappings.map((mapping) =>
    importMapping(mapping, { type, definition: definitionOf(mapping.targetAttributeName, definitions) }),
  );
  const remarks: Remark[] = [...metadataRemarks(entra.metadata)];
  return {
    type,
    enabled: entra.enabled,
    actions: actionsOf(entra.flowTypes, remarks),
    ...importFilter(entra.scope, type),
    match: matchOf(entra),
    mappings,
    remarks,
  };
}

function definitionOf(
  path: string,
  definitions: readonly EntraAttributeDefinition[],
): EntraAttributeDefinition | null {
  return definitions.find(({ name }) => name.toLowerCase() === path.toLowerCase()) ?? null;
}

const actions: ReadonlyMap<string, Action> = new Map([
  ["add", "create"],
  ["update", "update"],
  ["delete", "delete"],
]);

/** Null: all of them, as in Entra when nothing is said. */
function actionsOf(flowTypes: string, remarks: Remark[]): readonly Action[] | null {
  const words = flowTypes.split(",").map((word) => word.trim().toLowerCase());
  const known = actions.entries().filter(([word]) => words.includes(word));
  const chosen = known.map(([, action]) => action).toArray();
  const unknown = words.filter((word) => word !== "" && !actions.has(word));
  if (unknown.length > 0) remarks.push(lost(`flowTypes ${unknown.join(", ")} is not known`));
  return chosen.length === 0 || chosen.length === actions.size ? null : chosen;
}

/** The lowest positive number comes first. */
function matchOf({ attributeMappings }: EntraObjectMapping): readonly ImportedMatch[] {
  return attributeMappings
    .filter(({ matchingPriority }) => matchingPriority > 0)
    .toSorted((a, b) => a.matchingPriority - b.matchingPriority)
    .map(({ targetAttributeName }) => ({ paths: [targetAttributeName], refused: null }));
}

/** Keys of Entra's own whose usual values say nothing. */
const usual: Readonly<Record<string, readonly string[]>> = {
  IsCustomerDefined: ["true", "false"],
  DisableMonitoringForChanges: ["false"],
  Disposition: ["Normal"],
  ExcludeFromReporting: ["false"],
  EscrowBehavior: ["Default"],
  Unsynchronized: ["false"],
};

function* metadataRemarks(metadata: EntraObjectMapping["metadata"]): Iterable<Remark> {
  for (const { key, value } of metadata) {
    const plain = value.replaceAll('"', "");
    const isUsual = usual[key]?.some((word) => word.toLowerCase() === plain.toLowerCase()) ?? plain === "";
    if (!isUsual && key !== "OriginalJoiningProperty") yield lost(`metadata ${key}: ${value}`);
  }
}
