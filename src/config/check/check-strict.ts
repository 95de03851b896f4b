import { isBeyondEntra } from "../../expression/strict/place.ts";
import { strictFlaws, strictMessage } from "../../expression/strict/strict.ts";
import { findOperator, unsettledOperators } from "../../rules/scope/operators.ts";
import { readAt } from "../yaml/read-at.ts";
import { textProblem, valueProblem } from "../yaml/yaml-file.ts";
import type { Path } from "../yaml/yaml-file.ts";
import type { Draft, DraftMapping, DraftObjects } from "./draft.ts";
import type { Problem } from "../problem.ts";

/** In a job that is `compatibility: strict`: what Entra does not support, or does not settle. */
export function* checkStrict(draft: Draft): Iterable<Problem> {
  if (readAt(draft.yaml.value, ["compatibility"]) !== "strict") return;
  for (const objects of draft.objects) {
    for (const mapping of objects.mappings) yield* checkExpression(draft, mapping);
    yield* checkFilter(draft, objects);
  }
}

/** Operators of Entra's own scoping filters whose meaning it states. */
const entraOperators: readonly string[] = [
  "EQUALS",
  "NOT EQUALS",
  "IS TRUE",
  "IS FALSE",
  "IS NULL",
  "IS NOT NULL",
  "REGEX MATCH",
  "NOT REGEX MATCH",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUALS",
  "INCLUDES",
  "ENDS_WITH",
];

function* checkExpression({ yaml }: Draft, { at, expression }: DraftMapping): Iterable<Problem> {
  if (expression === null) return;
  const isBare = typeof readAt(yaml.value, at) === "string";
  for (const flaw of strictFlaws(expression)) {
    yield textProblem(yaml, isBare ? at : [...at, "expression"], flaw);
  }
}

function* checkFilter({ yaml }: Draft, { at }: DraftObjects): Iterable<Problem> {
  const groups = readAt(yaml.value, [...at, "filter"]);
  if (!Array.isArray(groups)) return;
  for (const [index, group] of groups.entries()) {
    if (!Array.isArray(group)) continue;
    for (const place of group.keys()) {
      const clause = [...at, "filter", index, place];
      for (const { key, message } of objectionsTo(readAt(yaml.value, clause))) {
        const path: Path = [...clause, key];
        yield valueProblem(yaml, path, message);
      }
    }
  }
}

function* objectionsTo(clause: unknown): Iterable<{ readonly key: string; readonly message: string }> {
  const [attribute, operator, expression] = ["attribute", "operator", "expression"].map((key) =>
    readAt(clause, [key]),
  );
  if (expression !== undefined) {
    const message = strictMessage("an expression as a clause", "Entra's filters have no expressions");
    yield { key: "expression", message };
  }
  if (typeof attribute === "string" && isBeyondEntra(attribute)) {
    const message = strictMessage(`the attribute ${attribute}`, "Entra's filters cannot read it");
    yield { key: "attribute", message };
  }
  const name = typeof operator === "string" ? findOperator(operator)?.name : undefined;
  if (name === undefined || entraOperators.includes(name)) return;
  const why = unsettledOperators.includes(name)
    ? "Entra's documents do not settle what it does"
    : "Entra has no such operator";
  yield { key: "operator", message: strictMessage(`the operator ${name}`, why) };
}
