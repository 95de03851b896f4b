import type { MemberWriteResult, Write } from "../../target.ts";
import { describe, isConflict, isGateway, readError } from "../failure.ts";
import type { Line } from "../line.ts";
import { refusal } from "../refusal.ts";
import { mayBeDone } from "../sent.ts";
import type { OperationAnswer } from "./bulk-response.ts";

/** `singly`: not done, and a request of its own knows what else to try. */
export type Verdict = MemberWriteResult | "singly";

/** What a bulk response's answer to one write means: the same as if it had come alone. */
export function resultOf(line: Line, write: Write, answer: OperationAnswer | null): Verdict {
  if (answer === null) return noAnswer(write, "the answer to the bulk request does not tell what came of it");
  const { response, id } = answer;
  const { status } = response;
  if (status >= 200 && status < 300) return done(line, write, id);
  // Behind a gateway's error the write may have been carried out.
  if (isGateway(status)) {
    return noAnswer(write, `the target answered ${String(status)} to it`);
  }
  if (write.kind === "create" && mayBeDone({ method: "POST" }, response)) {
    return refusal(actionOf(write), { kind: "lost", message: describe(readError(response)), response });
  }
  if (write.kind === "delete" && (status === 404 || status === 410)) return { kind: "gone" };
  if (aboutTheRequest.has(status) || triesMore(write, answer)) return "singly";
  return refusal(actionOf(write), { kind: "answer", response });
}

/** What became of a write whose bulk request got no answer that can be read. */
export function noAnswer(write: Write, why: string): Verdict {
  // RFC 9110 section 9.2.2: sent twice has the same effect as sent once.
  if (write.kind === "delete") return "singly";
  return { kind: "unknown", message: `Cannot ${actionOf(write)} for certain: ${why}` };
}

/** Patience, credentials, size and support are matters of requests, whoever travels in them. */
const aboutTheRequest: ReadonlySet<number> = new Set([401, 405, 413, 429, 501]);

/** Updates can be said in other ways, and a 404 may be about a value. */
function triesMore({ kind }: Write, { response }: OperationAnswer): boolean {
  if (response.status >= 500) return false;
  return kind === "members" || (kind === "update" && !isConflict(readError(response)));
}

function done(line: Line, write: Write, id: string | null): Verdict {
  if (write.kind !== "create") return { kind: "done", id: write.id };
  if (id === null) return noAnswer(write, "the answer has no id");
  if (write.type === "group") line.emptyGroups.add(id);
  return { kind: "done", id };
}

function actionOf(write: Write): string {
  return write.kind === "members" ? "change the members of the group" : `${write.kind} the ${write.type}`;
}
