import { parsePath } from "../../../rules/attribute-path.ts";
import { pathKey } from "../../check/path-key.ts";
import type { ImportedGroup, ImportedMapping, ImportedMatch, ImportedObjects } from "../imported.ts";
import { carried } from "../imported.ts";
import { objectionsTo } from "./loader-check.ts";

/** Marks whatever would keep the file from loading, each part for itself and with the loader's own words. */
export function refuse(objects: ImportedObjects, profile: string): ImportedObjects {
  const mappings = withoutDuplicates(
    objects.mappings.map((mapping) =>
      mapping.refused === null ? { ...mapping, refused: flawOfMapping(mapping, objects, profile) } : mapping,
    ),
  );
  const mapped = new Set(carried(mappings).map(({ path }) => keyOf(path)));
  return {
    ...objects,
    mappings,
    filter: objects.filter?.map((group) => refuseGroup(group, objects, profile)) ?? null,
    match: objects.match.map((match) => ({
      ...match,
      refused: flawOfMatch(match, { mappings, mapped, objects }),
    })),
  };
}

function flawOfMapping(
  { path, mapping }: ImportedMapping,
  { type }: ImportedObjects,
  profile: string,
): string | null {
  if (path === "") return "it names no target attribute";
  // Something else to match by, so that the mapping alone is judged.
  const other = keyOf(path) === keyOf("userName") ? "displayName" : "userName";
  const attributes = { [other]: "[displayName]", [path]: mapping };
  return flawOf(type, { match: [other], attributes }, profile);
}

function refuseGroup(group: ImportedGroup, { type }: ImportedObjects, profile: string): ImportedGroup {
  if (group.refused !== null) return group;
  const sections = { match: ["userName"], attributes: { userName: "[displayName]" } };
  for (const clause of group.clauses) {
    const flaw = flawOf(type, { ...sections, filter: [[clause]] }, profile);
    if (flaw !== null) return { ...group, refused: flaw };
  }
  return group;
}

type MatchContext = {
  readonly mappings: readonly ImportedMapping[];
  readonly mapped: ReadonlySet<string>;
  readonly objects: ImportedObjects;
};

function flawOfMatch({ paths }: ImportedMatch, { mappings, mapped, objects }: MatchContext): string | null {
  if (!paths.every((path) => mapped.has(keyOf(path)))) return "the file has no mapping of it";
  const attributes = Object.fromEntries(carried(mappings).map(({ path, mapping }) => [path, mapping]));
  return flawOf(objects.type, { match: [paths], attributes }, "generic");
}

function flawOf(
  type: ImportedObjects["type"],
  objects: Readonly<Record<string, unknown>>,
  profile: string,
): string | null {
  const userName = { match: ["userName"], attributes: { userName: "[userPrincipalName]" } };
  const sections = type === "user" ? { users: objects } : { users: userName, groups: objects };
  return objectionsTo(sections, profile)[0] ?? null;
}

/** Of two mappings to one place the first counts. */
function withoutDuplicates(mappings: readonly ImportedMapping[]): readonly ImportedMapping[] {
  const seen = new Set<string>();
  return mappings.map((mapping) => {
    if (mapping.refused !== null) return mapping;
    const key = keyOf(mapping.path);
    const isSecond = seen.has(key);
    seen.add(key);
    return isSecond ? { ...mapping, refused: "it is mapped above already" } : mapping;
  });
}

function keyOf(path: string): string {
  const parsed = parsePath(path);
  return parsed === null ? path.toLowerCase() : pathKey(parsed);
}
