import { isDeepStrictEqual } from "node:util";
import type { Attributes } from "../../../rules/directory.ts";
import type { Sent } from "../connection.ts";
import type { Line } from "../line.ts";
import { isSuccess, statusOf } from "../refusal.ts";
import { changedResource, withSchemas, writable } from "./changed-resource.ts";
import { type Current, readCurrent, type Reading, type Update } from "./current.ts";
import { methodWorked } from "./update-method.ts";
import { type Verdict, verdictOn } from "./verdict.ts";
import { ifMatch } from "./version.ts";
import { membersTimeoutMs, readWhole } from "./whole-resource.ts";

/** Updates by PUT (RFC 7644 section 3.5.1): the resource is read, changed and sent back whole. */
export async function putResource(line: Line, update: Update, reading: Reading): Promise<Verdict> {
  const { type, id, changes } = update;
  const whole = await readWhole(line, update, reading);
  if (whole.kind !== "read") return whole;
  const { current } = whole;
  const changed = changedResource(current.attributes, { type, changes });
  if (isSameResource(changed, withSchemas(current.attributes, type))) return { kind: "done", id };
  const sent = await put(line, update, { changed, current, ...reading });
  if (isSuccess(sent)) return { kind: "done", id };
  if (statusOf(sent) === 404 && (await readCurrent(line, update, reading)) === null) return { kind: "gone" };
  return verdictOn(`update the ${type}`, sent, current.version);
}

/** Sends a resource that was read in this write, changed. */
export async function put(
  line: Line,
  { type, id }: Pick<Update, "type" | "id">,
  { changed, current, signal }: Reading & { changed: Attributes; current: Current },
): Promise<Sent> {
  const sent = await line.connection.send({
    method: "PUT",
    url: line.endpoint.resource(type, id),
    body: writable(changed),
    signal,
    ...(type === "group" ? { timeoutMs: membersTimeoutMs } : {}),
    ...ifMatch(current.version),
  });
  if (isSuccess(sent)) methodWorked(line, { type, method: "PUT" });
  return sent;
}

/** Whether there is nothing to send. */
export function isSameResource(a: Attributes, b: Attributes): boolean {
  return isDeepStrictEqual(writable(a), writable(b));
}
