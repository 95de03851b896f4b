import type { ObjectWrite, WriteResult } from "../target.ts";
import { asResource, notScim, parseJson } from "./answer.ts";
import type { ScimRequest } from "./connection.ts";
import type { Line } from "./line.ts";
import { updateObject } from "./patch/update.ts";
import { isSuccess, refusal } from "./refusal.ts";
import { createBody } from "./single-body.ts";

type Options = { readonly signal: AbortSignal };

export async function writeObject(line: Line, write: ObjectWrite, options: Options): Promise<WriteResult> {
  switch (write.kind) {
    case "create":
      return create(line, write, options);
    case "update":
      return updateObject(line, write, options);
    case "delete":
      return remove(line, write, options);
  }
}

async function create(
  line: Line,
  write: ObjectWrite & { kind: "create" },
  { signal }: Options,
): Promise<WriteResult> {
  const { type } = write;
  const action = `create the ${type}`;
  const body = createBody(line, write);
  const sent = await line.connection.send({
    method: "POST",
    url: line.endpoint.collection(type),
    body,
    signal,
  });
  if (sent.kind === "lost" || !isSuccess(sent)) return refusal(action, sent);
  const json = parseJson(sent.response.body);
  const resource = asResource(json);
  if (resource !== null) {
    if (type === "group") line.emptyGroups.add(resource.id);
    return { kind: "done", id: resource.id };
  }
  // Some servers confirm without saying what they made, and some answers are cut off; a web page confirms
  // nothing.
  const { body: text } = sent.response;
  if (json === undefined && text.trim() !== "" && !text.trimStart().startsWith("{"))
    throw notScim("a resource with an id", sent.response);
  return {
    kind: "unknown",
    message: `Cannot ${action} for certain: the answer has no id`,
    confirmed: true,
  };
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
