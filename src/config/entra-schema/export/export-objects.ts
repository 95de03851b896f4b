import { parsePath } from "../../../rules/attribute-path.ts";
import type { ObjectType } from "../../../rules/directory.ts";
import { makeMapping } from "../../../rules/mapping.ts";
import type { Mapping } from "../../../rules/rules.ts";
import { compile } from "../../../expression/compile.ts";
import { defaultGroupAttributes, defaultMatch } from "../../check/draft.ts";
import { pathKey } from "../../check/path-key.ts";
import { exportExpression } from "./export-expression.ts";
import { exportFilter } from "./export-filter.ts";
import type { WrittenClause, WrittenMapping } from "../imported.ts";
import type { EntraAttributeMapping, EntraObjectMapping } from "../schema-shape.ts";

/** `users` or `groups` as a job file has them. */
export type WrittenObjects = {
  readonly enabled?: boolean | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly filter?: readonly (readonly WrittenClause[])[] | undefined;
  readonly match?: readonly (string | readonly string[])[] | undefined;
  readonly attributes?: Readonly<Record<string, string | WrittenMapping>> | undefined;
};

export const scimObjects = {
  user: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  group: "urn:ietf:params:scim:schemas:core:2.0:Group",
} as const;

export const entraObjects = { user: "User", group: "Group" } as const;

export type ExportedMapping = { readonly written: WrittenMapping; readonly mapping: Mapping };

/** The mappings with everything that follows from them. */
export function exportedMappings(
  { attributes }: WrittenObjects,
  type: ObjectType,
): readonly ExportedMapping[] {
  const written = attributes ?? (type === "group" ? defaultGroupAttributes : {});
  return Object.entries(written).flatMap(([text, value]) => {
    const options = typeof value === "string" ? { expression: value } : value;
    const path = parsePath(text);
    return path === null
      ? []
      : [{ written: options, mapping: makeMapping(path, compile(options.expression), options) }];
  });
}

/** Microsoft Graph's `objectMapping`. */
export function exportObjects(objects: WrittenObjects, type: ObjectType): EntraObjectMapping {
  const priorities = prioritiesOf(objects, type);
  return {
    enabled: objects.enabled !== false,
    flowTypes: flowTypesOf(objects.actions),
    name: `Provision Microsoft Entra ID ${entraObjects[type]}s`,
    sourceObjectName: entraObjects[type],
    targetObjectName: scimObjects[type],
    scope: exportFilter(objects.filter),
    attributeMappings: exportedMappings(objects, type).map((mapping) => exportMapping(mapping, priorities)),
    metadata: [],
  };
}

function exportMapping(
  { written, mapping }: ExportedMapping,
  priorities: ReadonlyMap<string, number>,
): EntraAttributeMapping {
  return {
    defaultValue: written.default === undefined || written.default === "" ? null : written.default,
    exportMissingReferences: false,
    flowBehavior: "FlowWhenChanged",
    flowType: flowTypes[mapping.apply],
    matchingPriority: priorities.get(pathKey(mapping.path)) ?? 0,
    targetAttributeName: mapping.path.text,
    source: exportExpression(written.expression),
  };
}

const flowTypes = { always: "Always", create: "ObjectAddOnly", add: "MultiValueAddOnly" } as const;

const actionNames: ReadonlyMap<string, string> = new Map([
  ["create", "Add"],
  ["update", "Update"],
  ["delete", "Delete"],
]);

function flowTypesOf(actions: readonly string[] = [...actionNames.keys()]): string {
  return actionNames
    .entries()
    .filter(([action]) => actions.includes(action))
    .map(([, name]) => name)
    .toArray()
    .join(",");
}

/** Entra matches by one attribute at a time: what has to agree with others cannot be told to it. */
function prioritiesOf({ match }: WrittenObjects, type: ObjectType): ReadonlyMap<string, number> {
  const alone = (match ?? defaultMatch[type]).flatMap((paths) => {
    const texts = typeof paths === "string" ? [paths] : paths;
    return texts.length === 1 ? texts : [];
  });
  const paths = alone.map(parsePath).filter((path) => path !== null);
  return new Map(paths.map((path, index) => [pathKey(path), index + 1]));
}
