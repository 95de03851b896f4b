import { findOperator, namingOperators, unsettledOperators } from "../../rules/scope/operators.ts";
import { clausePlaces } from "./clause-places.ts";
import type { Problem } from "../problem.ts";
import { readAt } from "../yaml/read-at.ts";
import type { YamlFile } from "../yaml/yaml-file.ts";
import { valueProblem } from "../yaml/yaml-file.ts";

/** Warns of clauses that may mean something else than whoever wrote them expects. */
export function* doubtfulClauses(yaml: YamlFile): Iterable<Problem> {
  for (const { at } of clausePlaces(yaml)) {
    const written = readAt(yaml.value, [...at, "operator"]);
    const name = typeof written === "string" ? findOperator(written)?.name : undefined;
    if (name === undefined) continue;
    const doubt = doubtOf(name, readAt(yaml.value, [...at, "attribute"]));
    if (doubt !== null) yield valueProblem(yaml, [...at, "operator"], doubt);
  }
}

function doubtOf(operator: string, attribute: unknown): string | null {
  if (unsettledOperators.includes(operator)) {
    return (
      `operator "${operator}": Entra does not say what it means; here whole numbers are compared bit by bit, ` +
      "and any other value has to occur in the text of the clause: better write INCLUDES, IN or REGEX MATCH"
    );
  }
  if (attribute !== "memberOf" || namingOperators.has(operator)) return null;
  return (
    `operator "${operator}" sees only groups that are assigned to the application or named by another clause: ` +
    `name the groups with ${[...namingOperators].join(", ")}`
  );
}
