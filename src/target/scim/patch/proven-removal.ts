import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import type { MemberWrite } from "../../target.ts";
import type { Line } from "../line.ts";
import { isSuccess, statusOf } from "../refusal.ts";
import { memberIds } from "./group-members.ts";
import { memberBodies } from "./member-bodies.ts";
import { membersTimeoutMs, readWhole } from "./whole-resource.ts";

type Removal = Pick<MemberWrite, "id" | "remove">;

/** What became of a removal that was watched. */
export type Proof =
  /** The members are gone, and so are those that were `lost` besides, who have to be put back. */
  | { readonly kind: "removed"; readonly lost: readonly string[] }
  /** Nobody else is in the group, so that nothing was sent to prove it. */
  | { readonly kind: "harmless" }
  /** Nothing can be told, or nothing was removed: it is to be sent as removals are from now on. */
  | { readonly kind: "unproven" };

/**
 * Whether a removal is the first by a list of values. Strict servers take the list for no part of the request
 * and remove everybody, so the first one is watched.
 */
export function needsProof(
  { capabilities }: Line,
  { remove }: Pick<MemberWrite, "remove">,
  { memberRemoval }: PatchChoices,
): boolean {
  return remove.length > 0 && capabilities.now.removesByValue === null && memberRemoval === "values";
}

/** Removes members by a list of values and looks whether they alone are gone. */
export async function proveRemoval(
  line: Line,
  { id, remove }: Removal,
  { signal, choices }: { signal: AbortSignal; choices: PatchChoices },
): Promise<Proof> {
  const { connection, endpoint, capabilities } = line;
  const before = await membersNow(line, id, { signal });
  if (before === null) return { kind: "unproven" };
  const present = remove.filter((member) => before.has(member));
  const others = [...before].filter((member) => !remove.includes(member));
  if (present.length === 0) return { kind: "removed", lost: [] };
  if (others.length === 0) return { kind: "harmless" };
  const [body] = memberBodies({ add: [], remove: present }, choices);
  const url = endpoint.resource("group", id);
  const sent = await connection.send({ method: "PATCH", url, body, signal, timeoutMs: membersTimeoutMs });
  if (statusOf(sent) === 400 || statusOf(sent) === 422) capabilities.learn({ removesByValue: false });
  if (sent.kind === "answer" && !isSuccess(sent)) return { kind: "unproven" };
  const after = await membersNow(line, id, { signal });
  if (after === null) return { kind: "unproven" };
  const lost = others.filter((member) => !after.has(member));
  const isDone = present.every((member) => !after.has(member));
  capabilities.learn({ removesByValue: isDone && lost.length === 0 });
  return isDone ? { kind: "removed", lost } : { kind: "unproven" };
}

/** The ids of a group's members; null where they cannot be read. */
export async function membersNow(
  line: Line,
  id: string,
  { signal }: { signal: AbortSignal },
): Promise<ReadonlySet<string> | null> {
  const whole = await readWhole(line, { type: "group", id }, { signal, refused: null });
  return whole.kind === "read" ? memberIds(whole.current.attributes) : null;
}
