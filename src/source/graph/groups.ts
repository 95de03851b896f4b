import { pMapIterable } from "p-map";
import type { SourcePage, SourceRecord } from "../../rules/source-record.ts";
import { batchGet } from "./batch.ts";
import type { Graph, GraphAnswer } from "./client.ts";
import { graphFault, isNotFound, permissions, unexpectedBody } from "./graph-fault.ts";
import { attributesOf, isReadable, memberOf } from "./object-record.ts";
import { type Asking, page, pagesFrom, pageTop, selecting } from "./pages.ts";
import type { Reading } from "./reading.ts";
import { idOf, isRow, type Row, textOf } from "./row.ts";
import type { Selection } from "./selection.ts";
import { userRecords } from "./users.ts";

const groupsAtOnce = 20;
const membershipsAtOnce = 4;

export const readGroups = {
  action: "read the groups",
  permission: `${permissions.groups} (and Member.Read.Hidden for groups that hide their members)`,
} as const;

/** These groups with all of their members, and the members who are users with all of their attributes. */
export async function* groupPages(
  reading: Reading,
  ids: readonly string[],
): AsyncGenerator<SourcePage, void, undefined> {
  const { graph, selection } = reading;
  let open = ids.filter((id) => reading.groups.add(id));
  while (open.length > 0) {
    const now = open.slice(0, groupsAtOnce);
    const answers = await getGroups(graph, now, { selection, asking: reading.asking(readGroups) });
    const rows: Row[] = [];
    const gone: SourceRecord[] = [];
    for (const [index, answer] of answers.entries()) {
      if (isNotFound(answer)) gone.push({ kind: "gone", type: "group", id: now[index] ?? "" });
      else if (answer.status === 200 && isRow(answer.body)) rows.push(answer.body);
      else throw graphFault(answer, readGroups);
    }
    if (gone.length > 0) yield { records: gone };
    const nested = yield* groupsWithMembers(reading, rows, { memberProperties: selection.user });
    const further = reading.rules.nestedGroups ? nested.filter((id) => reading.groups.add(id)) : [];
    open = [...open.slice(groupsAtOnce), ...further];
  }
}

/** GETs of single groups, in the order asked; 404 for one that is not there. */
export async function getGroups(
  graph: Graph,
  ids: readonly string[],
  { selection, asking }: { selection: Selection; asking: Asking },
): Promise<readonly GraphAnswer[]> {
  const urls = ids.map((id) => `/groups/${encodeURIComponent(id)}?${selecting(selection.group)}`);
  return await batchGet(graph, urls, asking);
}

/**
 * The groups of these rows and their members; returns the groups among the members. Members who are users are
 * reported as objects with `memberProperties`, or not at all where that is null.
 */
export async function* groupsWithMembers(
  reading: Reading,
  rows: readonly Row[],
  { memberProperties }: { memberProperties: readonly string[] | null },
): AsyncGenerator<SourcePage, readonly string[], undefined> {
  const groups = rows.map(identified);
  yield { records: groups.map(({ id, row }) => groupRecord(reading, id, row)) };
  const nested: string[] = [];
  const select = selecting(memberProperties ?? ["id"]);
  const firstPages = pMapIterable(
    groups,
    async (group) => {
      const { id, name } = group;
      const asking = reading.asking({ ...readGroups, action: `read the members of the group "${name}"` });
      const url = `/groups/${encodeURIComponent(id)}/members?${select}&${pageTop}`;
      return { group, asking, first: await page(reading.graph, url, asking) };
    },
    { concurrency: membershipsAtOnce },
  );
  for await (const { group, asking, first } of firstPages) {
    let size = 0;
    for await (const memberRows of pagesFrom(reading.graph, first, asking)) {
      const members = memberRows.map((row) => ({ row, member: knownKind(row) }));
      const record = membersRecord(group.id, members);
      size += record.members.length;
      nested.push(...record.members.filter(({ type }) => type === "group").map(({ id }) => id));
      const users = members.filter(({ member }) => member?.type === "user").map(({ row }) => row);
      const objects = memberProperties === null ? [] : await userRecords(reading, users);
      yield { records: [...objects, record] };
    }
    if (size === 0 && group.row["visibility"] === "HiddenMembership") {
      reading.doubts.push(
        `the group "${group.name}" may hide its members: grant Member.Read.Hidden with admin consent`,
      );
    }
  }
  return nested;
}

type Members = Extract<SourceRecord, { kind: "members" }>;

function membersRecord(
  groupId: string,
  members: readonly { readonly member: Members["members"][number] | null }[],
): Members {
  return {
    kind: "members",
    groupId,
    members: members.map(({ member }) => member).filter((member) => member !== null),
  };
}

function groupRecord({ selection }: Reading, id: string, row: Row): SourceRecord {
  return isReadable(row)
    ? { kind: "object", type: "group", id, state: "active", attributes: attributesOf(row, selection.group) }
    : { kind: "unreadable", type: "group", id };
}

function identified(row: Row): { readonly id: string; readonly name: string; readonly row: Row } {
  const id = idOf(row);
  if (id === undefined) throw unexpectedBody(row, readGroups, "groups with an id");
  return { id, name: textOf(row, "displayName") ?? id, row };
}

/** Null for kinds that are not provisioned; a row that does not say its kind is none to guess about. */
function knownKind(row: Row): ReturnType<typeof memberOf> {
  if (textOf(row, "@odata.type") !== undefined) return memberOf(row);
  throw unexpectedBody(row, readGroups, "members with @odata.type");
}
