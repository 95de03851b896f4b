import { isDeepStrictEqual } from "node:util";
import { parsePath } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { makeMapping } from "../../rules/mapping.ts";
import { defaultMatch } from "../check/draft.ts";
import { tryCompile } from "../shape/expression-flaws.ts";
import { carried, type ImportedObjects, type WrittenClause, type WrittenMapping } from "./imported.ts";
import type { KeptObjects, KeptOptions } from "./kept.ts";
import { lockstepOperator } from "./operator-names.ts";

/** What a job says of users or groups, every default filled in, so that two can be compared. */
export type ComparableObjects = {
  readonly match: string[][];
  readonly filter: WrittenClause[][] | null;
  readonly options: ReadonlyMap<string, Required<KeptOptions>>;
};

export type ObjectsLike = {
  readonly match?: readonly (string | readonly string[])[] | undefined;
  readonly filter?: readonly (readonly WrittenClause[])[] | undefined;
  readonly attributes: Readonly<Record<string, string | WrittenMapping>>;
};

export function comparable({ match, filter, attributes }: ObjectsLike, type: ObjectType): ComparableObjects {
  return {
    match: (match ?? defaultMatch[type]).map((paths) => (typeof paths === "string" ? [paths] : [...paths])),
    filter: filter?.map((clauses) => clauses.map(plainClause)) ?? null,
    options: new Map(Object.entries(attributes).map(([path, mapping]) => [path, optionsOf(path, mapping)])),
  };
}

/** What has to be kept besides so that `plain` becomes `written` again. */
export function keepDifferences(written: ComparableObjects, plain: ComparableObjects): KeptObjects {
  const attributes: Record<string, KeptOptions> = {};
  for (const [path, options] of written.options) {
    const differing = differences(options, plain.options.get(path));
    if (Object.keys(differing).length > 0) attributes[path] = differing;
  }
  return {
    match: isDeepStrictEqual(written.match, plain.match)
      ? null
      : { instead: plain.match, match: written.match },
    filter: isDeepStrictEqual(written.filter, plain.filter)
      ? null
      : { instead: plain.filter, filter: written.filter },
    attributes,
  };
}

/** What stands in the file of an imported schema. */
export function objectsData({ filter, match, mappings }: ImportedObjects): ObjectsLike {
  const groups = filter === null ? null : carried(filter).map(({ clauses }) => clauses);
  const matches = carried(match).map(({ paths }) => (paths.length === 1 ? (paths[0] ?? "") : paths));
  return {
    ...(groups === null ? {} : { filter: groups.length === 0 ? nobody : groups }),
    ...(matches.length === 0 ? {} : { match: matches }),
    attributes: Object.fromEntries(
      carried(mappings).map(({ path, mapping }) => [path, shortestMapping(mapping)]),
    ),
  };
}

/** Everything in the directory has an id. */
const nobody: readonly (readonly WrittenClause[])[] = [[{ attribute: "objectId", operator: "IS NULL" }]];

/** An expression alone where there are no options. */
export function shortestMapping(mapping: WrittenMapping): string | WrittenMapping {
  const given = Object.values(mapping).filter((value) => value !== undefined);
  return given.length === 1 ? mapping.expression : mapping;
}

function optionsOf(path: string, written: string | WrittenMapping): Required<KeptOptions> {
  const mapping = typeof written === "string" ? { expression: written } : written;
  const expression = tryCompile(mapping.expression);
  const parsed = parsePath(path);
  const made = expression === null || parsed === null ? null : makeMapping(parsed, expression, mapping);
  return {
    default: mapping.default ?? null,
    apply: made?.apply ?? mapping.apply ?? null,
    nulls: made?.nulls ?? mapping.nulls ?? null,
    required: mapping.required ?? null,
    caseExact: mapping.caseExact ?? null,
    type: mapping.type ?? null,
  };
}

function differences(written: Required<KeptOptions>, plain: Required<KeptOptions> | undefined): KeptOptions {
  if (plain === undefined) return {};
  const entries = Object.entries(written).filter(
    ([key, value]) => value !== Object.entries(plain).find(([name]) => name === key)?.[1],
  );
  return Object.fromEntries(entries);
}

function plainClause(clause: WrittenClause): WrittenClause {
  const { operator } = clause;
  return operator === undefined ? { ...clause } : { ...clause, operator: lockstepOperator(operator) };
}
