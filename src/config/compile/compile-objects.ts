import { compile } from "../../expression/compile.ts";
import { parsePath } from "../../rules/attribute-path.ts";
import type { AttributePath } from "../../rules/attribute-path.ts";
import type { ObjectType } from "../../rules/directory.ts";
import type { Mapping, ObjectRules } from "../../rules/rules.ts";
import { compileLooseClause } from "../shape/clause-flaw.ts";
import { isGenerated, isMembers } from "../check/check-mappings.ts";
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
  const all = Object.entries(attributes).map(([text, mapping]) => compileMapping(text, mapping));
  const mappings = all.filter((mapping) => type === "user" || !isMembers(mapping));
  const filter = written.filter?.map((group) => group.map(compileLooseClause)) ?? null;
  const inFilter = filter?.flat().map(({ attribute }) => attribute) ?? [];
  return {
    type,
    actions: new Set(written.actions ?? ["create", "update", "delete"]),
    filter,
    match: (written.match ?? defaultMatch[type]).flatMap((path) => mappedSpelling(path, mappings)),
    mappings: type === "group" && !profile.groupRename ? mappings.map(keepFirstName) : mappings,
    members: mappings.length < all.length,
    reads: [...new Set([...inFilter, ...mappings.flatMap(({ expression }) => expression.reads)])].toSorted(),
  };
}

function compileMapping(text: string, written: WrittenMapping): Mapping {
  const { expression: source, ...options } = typeof written === "string" ? { expression: written } : written;
  const expression = compile(source);
  return {
    path: pathOf(text),
    expression,
    default: options.default ?? null,
    // A generated value that was written at every update would never come to rest.
    apply: options.apply ?? (isGenerated(expression) ? "create" : "always"),
    nulls: options.nulls ?? "skip",
  };
}

/** The application ignores new names, so an update would be sent in every cycle. */
function keepFirstName(mapping: Mapping): Mapping {
  return pathKey(mapping.path) === pathKey(pathOf("displayName")) ? { ...mapping, apply: "create" } : mapping;
}

/** Matching finds its mapping by the text of the path; attributes without a mapping are left out. */
function mappedSpelling(text: string, mappings: readonly Mapping[]): readonly string[] {
  const key = pathKey(pathOf(text));
  return mappings.filter(({ path }) => pathKey(path) === key).map(({ path }) => path.text);
}

function pathOf(text: string): AttributePath {
  const path = parsePath(text);
  if (path === null)
    throw new TypeError(`Cannot compile the mapping of "${text}" as it is no attribute path`);
  return path;
}
