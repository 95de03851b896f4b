import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import type { MemberWrite } from "../../target.ts";
import type { Line } from "../line.ts";
import { isSuccess, statusOf } from "../refusal.ts";
import { memberIds } from "./group-members.ts";
import { inBatches, memberBodies } from "./member-bodies.ts";
import { membersTimeoutMs, readWhole } from "./whole-resource.ts";

type Removal = Pick<MemberWrite, "id" | "remove">;

/** What became of a removal that was watched. */
export type Proof =
  /**
   * `lost` are gone besides and have to be put back. `left` are still to be removed, by a list of values only
   * where that was proven: who is not shown may be a member all the same, as some servers show the first few,
   * or write ids in another way.
   */
  | { readonly kind: "watched"; readonly lost: readonly string[]; readonly left: readonly string[] }
  /** Nobody else is in the group, so that nothing was sent to prove it. */
  | { readonly kind: "harmless" }
  /** Nothing can be told: it is to be sent as removals are from now on. */
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
  const before = await membersNow(line, id, { signal });
  if (before === null) return { kind: "unproven" };
  const present = remove.filter((member) => before.has(member));
  const others = [...before].filter((member) => !remove.includes(member));
  if (present.length === 0) return { kind: "watched", lost: [], left: remove };
  if (others.length === 0 && present.length === remove.length) return { kind: "harmless" };
  try {
    return await watch(line, { id, remove, present, others }, { signal, choices });
  } catch (error) {
    // The next try would not know of them any more.
    await putBack(line, { id, add: others }, { signal, choices });
    throw error;
  }
}

async function watch(
  line: Line,
  { id, remove, present, others }: Removal & Record<"present" | "others", readonly string[]>,
  { signal, choices }: { signal: AbortSignal; choices: PatchChoices },
): Promise<Proof> {
  const { connection, endpoint, capabilities } = line;
  const [body] = memberBodies({ add: [], remove: present }, choices);
  const url = endpoint.resource("group", id);
  const sent = await connection.send({ method: "PATCH", url, body, signal, timeoutMs: membersTimeoutMs });
  const status = statusOf(sent);
  if (status === 400 || status === 422) capabilities.learn({ removesByValue: false });
  if (status !== null && status >= 400 && status < 500) return { kind: "unproven" };
  const after = await membersNow(line, id, { signal });
  if (after === null) return { kind: "watched", lost: others, left: remove };
  const lost = others.filter((member) => !after.has(member));
  const isDone = present.every((member) => !after.has(member));
  // What failed and changed nothing says nothing.
  if (isSuccess(sent) || isDone || lost.length > 0) {
    capabilities.learn({ removesByValue: isDone && lost.length === 0 });
  }
  return {
    kind: "watched",
    lost,
    left: isDone ? remove.filter((member) => !present.includes(member)) : remove,
  };
}

/** Adds all who may be gone, also where the cycle is cancelled. */
async function putBack(
  { connection, endpoint, capabilities }: Line,
  { id, add }: Pick<MemberWrite, "id" | "add">,
  { signal, choices }: { signal: AbortSignal; choices: PatchChoices },
): Promise<void> {
  const url = endpoint.resource("group", id);
  const quiet = signal.aborted ? AbortSignal.timeout(lastWordMs) : signal;
  try {
    for (const part of inBatches(add)) {
      const [body] = memberBodies(part, choices);
      const request = { method: "PATCH", url, body, signal: quiet, timeoutMs: membersTimeoutMs } as const;
      if (!isSuccess(await connection.send(request))) capabilities.learn({ removesByValue: false });
    }
  } catch {
    // What is thrown is why nobody could look. No other group is put to that risk.
    capabilities.learn({ removesByValue: false });
  }
}

/** How long a cancelled cycle waits for a group to be whole again. */
const lastWordMs = 15_000;

/** The ids of a group's members; null where they cannot be read. */
export async function membersNow(
  line: Line,
  id: string,
  { signal }: { signal: AbortSignal },
): Promise<ReadonlySet<string> | null> {
  const whole = await readWhole(line, { type: "group", id }, { signal, refused: null });
  return whole.kind === "read" ? memberIds(whole.current.attributes) : null;
}
