import type { Attributes, ObjectType } from "../../rules/directory.ts";
import type { Whereabouts } from "../../rules/source-record.ts";
import { batchGet } from "./batch.ts";
import type { Graph, GraphAnswer } from "./client.ts";
import { graphFault, isNotFound } from "./graph-fault.ts";
import { getGroups, readGroups } from "./groups.ts";
import { attributesOf, isReadable } from "./object-record.ts";
import { isRow } from "./row.ts";
import type { Selection } from "./selection.ts";
import { getUsers, readUsers, userAttributes, type UserRow } from "./users.ts";

export type LocateOptions = {
  readonly graph: Graph;
  readonly selection: Selection;
  readonly signal: AbortSignal;
};

const purposes = { user: readUsers, group: readGroups } as const;

/**
 * Where each object stands, by direct reads. Only a 404 from both places where it could be says that it is
 * gone.
 */
export async function locateObjects(
  type: ObjectType,
  ids: readonly string[],
  options: LocateOptions,
): Promise<readonly Whereabouts[]> {
  const present: UserRow[] = [];
  const missing: string[] = [];
  for (const [index, answer] of (await getObjects(type, ids, options)).entries()) {
    const id = ids[index] ?? "";
    if (isNotFound(answer)) missing.push(id);
    else if (answer.status === 200 && isRow(answer.body)) present.push({ id, row: answer.body });
    else throw graphFault(answer, purposes[type]);
  }
  const readable = present.filter(({ row }) => isReadable(row));
  const attributes = await attributesFor(type, readable, options);
  const deleted = await deletedItems(type, missing, options);
  return ids.map((id) => {
    const known = attributes.get(id);
    return known === undefined
      ? (deleted.get(id) ?? { kind: "unreadable" })
      : { kind: "active", attributes: known };
  });
}

async function getObjects(
  type: ObjectType,
  ids: readonly string[],
  { graph, selection, signal }: LocateOptions,
): Promise<readonly GraphAnswer[]> {
  const options = { selection, asking: { signal, purpose: purposes[type] } };
  return await (type === "user" ? getUsers : getGroups)(graph, ids, options);
}

async function attributesFor(
  type: ObjectType,
  rows: readonly UserRow[],
  { graph, selection, signal }: LocateOptions,
): Promise<ReadonlyMap<string, Attributes>> {
  if (type === "group") return new Map(rows.map(({ id, row }) => [id, attributesOf(row, selection.group)]));
  return await userAttributes(rows, { graph, selection, asking: { signal, purpose: readUsers } });
}

/**
 * Nothing is read of a soft-deleted object but that it is one: its user principal name is changed by the
 * deletion, and most attributes are not shown.
 */
async function deletedItems(
  type: ObjectType,
  ids: readonly string[],
  { graph, signal }: LocateOptions,
): Promise<ReadonlyMap<string, Whereabouts>> {
  const urls = ids.map((id) => `/directory/deletedItems/${encodeURIComponent(id)}`);
  const answers = await batchGet(graph, urls, { signal, purpose: purposes[type] });
  return new Map(
    answers.map((answer, index): [string, Whereabouts] => {
      const id = ids[index] ?? "";
      if (answer.status === 200) return [id, { kind: "softDeleted", attributes: null }];
      // Deleted groups can be seen only with Group.Read.All, and security groups are never among them.
      const hidden = answer.status === 403 && type === "group";
      if (isNotFound(answer) || hidden) return [id, { kind: "hardDeleted" }];
      throw graphFault(answer, purposes[type]);
    }),
  );
}
