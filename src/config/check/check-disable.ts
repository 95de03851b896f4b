import type { Draft, DraftMapping } from "./draft.ts";
import { parseDuration } from "../shape/duration.ts";
import type { Problem } from "../problem.ts";
import { readAt } from "../yaml/read-at.ts";
import { valueProblem } from "../yaml/yaml-file.ts";

/** Entra's own policies. */
export const defaultPolicies = {
  unassigned: "disable",
  outOfScope: "disable",
  disabled: "disable",
  softDeleted: "disable",
  hardDeleted: "delete",
} as const;

/**
 * A disable writes what the mappings say for `IsSoftDeleted`: without one that reads it, nothing would
 * happen.
 */
export function* checkDisable({ yaml, objects }: Draft): Iterable<Problem> {
  const deprovision = readAt(yaml.value, ["deprovision"]);
  if (readAt(deprovision, ["disableWith"]) === "active") return;
  const users = objects.find(({ type }) => type === "user");
  const isComplete = users?.mappings.every(({ expression }) => expression !== null) ?? false;
  if (users === undefined || users.mappings.length === 0 || !isComplete) return;
  if (users.mappings.some(readsSoftDeletion)) return;

  const policies = Object.entries(defaultPolicies).map(
    ([cause, policy]) => [cause, readAt(deprovision, [cause]) ?? policy] as const,
  );
  const grace = readAt(deprovision, ["gracePeriod"]);
  const waits = typeof grace === "string" && (parseDuration(grace) ?? 0) > 0;
  const disabling = policies.filter(([, policy]) => policy === "disable" || (waits && policy === "delete"));
  if (disabling.length === 0) return;
  const causes = disabling.map(([cause]) => cause).join(", ");
  const at = deprovision === undefined ? ["users", "attributes"] : ["deprovision"];
  yield valueProblem(
    yaml,
    at,
    `cannot disable accounts (${causes}), as no mapping of users reads IsSoftDeleted: map ` +
      `active: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")', or set deprovision.disableWith: active`,
  );
}

/** What is written at creation only can disable nobody. */
function readsSoftDeletion({ expression, apply }: DraftMapping): boolean {
  return apply !== "create" && expression !== null && expression.reads.includes("IsSoftDeleted");
}
