import type { WriteResult } from "../target.ts";
import type { Sent } from "./connection.ts";
import { failureOf, isConflict, readError } from "./failure.ts";

/** What an answer other than 2xx and 404 means for a write; `action` is what was tried: "create the user". */
export function refusal(
  action: string,
  sent: Sent,
): WriteResult & { kind: "conflict" | "unknown" | "failed" } {
  if (sent.kind === "lost") {
    const message = `Cannot ${action} for certain: ${sent.message}`;
    if (sent.response === undefined) return { kind: "unknown", message };
    return { kind: "unknown", message, failure: failureOf(action, readError(sent.response)) };
  }
  const error = readError(sent.response);
  const failure = failureOf(action, error);
  return isConflict(error) ? { kind: "conflict", message: failure.message } : { kind: "failed", failure };
}

export function isSuccess(sent: Sent): boolean {
  return sent.kind === "answer" && sent.response.status >= 200 && sent.response.status < 300;
}

/** The status of the answer; null where there was none. */
export function statusOf(sent: Sent): number | null {
  return sent.kind === "answer" ? sent.response.status : null;
}
