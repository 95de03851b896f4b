import { property } from "../rules/attribute-path.ts";
import { missingChanges, type Seen } from "../rules/missing-changes.ts";
import { isAccess } from "../rules/operation.ts";
import { rulesFor } from "../rules/rules.ts";
import type { TargetObject } from "../rules/target-object.ts";
import type { StoredOperation } from "../store/operations.ts";
import { type ResolvedChange, TargetError } from "../target/target.ts";
import type { CycleContext } from "./context.ts";
import { permanentFailure } from "./failures.ts";
import type { Written } from "./written.ts";

type Done = Written & { readonly kind: "done" };
type VerifyContext = Pick<CycleContext, "job" | "target" | "signal">;

/**
 * Reads back what the target has confirmed. What is not there is written once more, in another way where
 * there is one; what is not there then either is not kept. Of a disable, an enable or a delete, and of an
 * account that a mapping switches off, that is a failure: nobody may be taken for disabled who is not.
 */
export async function verifyWrite(
  context: VerifyContext,
  operation: StoredOperation,
  { written, changes }: { written: Done; changes: readonly ResolvedChange[] },
): Promise<Written> {
  const { targetId } = written;
  const object = await look(context, operation, targetId);
  if (operation.kind === "delete") return isGone(object) ? written : notDone(operation, "shows it still");
  if (object === "unreadable") return written;
  if (object === null) {
    // A replica may lag behind. Without its link the account would outlive whoever it was made for.
    if (operation.kind === "create") return { ...written, found: "unseen" };
    return notDone(operation, `has no ${operation.type} ${targetId}`);
  }
  const first = seenIn(context, operation, { changes, object });
  if (first.missing.length === 0) return { ...written, seen: first };
  const missing = await writeAgain(context, operation, { targetId, changes: first.missing });
  const seen = { ...first, missing };
  if (missing.length === 0 || !isFailure(operation, missing)) return { ...written, seen };
  return notDone(operation, `does not keep ${missing.map(({ path }) => path).join(", ")}`);
}

/**
 * Looks at what was written a second time in a row. What is there now is kept, and somebody changes it by
 * hand: it counts for nothing when that happens again. What is not may be on its way: the next cycle's look
 * decides.
 */
export async function seeWrite(
  context: VerifyContext,
  operation: StoredOperation,
  { written, changes }: { written: Done; changes: readonly ResolvedChange[] },
): Promise<Written> {
  const object = await look(context, operation, written.targetId);
  if (object === "unreadable" || object === null) return written;
  const { paths, missing } = seenIn(context, operation, { changes, object });
  const unseen = new Set(missing.map(({ path }) => path));
  return { ...written, seen: { paths: paths.filter((path) => !unseen.has(path)), missing: [] } };
}

/** A failed create would have no link: there it is told, and written again. */
function isFailure({ kind }: StoredOperation, missing: readonly ResolvedChange[]): boolean {
  if (kind === "disable" || kind === "enable") return true;
  return kind !== "create" && missing.some((change) => isAccess(change) && change.to === false);
}

/** What is still missing then. */
async function writeAgain(
  context: VerifyContext,
  operation: StoredOperation,
  { targetId: id, changes }: { targetId: string; changes: readonly ResolvedChange[] },
): Promise<readonly ResolvedChange[]> {
  const { type } = operation;
  const result = await context.target.write({ kind: "update", type, id, changes, again: true }, context);
  if (result.kind !== "done") return changes;
  const object = await look(context, operation, id);
  if (object === "unreadable" || object === null) return changes;
  return seenIn(context, operation, { changes, object }).missing;
}

function seenIn(
  { job }: VerifyContext,
  { type }: StoredOperation,
  { changes, object }: { changes: readonly ResolvedChange[]; object: TargetObject },
): Seen {
  const rules = rulesFor(job.rules, type);
  return rules === null ? { paths: [], missing: [] } : missingChanges(rules, changes, object.attributes);
}

/** That nothing can be read is no sign that nothing was done. */
async function look(
  { target, signal }: VerifyContext,
  { type }: StoredOperation,
  id: string,
): Promise<TargetObject | "unreadable" | null> {
  try {
    return await target.read(type, id, { signal });
  } catch (error) {
    if (error instanceof TargetError) return "unreadable";
    throw error;
  }
}

/** Some servers go on showing whom they have deleted, as inactive. */
function isGone(object: TargetObject | "unreadable" | null): boolean {
  if (object === null || object === "unreadable") return true;
  return property(object.attributes, "active") === false;
}

function notDone({ kind }: StoredOperation, details: string): Written {
  const message = `The target has confirmed the ${kind} and ${details}`;
  return { kind: "failed", failure: permanentFailure("ConfirmedNotDone", message) };
}
