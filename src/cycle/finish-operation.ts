import { isEntitled } from "../rules/facts.ts";
import type { Operation } from "../rules/operation.ts";
import { redactText, type Secrets, secretsOf } from "../rules/redact.ts";
import { type Candidate, mapMirrored } from "./candidate.ts";
import type { CycleContext } from "./context.ts";

/**
 * The last touch before an operation is stored: no text for people holds a value that nobody may see. Its
 * changes and matching questions keep the values, as apply needs them.
 */
export function finishOperation(
  context: Pick<CycleContext, "cycle" | "random">,
  operation: Operation,
  candidate: Candidate,
): Operation {
  const paths = candidate.rules.redactedPaths;
  if (paths.size === 0) return operation;
  const secrets = candidateSecrets(context, candidate);
  const { source, changes, message, steps } = operation;
  return {
    ...operation,
    source: { id: source.id, name: shownName(source, secrets) },
    changes: changes.map((change) => (paths.has(change.path) ? { ...change, redacted: true } : change)),
    message: message === null ? null : redactText(message, secrets),
    steps: steps.map((step) => ({ ...step, details: redactText(step.details, secrets) })),
  };
}

/** What nobody may see of an object, whether or not it is due an account. */
export function candidateSecrets(
  context: Pick<CycleContext, "cycle" | "random">,
  candidate: Candidate,
): Secrets {
  const { desired, facts } = candidate;
  if (desired.values.length > 0) return secretsOf(desired);
  const isSoftDeleted = !isEntitled(facts.entitlement);
  return secretsOf(mapMirrored(context, { ...candidate, isSoftDeleted }));
}

/** What people are called by, unless it may not be seen. */
export function shownName(source: Operation["source"], secrets: Secrets): string {
  return redactText(source.name, secrets) === source.name ? source.name : source.id;
}
