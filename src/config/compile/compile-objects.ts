import { compile } from "../../expression/compile.ts";
import { parsePath } from "../../rules/attribute-path.ts";
import type { AttributePath } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import { compileClause } from "../../rules/scope/compile-clause.ts";
import { makeMapping } from "../../rules/mapping.ts";
import { mappingFacts } from "../../rules/mapping-facts.ts";
import type { Mapping, ObjectRules } from "../../rules/rules.ts";
import { requiredAttribute } from "../../rules/schema.ts";
import { relationsRead } from "../../rules/source-attribute.ts";
import { isMembers } from "../check/check-mappings.ts";
import { defaultGroupAttributes, defaultMatch } from "../check/draft.ts";
import type { WrittenJob } from "../shape/job-shape.ts";
import { pathKey } from "../check/path-key.ts";
import type { Profile } from "../profiles/profile.ts";

/** `users` or `groups` of a job file. */
export type WrittenObjects = WrittenJob["users"] | NonNullable<WrittenJob["groups"]>;

type WrittenMapping = WrittenJob["users"]["attributes"][string];

/** The rules for one kind of object, with the defaults filled in. The file has been checked. */
export function compileObjects(
  written: WrittenObjects,
  options: { type: ObjectType; profile: Profile },
): ObjectRules {
  const { type, profile } = options;
  const attributes = written.attributes ?? (type === "group" ? defaultGroupAttributes : {});
  const all = Object.entries(attributes).map(([text, mapping]) => compileMapping(text, mapping, type));
  const mappings = all.filter((mapping) => type === "user" || !isMembers(mapping));
  const filter = written.filter?.map((group) => group.map(compileClause)) ?? null;
  const clauses = filter?.flat() ?? [];
  const inMappings = mappings.map(({ expression }) => expression);
  const reads = new Set([...clauses, ...inMappings].flatMap((part) => part.reads));
  const facts = mappingFacts(
    type === "group" && !profile.groupRename ? mappings.map(keepFirstName) : mappings,
  );
  return {
    type,
    actions: new Set(written.actions ?? ["create", "update", "delete"]),
    filter,
    match: (written.match ?? defaultMatch[type]).flatMap((paths) => mappedSpellings(paths, mappings)),
    ...facts,
    members: mappings.length < all.length,
    reads: [...reads].toSorted(),
    readsClock: facts.mapsByClock || clauses.some(({ readsClock }) => readsClock),
    relations: relationsRead(reads),
  };
}

function compileMapping(text: string, written: WrittenMapping, type: ObjectType): Mapping {
  const { expression, ...options } = typeof written === "string" ? { expression: written } : written;
  const path = pathOf(text);
  const required = pathKey(path) === pathKey(pathOf(requiredAttribute(type)));
  return makeMapping(path, compile(expression), required ? { ...options, required } : options);
}

/** A new name is told, and never sent. */
function keepFirstName(mapping: Mapping): Mapping {
  return pathKey(mapping.path) === pathKey(pathOf("displayName"))
    ? { ...mapping, apply: "create", retention: "first" }
    : mapping;
}

/**
 * Matching finds its mappings by the text of their paths; what has an attribute without a mapping is left
 * out.
 */
function mappedSpellings(
  written: string | readonly string[],
  mappings: readonly Mapping[],
): readonly (readonly string[])[] {
  const texts = typeof written === "string" ? [written] : written;
  const spellings = texts.flatMap((text) => {
    const key = pathKey(pathOf(text));
    return mappings.filter(({ path }) => pathKey(path) === key).map(({ path }) => path.text);
  });
  return spellings.length < texts.length ? [] : [spellings];
}

function pathOf(text: string): AttributePath {
  const path = parsePath(text);
  if (path === null)
    throw new TypeError(`Cannot compile the mapping of "${text}" as it is no attribute path`);
  return path;
}
