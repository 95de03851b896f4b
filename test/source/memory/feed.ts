import type { SourcePage, SourceRecord } from "../../../src/rules/source-record.ts";
import type { KnownObjects } from "../../../src/source/source.ts";
import type { MemoryDirectory } from "./directory.ts";
import { objectRecords } from "./view.ts";

/** How many changes of users have been told, and who was in which group then. */
export type Position = {
  readonly changes: number;
  readonly members: Readonly<Record<string, readonly string[]>>;
};

export function positionOf({ changes, members }: MemoryDirectory): Position {
  const entries = [...members].map(([id, memberIds]) => [id, [...memberIds]] as const);
  return { changes: changes.length, members: Object.fromEntries(entries) };
}

export function isPosition(watermark: unknown): watermark is Position {
  return typeof watermark === "object" && watermark !== null && "changes" in watermark;
}

/** Users who have changed, each in a page of its own with the position after it. */
export async function* changedUsers(
  directory: MemoryDirectory,
  { since, known }: { since: Position; known: KnownObjects },
): AsyncGenerator<SourcePage, void, undefined> {
  for (const [index, id] of directory.changes.entries()) {
    if (index < since.changes || directory.objects.get(id)?.type === "group") continue;
    const [mine] = await known.which("user", [id]);
    const records = mine === undefined ? [] : objectRecords(directory, [id]);
    yield { records, watermark: { ...since, changes: index + 1 } };
  }
}

/** Who has left a group, in one page with the position after it. */
export function leavers(directory: MemoryDirectory, since: Position): SourcePage {
  if (!directory.feeds.has("groups")) return { records: [] };
  const records = Object.entries(since.members).flatMap(([groupId, before]): SourceRecord[] => {
    const memberIds = before.filter((id) => directory.members.get(groupId)?.has(id) === false);
    return memberIds.length === 0 ? [] : [{ kind: "left", groupId, memberIds }];
  });
  const empty = [...directory.saidEmpty].map((groupId): SourceRecord => ({
    kind: "left",
    groupId,
    memberIds: "all",
  }));
  return { records: [...records, ...empty], watermark: positionOf(directory) };
}
