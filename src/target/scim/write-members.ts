import type { Failure } from "../../rules/operation.ts";
import type { PatchChoices } from "../../config/profiles/patch-choices.ts";
import type { MemberWrite, MemberWriteResult } from "../target.ts";
import type { Line } from "./line.ts";
import { inBatches, type MemberPart, partsOf } from "./patch/member-bodies.ts";
import { membersNow, needsProof, proveRemoval } from "./patch/proven-removal.ts";
import { choicesNow, otherWords, updateMethod } from "./patch/update-method.ts";
import { writePart } from "./write-part.ts";

/** After this many refused parts, and none accepted, it is not about single members. */
const hopeless = 8;

/**
 * Changes members, never sending the whole set where the application has PATCH. A part that is refused as
 * wrong or too large is halved until the members that are the cause stand alone.
 */
export async function writeMembers(
  line: Line,
  write: MemberWrite,
  { signal }: { signal: AbortSignal },
): Promise<MemberWriteResult> {
  const { parts: first, choices } = await start(line, write, { signal });
  const parts = [...first];
  const refused: string[] = [];
  let failure: Failure | null = null;
  let accepted = parts.length === 0;
  let setbacks = 0;
  let present: Promise<ReadonlySet<string> | null> | null = null;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const verdict = await writePart(line, write.id, { signal, part, choices });
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
      case "absent":
        // Servers say so as well where they do not understand the filter.
        present ??= membersNow(line, write.id, { signal });
        if (isWithout(await present, part.remove)) accepted = true;
        else {
          const cure = choices.memberRemoval === "filter" ? otherRemoval : verdict.failure.cure;
          failure = { ...verdict.failure, cure };
          refused.push(...part.remove);
        }
        continue;
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

const otherRemoval =
  "Try `target.patch: { memberRemoval: values }`: the member is still there, or nobody can see it";

function isWithout(present: ReadonlySet<string> | null, ids: readonly string[]): boolean {
  return present !== null && ids.every((id) => !present.has(id));
}

type Start = {
  /** What is to be sent, each part in a request of its own. */
  readonly parts: readonly MemberPart[];
  readonly choices: PatchChoices;
};

/** A removal that is to be watched is sent here. */
async function start(line: Line, write: MemberWrite, { signal }: { signal: AbortSignal }): Promise<Start> {
  const { add, again = false } = write;
  const choices = again ? otherWords(line) : choicesNow(line);
  if (updateMethod(line, "group") === "PUT") return { parts: [write], choices };
  if (!needsProof(line, write, choices)) return { parts: partsOf(write, choices), choices };
  const proof = await proveRemoval(line, write, { signal, choices });
  switch (proof.kind) {
    case "watched": {
      const now = choicesNow(line);
      const isProven = line.capabilities.now.removesByValue === true;
      const safe: PatchChoices = isProven ? now : { ...now, memberRemoval: "filter" };
      const rest = { add, remove: proof.left };
      const isAll = add.length === 0 && proof.left.length === 0;
      return { parts: [...inBatches(proof.lost), ...(isAll ? [] : partsOf(rest, safe))], choices: safe };
    }
    case "harmless":
      return { parts: partsOf(write, choices), choices };
    case "unproven": {
      // Nobody chose other words: where what they do cannot be watched they are not used.
      const sure = again || line.capabilities.now.removesByValue === false ? choicesNow(line) : choices;
      return { parts: partsOf(write, sure), choices: sure };
    }
  }
}

function idsOf(parts: readonly MemberPart[]): readonly string[] {
  return parts.flatMap(({ add, remove }) => [...add, ...remove]);
}

/** Two parts of half the size; null where there is a single member. */
function halve({ add, remove }: MemberPart): readonly [MemberPart, MemberPart] | null {
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
