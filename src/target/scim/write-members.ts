import type { Failure } from "../../rules/operation.ts";
import type { MemberWrite, MemberWriteResult } from "../target.ts";
import { askResource } from "./ask.ts";
import { failureOf, readError, type ScimError } from "./failure.ts";
import { type Line, withoutMembers } from "./line.ts";
import type { PatchOperation } from "./patch.ts";
import { isSuccess, patchSchema, refusal } from "./write-object.ts";

/**
 * Servers take up to a minute for a hundred members of a large group, and a lost answer costs a complete
 * read.
 */
const timeoutMs = 180_000;

/** After this many refused parts, and none accepted, it is not about single members. */
const hopeless = 8;

type Options = { readonly signal: AbortSignal };
type Part = Pick<MemberWrite, "add" | "remove">;

/**
 * Changes members, never sending the whole set. A part that is refused as wrong or too large is halved until
 * the members that are the cause stand alone.
 */
export async function writeMembers(
  line: Line,
  write: MemberWrite,
  options: Options,
): Promise<MemberWriteResult> {
  const parts: Part[] = [write];
  const refused: string[] = [];
  let failure: Failure | null = null;
  let accepted = false;
  let setbacks = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const verdict = await writePart(line, write.id, { ...options, part });
    switch (verdict.kind) {
      case "done":
        accepted = true;
        continue;
      case "failed":
        if (!accepted) return verdict;
        return {
          kind: "partial",
          refused: [...refused, ...idsOf([part, ...parts])],
          failure: verdict.failure,
        };
      case "refused":
        break;
      case "gone":
      case "conflict":
      case "unknown":
      case "partial":
        return verdict;
    }
    failure = verdict.failure;
    if (!verdict.tooLarge) setbacks++;
    const halves = setbacks > hopeless && !accepted ? null : halve(part);
    if (halves === null) refused.push(...idsOf([part]));
    else parts.push(...halves);
  }
  if (failure === null || refused.length === 0) return { kind: "done", id: write.id };
  return accepted ? { kind: "partial", refused, failure } : { kind: "failed", failure };
}

type Verdict =
  | MemberWriteResult
  /** For what is in the part, which halving can find. */
  | { readonly kind: "refused"; readonly failure: Failure; readonly tooLarge: boolean };

async function writePart(
  line: Line,
  id: string,
  { part, signal }: Options & { part: Part },
): Promise<Verdict> {
  const action = "change the members of the group";
  const url = line.endpoint.resource("group", id);
  const body = { schemas: [patchSchema], Operations: memberOperations(part) };
  const sent = await line.connection.send({ method: "PATCH", url, body, signal, timeoutMs });
  if (isSuccess(sent)) return { kind: "done", id };
  if (sent.kind === "lost") return refusal(action, sent);
  const error = readError(sent.response);
  const failure = failureOf(action, error);
  switch (error.status) {
    case 400:
    case 413:
    case 422:
      if (isAbsent(part, error)) return { kind: "done", id };
      return { kind: "refused", failure, tooLarge: error.status === 413 };
    case 404: {
      // The group is gone, or one of the members is.
      const read = line.endpoint.resource("group", id, withoutMembers("group"));
      const group = await askResource(line.connection, { action: "read the group", url: read, signal });
      return group === null ? { kind: "gone" } : { kind: "refused", failure, tooLarge: false };
    }
    case 409:
      // Members need not be unique: somebody else wrote to the group at the same time.
      return { kind: "failed", failure: { ...failure, cure: null, transient: true } };
  }
  return { kind: "failed", failure };
}

/** Strict servers refuse to remove a member who is none. */
function isAbsent({ add, remove }: Part, { scimType }: ScimError): boolean {
  return add.length === 0 && remove.length === 1 && scimType?.toLowerCase() === "notarget";
}

/** Additions in one operation, each removal in its own: the form that strict servers understand. */
function memberOperations({ add, remove }: Part): readonly PatchOperation[] {
  const operations: PatchOperation[] = remove.map((id) => ({
    op: "remove",
    path: `members[value eq ${JSON.stringify(id)}]`,
  }));
  if (add.length > 0) operations.push({ op: "add", path: "members", value: add.map((value) => ({ value })) });
  return operations;
}

function idsOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap(({ add, remove }) => [...add, ...remove]);
}

/** Two parts of half the size; null where there is a single member. */
function halve({ add, remove }: Part): readonly [Part, Part] | null {
  if (add.length + remove.length < 2) return null;
  if (add.length > 0 && remove.length > 0)
    return [
      { add: [], remove },
      { add, remove: [] },
    ];
  const [halfAdd, halfRemove] = [Math.ceil(add.length / 2), Math.ceil(remove.length / 2)];
  return [
    { add: add.slice(0, halfAdd), remove: remove.slice(0, halfRemove) },
    { add: add.slice(halfAdd), remove: remove.slice(halfRemove) },
  ];
}
