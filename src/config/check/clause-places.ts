import type { ObjectType } from "../../rules/directory.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** Where a clause of a filter stands, and of which objects it asks. */
export type ClausePlace = { readonly at: Path; readonly type: ObjectType };

export function* clausePlaces(yaml: YamlFile): Iterable<ClausePlace> {
  for (const [objects, type] of [
    ["users", "user"],
    ["groups", "group"],
  ] as const) {
    const filter = readAt(yaml.value, [objects, "filter"]);
    for (const [group, clauses] of listOf(filter).entries()) {
      for (const clause of listOf(clauses).keys()) yield { at: [objects, "filter", group, clause], type };
    }
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
