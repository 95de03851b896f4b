import type { PatchChoices } from "../../config/profiles/patch-choices.ts";
import type { Failure } from "../../rules/operation.ts";
import type { MemberWriteResult } from "../target.ts";
import { askResource } from "./ask.ts";
import type { Sent } from "./connection.ts";
import { failureOf, readError, type ScimError } from "./failure.ts";
import { type Line, withoutMembers } from "./line.ts";
import { withSchemas } from "./patch/changed-resource.ts";
import { withMembers } from "./patch/group-members.ts";
import { memberBodies, type MemberPart } from "./patch/member-bodies.ts";
import { readCurrent } from "./patch/current.ts";
import { isSameResource, put } from "./patch/put-resource.ts";
import { unsupported } from "./patch/update.ts";
import { methodWorked, refuseMethod, updateMethod } from "./patch/update-method.ts";
import { ifMatch } from "./patch/version.ts";
import { membersTimeoutMs, readWhole } from "./patch/whole-resource.ts";
import { isSuccess, refusal, statusOf } from "./refusal.ts";

/** How often a group is read again in one write because somebody else writes to it. */
const mostRounds = 3;

const othersWrite = "Look who else changes this group if this stays: the next cycle tries again by itself";

const action = "change the members of the group";

type Options = { readonly signal: AbortSignal };

export type PartVerdict =
  | MemberWriteResult
  /** For what is in the part, which halving can find. */
  | { readonly kind: "refused"; readonly failure: Failure; readonly tooLarge: boolean }
  /** The removal of one member, for whom strict servers say that there is nothing to remove. */
  | { readonly kind: "absent"; readonly failure: Failure };

/** Writes members that go in one request, by the method that the application has. */
export async function writePart(
  line: Line,
  id: string,
  { part, signal, choices }: Options & { part: MemberPart; choices: PatchChoices },
): Promise<PartVerdict> {
  let method = updateMethod(line, "group");
  let refused: string | null = null;
  let demanded = false;
  let switched = false;
  for (let round = 1; ;) {
    const step: Step =
      method === "PATCH"
        ? await patch(line, id, { part, signal, choices, refused, demanded })
        : await putMembers(line, id, { part, signal, refused });
    if (step.kind !== "sent") return step;
    const { sent, version }: { sent: Sent; version: string | null } = step;
    const status = statusOf(sent);
    if (isSuccess(sent)) methodWorked(line, { type: "group", method });
    if (status === 405 || status === 501) {
      const other = refuseMethod(line, { type: "group", method });
      if (other === null || switched) return unsupported(action, sent);
      method = other;
      switched = true;
    } else if (isStale(status, { version, method, demanded }) && round++ < mostRounds) {
      // Who demands a version compares it.
      if (status === 428) line.capabilities.learn({ etag: true });
      demanded = true;
      refused = version;
    } else {
      // After a fault of the server's own who knows what it has carried out.
      if (part.add.length > 0 && (isSuccess(sent) || !isRefusal(status))) line.emptyGroups.delete(id);
      return verdictOn(line, sent, { id, part, signal });
    }
  }
}

type Step =
  | MemberWriteResult
  | { readonly kind: "sent"; readonly sent: Sent; readonly version: string | null };

/** Whether another round with the version read anew can help: 428 (RFC 6585 section 3) demands one. */
function isStale(
  status: number | null,
  { version, method, demanded }: { version: string | null; method: string; demanded: boolean },
): boolean {
  if (status === 428) return version === null && !demanded;
  return status === 412 && (method === "PUT" || version !== null);
}

function isRefusal(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 408;
}

type Patching = Options & {
  readonly part: MemberPart;
  readonly choices: PatchChoices;
  readonly refused: string | null;
  /** The application asked for a version. */
  readonly demanded: boolean;
};

async function patch(line: Line, id: string, patching: Patching): Promise<Step> {
  const { part, signal, choices, demanded } = patching;
  const url = line.endpoint.resource("group", id);
  const bodies = memberBodies(part, choices);
  const request = { method: "PATCH", url, signal, timeoutMs: membersTimeoutMs } as const;
  let step: Step | null = null;
  for (const body of bodies) {
    // Each request makes a version of its own.
    const current = demanded ? await readCurrent(line, { type: "group", id }, patching) : null;
    if (demanded && current === null) return { kind: "gone" };
    const version = current?.version ?? null;
    const sent = await line.connection.send({ ...request, body, ...ifMatch(version) });
    step = { kind: "sent", sent, version };
    if (!isSuccess(sent)) break;
  }
  return step ?? { kind: "done", id };
}

/** The group is read with all its members and sent back with those that are added, without those removed. */
async function putMembers(
  line: Line,
  id: string,
  { part, ...reading }: Options & { part: MemberPart; refused: string | null },
): Promise<Step> {
  const group = { type: "group", id } as const;
  const whole = await readWhole(line, group, reading);
  if (whole.kind !== "read") return whole;
  const { current } = whole;
  const present = withSchemas(current.attributes, "group");
  const changed = withMembers(present, part);
  if (isSameResource(changed, { members: [], ...present })) return { kind: "done", id };
  const sent = await put(line, group, { ...reading, changed, current });
  return { kind: "sent", sent, version: current.version };
}

async function verdictOn(
  line: Line,
  sent: Sent,
  { id, part, signal }: Options & { id: string; part: MemberPart },
): Promise<PartVerdict> {
  if (isSuccess(sent)) return { kind: "done", id };
  if (sent.kind === "lost") return refusal(action, sent);
  const error = readError(sent.response);
  const failure = failureOf(action, error);
  switch (error.status) {
    case 400:
    case 403:
    case 413:
    case 422:
    case 500:
      // Servers die of a member they do not know, or are not allowed to add.
      if (isAbsent(part, error)) return { kind: "absent", failure };
      return { kind: "refused", failure, tooLarge: error.status === 413 };
    case 404: {
      // The group is gone, or one of the members is.
      const read = line.endpoint.resource("group", id, withoutMembers("group"));
      const group = await askResource(line.connection, { action: "read the group", url: read, signal });
      return group === null ? { kind: "gone" } : { kind: "refused", failure, tooLarge: false };
    }
    case 409:
      // Members need not be unique: somebody else wrote to the group at the same time.
      return {
        kind: "refused",
        failure: { ...failure, cure: othersWrite, transient: true },
        tooLarge: false,
      };
  }
  return { kind: "failed", failure };
}

function isAbsent({ add, remove }: MemberPart, { scimType }: ScimError): boolean {
  return add.length === 0 && remove.length === 1 && scimType?.toLowerCase() === "notarget";
}
