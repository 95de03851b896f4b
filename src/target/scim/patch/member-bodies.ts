import type { PatchChoices } from "../../../config/profiles/patch-choices.ts";
import type { MemberWrite } from "../../target.ts";
import { bodiesOf, operationName, type PatchBody, type PatchOperation } from "./patch-body.ts";

/** Members that one request adds and removes. */
export type MemberPart = Pick<MemberWrite, "add" | "remove">;

/**
 * Additions in one operation. Removals each in its own, the form that strict servers understand, or by a list
 * of values, which these take for the removal of everybody.
 */
export function memberBodies({ add, remove }: MemberPart, choices: PatchChoices): readonly PatchBody[] {
  const operations: PatchOperation[] = [];
  const removal = { op: operationName("remove", choices) };
  if (choices.memberRemoval === "filter") {
    for (const id of remove) operations.push({ ...removal, path: `members[value eq ${JSON.stringify(id)}]` });
  } else if (remove.length > 0) {
    operations.push({ ...removal, path: "members", value: valuesOf(remove) });
  }
  if (add.length > 0) {
    operations.push({ op: operationName("add", choices), path: "members", value: valuesOf(add) });
  }
  return bodiesOf(operations, choices);
}

/** The parts that take a request each where several operations cannot share one. */
export function partsOf({ add, remove }: MemberPart, choices: PatchChoices): readonly MemberPart[] {
  if (choices.operations === "together") return [{ add, remove }];
  const removals =
    choices.memberRemoval === "filter" ? remove.map((id) => [id]) : remove.length > 0 ? [remove] : [];
  return [
    ...removals.map((part) => ({ add: [], remove: part })),
    ...(add.length > 0 ? [{ add, remove: [] }] : []),
  ];
}

/** Members that are put back in one request. */
const restored = 100;

/** Additions of members who are put back, in parts. */
export function inBatches(add: readonly string[]): readonly MemberPart[] {
  return Array.from({ length: Math.ceil(add.length / restored) }, (_part, index) => ({
    add: add.slice(index * restored, (index + 1) * restored),
    remove: [],
  }));
}

function valuesOf(ids: readonly string[]): readonly { readonly value: string }[] {
  return ids.map((value) => ({ value }));
}
