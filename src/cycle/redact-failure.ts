import type { Failure, Operation } from "../rules/operation.ts";
import { operationSecrets, redactText, type Secrets } from "../rules/redact.ts";
import { rulesFor } from "../rules/rules.ts";
import { evaluateCandidate } from "./candidate.ts";
import { expansionOf } from "./expansion.ts";
import type { CycleContext } from "./context.ts";
import { candidateSecrets } from "./finish-operation.ts";
import type { Written } from "./written.ts";

/**
 * What nobody may see in a message about an operation: servers quote what they were sent, and what they have.
 */
export async function secretsAbout(
  context: Pick<CycleContext, "store" | "job" | "cycle" | "random">,
  operation: Operation,
): Promise<Secrets> {
  const { type, source } = operation;
  const rules = rulesFor(context.job.rules, type);
  if (rules === null || rules.redactedPaths.size === 0) return [];
  const mirrored = await context.store.mirror.byIds(type, [source.id], expansionOf(context, rules));
  const ofObject = mirrored.flatMap((object) =>
    candidateSecrets(context, evaluateCandidate(context, rules, object)),
  );
  return [...operationSecrets(operation, rules.redactedPaths), ...ofObject];
}

export function redactFailure(failure: Failure, secrets: Secrets): Failure {
  return { ...failure, message: redactText(failure.message, secrets) };
}

/** What came of an operation, for people to see. */
export function redactWritten(written: Written, secrets: Secrets): Written {
  switch (written.kind) {
    case "done":
    case "gone":
      return written;
    case "conflict":
      return { ...written, message: redactText(written.message, secrets) };
    case "unanswered": {
      const { failure } = written;
      const message = redactText(written.message, secrets);
      if (failure === undefined) return { ...written, message };
      return { ...written, message, failure: redactFailure(failure, secrets) };
    }
    case "failed":
      return { ...written, failure: redactFailure(written.failure, secrets) };
  }
}
