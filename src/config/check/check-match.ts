import { parsePath } from "../../rules/attribute-path.ts";
import { generatedBy } from "../../rules/mapping.ts";
import { readAt } from "../yaml/read-at.ts";
import { draftJob } from "./draft.ts";
import type { Draft, DraftObjects } from "./draft.ts";
import { pathKey } from "./path-key.ts";
import type { Problem } from "../problem.ts";
import { suggest } from "../../expression/suggest.ts";
import { valueProblem } from "../yaml/yaml-file.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** A matching attribute asks the target for its mapped value: without a mapping it has nothing to ask for. */
export function* checkMatch(draft: Draft, objects: DraftObjects): Iterable<Problem> {
  if (objects.mappings.length === 0) return;
  const isAsked = objects.match.some((paths) => paths.every((path) => mappingAt(objects, path) !== null));
  for (const { path, at } of matchPaths(draft.yaml, objects)) {
    const objection = objectionTo(path, { objects, isAsked });
    if (objection !== null) yield valueProblem(draft.yaml, at, `cannot match by "${path}"${objection}`);
  }
}

/** Matching attributes that are left out, as others remain. */
export function* unmappedMatches(yaml: YamlFile): Iterable<Problem> {
  for (const objects of draftJob(yaml).objects) {
    for (const { path, at } of matchPaths(yaml, objects)) {
      if (mappingAt(objects, path) !== null) continue;
      const message = `"${path}" is not matched by, as ${objects.at.join(".")}.attributes does not map it`;
      yield valueProblem(yaml, at, message);
    }
  }
}

/** Each attribute of `match` and where it stands. */
function* matchPaths(yaml: YamlFile, objects: DraftObjects): Iterable<{ path: string; at: Path }> {
  for (const [index, paths] of objects.match.entries()) {
    const at = [...objects.at, "match", index];
    const isList = Array.isArray(readAt(yaml.value, at));
    for (const [place, path] of paths.entries()) yield { path, at: isList ? [...at, place] : at };
  }
}

function objectionTo(
  path: string,
  { objects, isAsked }: { objects: DraftObjects; isAsked: boolean },
): string | null {
  const mapping = mappingAt(objects, path);
  if (mapping !== null) {
    if (mapping.type === "boolean" || mapping.type === "number") {
      return `, whose type is ${mapping.type}: a matching question asks for a text; remove the type`;
    }
    const isGenerated = mapping.expression !== null && generatedBy(mapping.expression) !== "no";
    return isGenerated ? ": its expression makes a new value each time; match by another attribute" : null;
  }
  const suggestion = suggest(
    path,
    objects.mappings.map(({ text }) => text),
  );
  if (suggestion === null && isAsked) return null;
  const attributes = `${objects.at.join(".")}.attributes`;
  const cure =
    suggestion === null
      ? "match by a target attribute that is mapped there, or map this one"
      : `did you mean "${suggestion}"?`;
  return `, which has no mapping in ${attributes}: ${cure}`;
}

function mappingAt(objects: DraftObjects, text: string) {
  const path = parsePath(text);
  if (path === null) return null;
  const key = pathKey(path);
  return objects.mappings.find((mapping) => mapping.path !== null && pathKey(mapping.path) === key) ?? null;
}
