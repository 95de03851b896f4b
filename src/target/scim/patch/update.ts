import type { WriteResult } from "../../target.ts";
import type { Sent } from "../connection.ts";
import { failureOf, readError } from "../failure.ts";
import type { Line } from "../line.ts";
import { refusal } from "../refusal.ts";
import type { Reading, Update } from "./current.ts";
import { patchResource } from "./patch-resource.ts";
import { createPatcher } from "./patcher.ts";
import { putResource } from "./put-resource.ts";
import type { Verdict } from "./verdict.ts";
import { refuseMethod, updateMethod } from "./update-method.ts";

/** How often a resource is read again in one write because somebody else writes to it. */
const mostRounds = 3;

/** Writes the changes by the method that the application has, which is found out by trying. */
export async function updateObject(
  line: Line,
  update: Update,
  { signal }: { signal: AbortSignal },
): Promise<WriteResult> {
  const { type } = update;
  const action = `update the ${type}`;
  const patcher = createPatcher(line, update, { signal });
  let method = updateMethod(line, type);
  let refused: string | null = null;
  let switched = false;
  for (let round = 1; ;) {
    const reading: Reading = { signal, refused };
    const verdict: Verdict =
      method === "PUT"
        ? await putResource(line, update, reading)
        : await patchResource(line, update, { ...reading, patcher, mustRead: round > 1 });
    switch (verdict.kind) {
      case "stale":
        if (round++ === mostRounds) return refusal(action, verdict.sent);
        // Who demands a version compares it.
        if (verdict.version === null) line.capabilities.learn({ etag: true });
        refused = verdict.version;
        break;
      case "unsupported": {
        const other = refuseMethod(line, { type, method });
        if (other === null || switched) return unsupported(action, verdict.sent);
        method = other;
        switched = true;
        break;
      }
      case "done":
      case "gone":
      case "conflict":
      case "unknown":
      case "failed":
        return verdict;
    }
  }
}

/** The answer to both methods is that there is no such method. */
export function unsupported(action: string, sent: Sent): WriteResult {
  if (sent.kind === "lost") return refusal(action, sent);
  const failure = failureOf(action, readError(sent.response));
  const message = `${failure.message}; neither PATCH nor PUT is supported`;
  return { kind: "failed", failure: { ...failure, message, cure: unsupportedCure } };
}

const unsupportedCure =
  "Look in the application's documentation how it takes changes; switch this action off if it takes none";
