import type { ObjectType } from "../../rules/directory.ts";
import { attributeFlaw, isKnownAttribute } from "../../rules/source-attribute.ts";
import { attributesOf, tryCompile } from "../shape/expression-flaws.ts";
import type { Problem } from "../problem.ts";
import { readAt } from "../yaml/read-at.ts";
import type { Path, YamlFile } from "../yaml/yaml-file.ts";
import { textProblem, valueProblem } from "../yaml/yaml-file.ts";
import { clausePlaces } from "./clause-places.ts";
import { draftJob } from "./draft.ts";

/** Warns of attributes that nobody is known to have: what reads them comes to nothing, for everybody. */
export function* unknownAttributes(yaml: YamlFile): Iterable<Problem> {
  for (const { type, mappings } of draftJob(yaml).objects) {
    for (const { at } of mappings) {
      const path = typeof readAt(yaml.value, at) === "string" ? at : [...at, "expression"];
      yield* ofExpression(yaml, path, type);
    }
  }
  for (const { at, type } of clausePlaces(yaml)) {
    yield* ofExpression(yaml, [...at, "expression"], type);
    const name = readAt(yaml.value, [...at, "attribute"]);
    if (typeof name !== "string" || !isUnknown(name, type)) continue;
    yield valueProblem(yaml, [...at, "attribute"], `"${name}" ${isNone}`);
  }
}

const isNone =
  "is no attribute that Entra or Microsoft Graph is known to have: correct the name; " +
  "a directory extension is extension_<application>_<name>, a part of an attribute its whole path, " +
  "such as employeeOrgData.costCenter";

function* ofExpression(yaml: YamlFile, path: Path, type: ObjectType): Iterable<Problem> {
  const text = readAt(yaml.value, path);
  const compiled = typeof text === "string" ? tryCompile(text) : null;
  if (compiled === null) return;
  for (const { name, at } of attributesOf(compiled.tree)) {
    if (isUnknown(name, type)) yield textProblem(yaml, path, { message: `[${name}] ${isNone}`, at });
  }
}

/** A name with a flaw is refused elsewhere. */
function isUnknown(name: string, type: ObjectType): boolean {
  return !isKnownAttribute(name, type) && attributeFlaw(name, type) === null;
}
