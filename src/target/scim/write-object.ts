import type { Attributes } from "../../rules/directory.ts";
import type { ObjectWrite, ResolvedChange, WriteResult } from "../target.ts";
import { askResource } from "./ask.ts";
import { asResource, notScim, parseJson, readResource } from "./answer.ts";
import type { ScimRequest, Sent } from "./connection.ts";
import { failureOf, isConflict, readError } from "./failure.ts";
import { type Line, withoutMembers } from "./line.ts";
import { needsCurrent, type PatchOperation, patchOperations } from "./patch.ts";
import { buildResource } from "./resource.ts";
import { wholeListOperations } from "./whole-list.ts";

/** RFC 7644 section 3.5.2. */
export const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

type Options = { readonly signal: AbortSignal };

export async function writeObject(line: Line, write: ObjectWrite, options: Options): Promise<WriteResult> {
  switch (write.kind) {
    case "create":
      return create(line, write, options);
    case "update":
      return update(line, write, options);
    case "delete":
      return remove(line, write, options);
  }
}

/** What an answer other than 2xx and 404 means for a write. */
export function refusal(
  action: string,
  sent: Sent,
): WriteResult & { kind: "conflict" | "unknown" | "failed" } {
  if (sent.kind === "lost")
    return { kind: "unknown", message: `Cannot ${action} for certain: ${sent.message}` };
  const error = readError(sent.response);
  const failure = failureOf(action, error);
  return isConflict(error) ? { kind: "conflict", message: failure.message } : { kind: "failed", failure };
}

export function isSuccess(sent: Sent): boolean {
  return sent.kind === "answer" && sent.response.status >= 200 && sent.response.status < 300;
}

async function create(
  line: Line,
  write: ObjectWrite & { kind: "create" },
  { signal }: Options,
): Promise<WriteResult> {
  const { type, changes } = write;
  const action = `create the ${type}`;
  const body = buildResource(type, changes);
  const sent = await line.connection.send({
    method: "POST",
    url: line.endpoint.collection(type),
    body,
    signal,
  });
  if (sent.kind === "lost" || !isSuccess(sent)) return refusal(action, sent);
  const json = parseJson(sent.response.body);
  const resource = asResource(json);
  if (resource !== null) return { kind: "done", id: resource.id };
  // Some servers confirm without saying what they made; a web page confirms nothing.
  if (json === undefined && sent.response.body.trim() !== "")
    throw notScim("a resource with an id", sent.response);
  return { kind: "unknown", message: `Cannot ${action} for certain: the answer has no id` };
}

async function update(
  line: Line,
  write: ObjectWrite & { kind: "update" },
  options: Options,
): Promise<WriteResult> {
  const { type, id, changes } = write;
  const current = needsCurrent(changes) ? await readCurrent(line, write, options) : null;
  const operations = patchOperations(changes, current);
  const sent = await patch(line, write, { ...options, operations });
  if (sent === null || isSuccess(sent)) return { kind: "done", id };
  if (sent.kind === "answer" && sent.response.status === 404) {
    // Some servers answer 404 because of what a value refers to.
    const there = await readCurrent(line, write, options);
    return there === null ? { kind: "gone" } : refusal(`update the ${type}`, sent);
  }
  if (!aimedAtNothing(sent, changes)) return refusal(`update the ${type}`, sent);
  // The resource is not what it was when the changes were planned, or the server knows no filters in paths.
  const now = await readCurrent(line, write, options);
  if (now === null) return { kind: "gone" };
  let refused = sent;
  for (const better of betterOperations(changes, { now, operations })) {
    const again = await patch(line, write, { ...options, operations: better });
    if (again === null || isSuccess(again)) return { kind: "done", id };
    refused = again;
    if (!aimedAtNothing(again, changes)) break;
  }
  return refusal(`update the ${type}`, refused);
}

/** Other ways to say the same, now that it is known what is there: aimed at that, then list by list. */
function betterOperations(
  changes: readonly ResolvedChange[],
  { now, operations }: { now: Attributes; operations: readonly PatchOperation[] },
): readonly (readonly PatchOperation[])[] {
  const said = [JSON.stringify(operations)];
  return [patchOperations(changes, now), wholeListOperations(changes, now)].filter((better) => {
    const text = JSON.stringify(better);
    const isNew = !said.includes(text);
    said.push(text);
    return isNew;
  });
}

/** Null where there is nothing to send. */
async function patch(
  line: Line,
  { type, id }: ObjectWrite & { kind: "update" },
  { operations, signal }: Options & { operations: readonly PatchOperation[] },
): Promise<Sent | null> {
  if (operations.length === 0) return null;
  const body = { schemas: [patchSchema], Operations: operations };
  return line.connection.send({ method: "PATCH", url: line.endpoint.resource(type, id), body, signal });
}

async function readCurrent(
  line: Line,
  { type, id }: ObjectWrite & { kind: "update" },
  { signal }: Options,
): Promise<Attributes | null> {
  const url = line.endpoint.resource(type, id, withoutMembers(type));
  const response = await askResource(line.connection, { action: `read the ${type}`, url, signal });
  return response === null ? null : readResource(response).attributes;
}

/** `noTarget` (RFC 7644 section 3.12), which many servers answer as a bare 400. */
function aimedAtNothing(sent: Sent, changes: readonly ResolvedChange[]): boolean {
  return (
    sent.kind === "answer" &&
    sent.response.status === 400 &&
    changes.some(({ path, to }) => path.includes("[") || to === null)
  );
}

async function remove(
  line: Line,
  write: ObjectWrite & { kind: "delete" },
  { signal }: Options,
): Promise<WriteResult> {
  const { type, id } = write;
  const request: ScimRequest = { method: "DELETE", url: line.endpoint.resource(type, id), signal };
  const sent = await line.connection.send(request);
  if (isSuccess(sent)) return { kind: "done", id };
  if (sent.kind === "answer" && (sent.response.status === 404 || sent.response.status === 410)) {
    return { kind: "gone" };
  }
  return refusal(`delete the ${type}`, sent);
}
