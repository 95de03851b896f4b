import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import type { ObjectType } from "../../../rules/directory.ts";
import type { Line } from "../line.ts";

type Method = PatchChoices["method"];

/** How updates of a type are sent: as the job or the profile says, unless the application refused that. */
export function updateMethod(line: Line, type: ObjectType): Method {
  const { patch, refusedMethods } = line.capabilities.now;
  const wanted = patch ? line.choices.method : "PUT";
  const refused = refusedMethods.includes(`${type} ${wanted}`);
  return refused && !refusedMethods.includes(`${type} ${otherThan(wanted)}`) ? otherThan(wanted) : wanted;
}

/** Notes that the application lacks a method, and returns the one to try instead; null: it lacks both. */
export function refuseMethod(
  line: Line,
  { type, method }: { type: ObjectType; method: Method },
): Method | null {
  const { refusedMethods } = line.capabilities.now;
  const refused = `${type} ${method}`;
  if (!refusedMethods.includes(refused)) {
    line.capabilities.learn({ refusedMethods: [...refusedMethods, refused] });
  }
  return refusedMethods.includes(`${type} ${otherThan(method)}`) ? null : otherThan(method);
}

/** The job's or the profile's choices, and in their place what the application was seen to need. */
export function choicesNow({ choices, capabilities }: Line): PatchChoices {
  const { filteredPaths, addsByPath, removesByValue } = capabilities.now;
  return {
    ...choices,
    elements: filteredPaths ? choices.elements : "whole",
    missingElement: addsByPath ? choices.missingElement : "element",
    memberRemoval: removesByValue === false ? "filter" : choices.memberRemoval,
  };
}

/** Other words for what the application confirmed and did not do. */
export function otherWords(line: Line): PatchChoices {
  const choices = choicesNow(line);
  const byValues = choices.memberRemoval === "filter" && line.capabilities.now.removesByValue !== false;
  return {
    ...choices,
    operations: "single",
    attributes: choices.attributes === "paths" ? "pathless" : "paths",
    // Servers lose what a nested value does not name.
    names: "dotted",
    missing: choices.missing === "add" ? "replace" : "add",
    elements: "whole",
    memberRemoval: byValues ? "values" : "filter",
  };
}

function otherThan(method: Method): Method {
  return method === "PATCH" ? "PUT" : "PATCH";
}
