import { parsePath } from "../../rules/attribute-path.ts";
import { isGenerated } from "./check-mappings.ts";
import { draftJob } from "./draft.ts";
import type { Draft, DraftObjects } from "./draft.ts";
import { pathKey } from "./path-key.ts";
import type { Problem } from "../problem.ts";
import { suggest } from "../../expression/suggest.ts";
import { valueProblem } from "../yaml/yaml-file.ts";
import type { YamlFile } from "../yaml/yaml-file.ts";

/** A matching attribute asks the target for its mapped value: without a mapping it has nothing to ask for. */
export function* checkMatch(draft: Draft, objects: DraftObjects): Iterable<Problem> {
  if (objects.mappings.length === 0) return;
  const known = objects.match.filter((path) => mappingAt(objects, path) !== null);
  for (const [index, path] of objects.match.entries()) {
    const at = [...objects.at, "match", index];
    const mapping = mappingAt(objects, path);
    if (mapping !== null) {
      if (mapping.expression === null || !isGenerated(mapping.expression)) continue;
      yield valueProblem(
        draft.yaml,
        at,
        `cannot match by "${path}": its expression makes a new value each time`,
      );
      continue;
    }
    const suggestion = suggest(
      path,
      objects.mappings.map(({ text }) => text),
    );
    if (suggestion === null && known.length > 0) continue;
    const attributes = `${objects.at.join(".")}.attributes`;
    const cure = suggestion === null ? `map it in ${attributes}` : `did you mean "${suggestion}"?`;
    yield valueProblem(
      draft.yaml,
      at,
      `cannot match by "${path}", which has no mapping in ${attributes}: ${cure}`,
    );
  }
}

/** Matching attributes that are left out, as others remain. */
export function* unmappedMatches(yaml: YamlFile): Iterable<Problem> {
  for (const objects of draftJob(yaml).objects) {
    for (const [index, path] of objects.match.entries()) {
      if (mappingAt(objects, path) !== null) continue;
      const message = `"${path}" is not matched by, as ${objects.at.join(".")}.attributes does not map it`;
      yield valueProblem(yaml, [...objects.at, "match", index], message);
    }
  }
}

function mappingAt(objects: DraftObjects, text: string) {
  const path = parsePath(text);
  if (path === null) return null;
  const key = pathKey(path);
  return objects.mappings.find((mapping) => mapping.path !== null && pathKey(mapping.path) === key) ?? null;
}
