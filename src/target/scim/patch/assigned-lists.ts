import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import type { AttributePath } from "../../../rules/attribute-path.ts";
import type { ResolvedChange } from "../../target.ts";
import { pathOf } from "../attribute.ts";
import type { Line } from "../line.ts";
import { listPath } from "./element.ts";
import type { Verdict } from "./verdict.ts";

/**
 * The choices, without lists written as a whole where the application puts elements of its own into one
 * that changes: these are never sent back, and a server that takes the new list literally drops them. Where
 * the job asks for whole lists the application is known to keep its own.
 */
export function keepingAssigned(
  { choices: asked, serverAssigned }: Line,
  changes: readonly ResolvedChange[],
  choices: PatchChoices,
): PatchChoices {
  if (choices.elements !== "whole" || asked.elements === "whole") return choices;
  const assigned = new Set(serverAssigned.map(pathOf).flatMap(listOf));
  const isShared = changes.some(({ path }) => listOf(pathOf(path)).some((list) => assigned.has(list)));
  return isShared ? { ...choices, elements: asked.elements } : choices;
}

/** The refusal of a change that could only be said with the whole list. */
export function assignedInList(verdict: Verdict): Verdict {
  if (verdict.kind !== "failed") return verdict;
  return { kind: "failed", failure: { ...verdict.failure, cure: wholeListCure } };
}

const wholeListCure =
  "The list has values that the application assigns, so it is not written whole: take it out of the mapping, or" +
  " set `target.patch: { elements: whole }` if the application keeps its own values";

function listOf(path: AttributePath): readonly string[] {
  return path.filter === null ? [] : [listPath(path).text.toLowerCase()];
}
