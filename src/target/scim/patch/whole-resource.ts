import { property } from "../../../rules/attribute-path.ts";
import type { Attributes } from "../../../rules/directory.ts";
import type { Failure } from "../../../rules/operation.ts";
import { askResource } from "../ask.ts";
import { asResource, parseJson } from "../answer.ts";
import type { Line } from "../line.ts";
import { type Current, currentOf, type Reading, type Update } from "./current.ts";

/** A group with all its members can be megabytes that the server has to gather first. */
export const membersTimeoutMs = 180_000;

export type Whole =
  | { readonly kind: "read"; readonly current: Current }
  | { readonly kind: "gone" }
  /** What is missing in the answer would be lost. */
  | { readonly kind: "failed"; readonly failure: Failure };

/** A resource with all that a PUT must carry: of a group also its members. */
export async function readWhole(
  line: Line,
  { type, id }: Pick<Update, "type" | "id">,
  reading: Reading,
): Promise<Whole> {
  const { connection, endpoint } = line;
  const question = { action: `read the ${type}`, signal: reading.signal };
  if (type === "user") {
    const response = await askResource(connection, { ...question, url: endpoint.resource(type, id) });
    return wholeOf(currentOf(line, response, reading));
  }
  const patient = { ...question, timeoutMs: membersTimeoutMs };
  const response = await askResource(connection, { ...patient, url: endpoint.resource(type, id) });
  const current = currentOf(line, response, reading);
  if (current === null || showsMembers(line, current.attributes)) return wholeOf(current);
  if (line.emptyGroups.has(id)) return wholeOf(current);
  const members = await membersByName(line, id, reading);
  if (members === "gone") return { kind: "gone" };
  if (members === "unseen") return { kind: "failed", failure: membersUnseen };
  return wholeOf({ ...current, attributes: { ...current.attributes, members } });
}

/**
 * The members of a group whose plain answer has none. Some servers show members only when asked for them by
 * name, so that no list means an empty one in the answer to that alone (RFC 7643 section 2.5), and only from
 * servers that show members at all.
 */
export async function membersByName(
  { connection, endpoint, capabilities }: Line,
  id: string,
  { signal }: { signal: AbortSignal },
): Promise<readonly unknown[] | "unseen" | "gone"> {
  const url = endpoint.resource("group", id, { attributes: "members" });
  const question = { action: "read the group", url, signal, timeoutMs: membersTimeoutMs };
  const asked = await askResource(connection, question);
  if (asked === null) return "gone";
  const json = parseJson(asked.body);
  const members = property(json, "members");
  if (!Array.isArray(members)) {
    return capabilities.now.membersShown && asResource(json) !== null ? [] : "unseen";
  }
  if (!capabilities.now.membersShown) capabilities.learn({ membersShown: true });
  return members;
}

function wholeOf(current: Current | null): Whole {
  return current === null ? { kind: "gone" } : { kind: "read", current };
}

/** Whether the answer has members, empty or not; that answers have them is remembered. */
export function showsMembers(line: Line, group: Attributes): boolean {
  const isShown = Array.isArray(property(group, "members"));
  if (isShown && !line.capabilities.now.membersShown) line.capabilities.learn({ membersShown: true });
  return isShown;
}

const membersUnseen: Failure = {
  code: "SystemForCrossDomainIdentityManagementServiceIncompatible",
  message:
    "Cannot write the group whole: the application shows no members, and those that it may have would be lost",
  cure: "If the group is empty, add one member in the application by hand; if it is not, switch groups off",
  transient: false,
};
