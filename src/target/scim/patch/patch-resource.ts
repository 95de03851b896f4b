import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import type { Attributes } from "../../../rules/directory.ts";
import type { TargetCapabilities } from "../../../rules/target-capabilities.ts";
import type { ResolvedChange } from "../../target.ts";
import type { Sent } from "../connection.ts";
import type { Line } from "../line.ts";
import { isSuccess, statusOf } from "../refusal.ts";
import { readCurrent, type Reading, type Update } from "./current.ts";
import { editsOf, needsCurrent } from "./edits.ts";
import { type PatchBody, patchBodies } from "./patch-body.ts";
import type { Patcher } from "./patcher.ts";
import { assignedInList, keepingAssigned } from "./assigned-lists.ts";
import { choicesNow, otherWords } from "./update-method.ts";
import { type Verdict, verdictOn } from "./verdict.ts";

/**
 * Updates by PATCH. What the server refuses as aimed at nothing is said in other ways, now that it is known
 * what is there: aimed at that, with elements added whole, list by list.
 */
export async function patchResource(
  line: Line,
  update: Update,
  { patcher, mustRead, ...reading }: Reading & { patcher: Patcher; mustRead: boolean },
): Promise<Verdict> {
  const { type, id, changes, again = false } = update;
  const action = `update the ${type}`;
  const choices = keepingAssigned(line, changes, again ? otherWords(line) : choicesNow(line));
  const reads = mustRead || needsCurrent(changes, choices);
  const current = reads ? await readCurrent(line, update, reading) : null;
  if (reads && current === null) return { kind: "gone" };
  patcher.begin();
  patcher.version = current?.version ?? null;
  const first = await patcher.send(bodiesFor(changes, { current: current?.attributes ?? null, choices }));
  if (typeof first === "string" || isSuccess(first)) return { kind: "done", id };
  if (statusOf(first) === 404) {
    // Some servers answer 404 because of what a value refers to.
    const there = await readCurrent(line, update, reading);
    return there === null ? { kind: "gone" } : verdictOn(action, first, patcher.version);
  }
  if (!aimedAtNothing(first, changes)) return verdictOn(action, first, patcher.version);
  // The resource is not what it was when the changes were planned, or the server knows no filters in paths.
  const now = current ?? (await readCurrent(line, update, reading));
  if (now === null) return { kind: "gone" };
  patcher.version = now.version;
  let refused: Sent = first;
  for (const way of waysFor(choices)) {
    const said = keepingAssigned(line, changes, way.choices);
    if (said.elements !== way.choices.elements)
      return assignedInList(verdictOn(action, refused, now.version));
    const answer = await patcher.send(bodiesFor(changes, { current: now.attributes, choices: said }));
    if (answer === "said") continue;
    if (answer === "nothingToSend" || isSuccess(answer)) {
      line.capabilities.learn(way.learned);
      return { kind: "done", id };
    }
    refused = answer;
    if (!aimedAtNothing(answer, changes)) break;
  }
  return verdictOn(action, refused, patcher.version);
}

type Way = { readonly choices: PatchChoices; readonly learned: Partial<TargetCapabilities> };

/** Other ways to say the same, and what it tells of the server if one works. */
function waysFor(choices: PatchChoices): readonly Way[] {
  return [
    { choices, learned: {} },
    { choices: { ...choices, missingElement: "element" }, learned: { addsByPath: false } },
    { choices: { ...choices, elements: "whole" }, learned: { filteredPaths: false } },
  ];
}

function bodiesFor(
  changes: readonly ResolvedChange[],
  around: { current: Attributes | null; choices: PatchChoices },
): readonly PatchBody[] {
  return patchBodies(editsOf(changes, around), around.choices);
}

/** `noTarget` (RFC 7644 section 3.12), which many servers answer as a bare 400. */
function aimedAtNothing(sent: Sent, changes: readonly ResolvedChange[]): boolean {
  return statusOf(sent) === 400 && changes.some(({ path, to }) => path.includes("[") || to === null);
}
