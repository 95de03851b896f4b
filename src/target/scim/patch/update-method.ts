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

/** Another method to try in place of one that was refused; null: the application lacks that one, too. */
export function refuseMethod(
  line: Line,
  { type, method }: { type: ObjectType; method: Method },
): Method | null {
  const { refused } = line.methods;
  const other = `${type} ${otherThan(method)}`;
  // Who refuses both is one object that nobody may change, and says nothing of the others.
  if (!refused.delete(other)) refused.add(`${type} ${method}`);
  return line.capabilities.now.refusedMethods.includes(other) ? null : otherThan(method);
}

/**
 * Notes that a method did its work. That a type lacks the other one is known only now: what one object
 * refuses, one that comes with the application for example, others may take.
 */
export function methodWorked(line: Line, { type, method }: { type: ObjectType; method: Method }): void {
  const { refused, worked } = line.methods;
  worked.add(`${type} ${method}`);
  const other = `${type} ${otherThan(method)}`;
  const { refusedMethods } = line.capabilities.now;
  if (!refused.has(other) || worked.has(other) || refusedMethods.includes(other)) return;
  line.capabilities.learn({ refusedMethods: [...refusedMethods, other] });
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
