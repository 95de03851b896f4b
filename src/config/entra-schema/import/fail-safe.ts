import { defaultMatch } from "../../check/draft.ts";
import { generic } from "../../profiles/generic.ts";
import { objectsData } from "../comparable.ts";
import { carried, type ImportedObjects, lost, note } from "../imported.ts";
import { objectionsTo } from "./loader-check.ts";
import { refusal } from "./read-schema.ts";

/** What stands for a mapping of users where there is none. */
export const emptyUsers: ImportedObjects = {
  type: "user",
  enabled: true,
  remarks: [],
  actions: null,
  filter: [],
  filterRemarks: [],
  match: [],
  mappings: [
    { path: "userName", mapping: { expression: "[userPrincipalName]" }, remarks: [], refused: null },
  ],
};

/** Users whom nothing is done for. */
export function nobody(users: ImportedObjects, reason: string): ImportedObjects {
  return { ...users, enabled: true, filter: [], filterRemarks: [...users.filterRemarks, note(reason)] };
}

/** A group of clauses that is left out keeps more people out, and nobody is to lose an account for that. */
export function failSafe(objects: ImportedObjects): ImportedObjects {
  if (objects.filter?.every(({ refused }) => refused === null) ?? true) return objects;
  const text =
    "Whoever only passed what is left out below gets no account here, and keeps the one there is " +
    "(deprovision): put another filter in its place before the first cycle";
  return { ...objects, filterRemarks: [...objects.filterRemarks, note(text)] };
}

/** Users need a mapping and something to be matched by. Throws `StopError`. */
export function usable(users: ImportedObjects, file: string): ImportedObjects {
  if (carried(users.mappings).length === 0) {
    throw refusal(
      `Cannot import ${file} as no mapping of users can be used: ${users.mappings[0]?.path}: ${users.mappings[0]?.refused}`,
      "Export the schema of an application that Entra provisions users to by SCIM.",
    );
  }
  if (isMatched(users)) return withFallback(users);
  throw refusal(
    `Cannot import ${file} as no account could be found: the schema has no matching attribute of users that can be used`,
    "In Entra, edit a mapping such as userName and set Match objects using this attribute; then export again.",
  );
}

/** Groups that cannot be matched are switched off. */
export function matchable(groups: ImportedObjects): ImportedObjects {
  if (!groups.enabled) return groups;
  if (carried(groups.mappings).length > 0 && isMatched(groups)) return withFallback(groups);
  const text = "groups are switched off, as no group could be found: no matching attribute can be used";
  return { ...groups, enabled: false, remarks: [...groups.remarks, lost(text)] };
}

/** Without a matching attribute of the schema's, the loader falls back on its own. */
function isMatched(objects: ImportedObjects): boolean {
  if (carried(objects.match).length > 0) return true;
  const { attributes } = objectsData(objects);
  const users = { match: ["userName"], attributes: { userName: "[userPrincipalName]" } };
  const sections = objects.type === "user" ? { users: { attributes } } : { users, groups: { attributes } };
  return objectionsTo(sections, generic.name).length === 0;
}

function withFallback(objects: ImportedObjects): ImportedObjects {
  if (carried(objects.match).length > 0) return objects;
  const text = `No matching attribute of the schema's can be used: ${defaultMatch[objects.type].join()} is matched by`;
  return { ...objects, remarks: [...objects.remarks, note(text)] };
}
