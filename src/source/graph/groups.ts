import type { SourceRecord } from "../../rules/source-record.ts";
import { batchGet } from "./batch.ts";
import type { Graph, GraphAnswer } from "./client.ts";
import { graphFault, isNotFound, permissions, unexpectedBody } from "./graph-fault.ts";
import { attributesOf, isReadable } from "./object-record.ts";
import { type Asking, selecting } from "./pages.ts";
import { idOf, isRow, type Row, textOf } from "./row.ts";
import type { Selection } from "./selection.ts";

export const readGroups = { action: "read the groups", permission: permissions.groups } as const;

export type Group = { readonly id: string; readonly name: string; readonly row: Row };

type Way = { readonly graph: Graph; readonly selection: Selection; readonly signal: AbortSignal };

/** GETs of single groups, in the order asked; 404 for one that is not there. */
export async function getGroups(
  graph: Graph,
  ids: readonly string[],
  { selection, asking }: { selection: Selection; asking: Asking },
): Promise<readonly GraphAnswer[]> {
  const urls = ids.map((id) => `/groups/${encodeURIComponent(id)}?${selecting(selection.group)}`);
  return await batchGet(graph, urls, asking);
}

/** Direct reads of groups. */
export async function findGroups(
  { graph, selection, signal }: Way,
  ids: readonly string[],
): Promise<{ readonly groups: readonly Group[]; readonly missing: readonly string[] }> {
  const asking = { signal, purpose: readGroups };
  const groups: Group[] = [];
  const missing: string[] = [];
  for (const [index, answer] of (await getGroups(graph, ids, { selection, asking })).entries()) {
    const id = ids[index] ?? "";
    if (isNotFound(answer)) missing.push(id);
    else if (answer.status === 200 && isRow(answer.body)) groups.push(groupOf(answer.body));
    else throw graphFault(answer, readGroups);
  }
  return { groups, missing };
}

export function groupOf(row: Row): Group {
  const id = idOf(row);
  if (id === undefined) throw unexpectedBody(row, readGroups, "groups with an id");
  return { id, name: textOf(row, "displayName") ?? id, row };
}

export function groupRecord({ id, row }: Group, { selection }: { selection: Selection }): SourceRecord {
  return isReadable(row)
    ? { kind: "object", type: "group", id, state: "active", attributes: attributesOf(row, selection.group) }
    : { kind: "unreadable", type: "group", id };
}

export function missingGroup(id: string): Extract<SourceRecord, { kind: "missing" }> {
  return { kind: "missing", type: "group", id };
}

/** As in Entra nobody gets access through a group that says that it is no security group. */
export function givesAccess({ row }: Group): boolean {
  return row["securityEnabled"] !== false;
}
