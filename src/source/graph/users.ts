import type { Attributes } from "../../rules/directory.ts";
import type { KnownManagers } from "../source.ts";
import { batchGet } from "./batch.ts";
import type { Graph, GraphAnswer } from "./client.ts";
import { graphFault, isNotFound, permissions, unexpectedBody } from "./graph-fault.ts";
import { attributesOf } from "./object-record.ts";
import { type Asking, selecting } from "./pages.ts";
import { idOf, isRow, type Row } from "./row.ts";
import type { Selection } from "./selection.ts";

export const readUsers = { action: "read the users", permission: permissions.users } as const;

/** GETs of single users, in the order asked; 404 for one that is not there. */
export async function getUsers(
  graph: Graph,
  ids: readonly string[],
  { selection, asking }: { selection: Selection; asking: Asking },
): Promise<readonly GraphAnswer[]> {
  const urls = ids.map((id) => `/users/${encodeURIComponent(id)}?${selecting(selection.user)}`);
  return await batchGet(graph, urls, asking);
}

type AttributesOptions = {
  readonly graph: Graph;
  readonly selection: Selection;
  readonly asking: Asking;
  readonly kept?: KnownManagers;
};

export type UserRow = { readonly id: string; readonly row: Row };

/** The attributes of users by their ids, as the rules read them. `kept`: managers who are not asked for. */
export async function userAttributes(
  users: readonly UserRow[],
  { graph, selection, asking, kept = new Map() }: AttributesOptions,
): Promise<ReadonlyMap<string, Attributes>> {
  const ids = users.map(({ id }) => id).filter((id) => !kept.has(id));
  const managers =
    selection.manager.length === 0
      ? new Map<string, Attributes>()
      : await managersOf(graph, ids, { properties: selection.manager, asking });
  return new Map(
    users.map(({ id, row }) => {
      const attributes = attributesOf(row, selection.user);
      const manager = managers.get(id) ?? kept.get(id) ?? null;
      return [id, manager === null ? attributes : { ...attributes, manager }];
    }),
  );
}

/** One by one, as `$expand=manager` cuts pages short and cannot be had with members at all. */
async function managersOf(
  graph: Graph,
  ids: readonly string[],
  { properties, asking: { signal } }: { properties: readonly string[]; asking: Asking },
): Promise<ReadonlyMap<string, Attributes>> {
  const purpose = { action: "read the managers", permission: permissions.users };
  const urls = ids.map((id) => `/users/${encodeURIComponent(id)}/manager?${selecting(properties)}`);
  const answers = await batchGet(graph, urls, { signal, purpose });
  const managers = new Map<string, Attributes>();
  for (const [index, answer] of answers.entries()) {
    const { status, body } = answer;
    if (isNotFound(answer)) continue;
    if (status !== 200) throw graphFault(answer, purpose);
    if (!isRow(body) || idOf(body) === undefined) {
      throw unexpectedBody(body, purpose, "a manager with an id");
    }
    managers.set(ids[index] ?? "", attributesOf(body, properties));
  }
  return managers;
}
