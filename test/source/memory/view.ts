import type { SourceRecord, Whereabouts } from "../../../src/rules/source-record.ts";
import type { KnownObjects } from "../../../src/source/source.ts";
import type { MemoryDirectory } from "./directory.ts";

/** Everything here is what answers show now: not what is hidden. */

export function assignmentRecords(directory: MemoryDirectory): SourceRecord[] {
  return shownAssignments(directory).map(([id, { principalId, principalType, appRoleId }]) => {
    return { kind: "assignment", id, principalId, principalType, appRoleId: appRoleId ?? null };
  });
}

/** Groups that are assigned, and with `nested` those inside them: as known where a group shows nobody. */
export async function groupsThatCount(
  directory: MemoryDirectory,
  known: KnownObjects,
): Promise<readonly string[]> {
  const groups = new Set(assigned(directory, "Group"));
  if (!directory.nested) return [...groups];
  // A set that is added to goes on with what is new.
  for (const group of groups) {
    const shown = shownMembers(directory, group).filter((id) => isGroup(directory, id));
    for (const id of isClosed(directory, group) ? await known.groupsIn([group]) : shown) groups.add(id);
  }
  return [...groups];
}

/** Users who are assigned, or in one of these groups. */
export function usersReached(directory: MemoryDirectory, groups: readonly string[]): ReadonlySet<string> {
  const members = groups.flatMap((id) => shownMembers(directory, id));
  return new Set([...assigned(directory, "User"), ...members.filter((id) => !isGroup(directory, id))]);
}

/** What direct reads of these answer. */
export function objectRecords(directory: MemoryDirectory, ids: Iterable<string>): SourceRecord[] {
  return [...ids].map((id): SourceRecord => {
    const entry = directory.objects.get(id);
    const type = entry?.type ?? "user";
    if (entry === undefined || directory.hidden.has(id)) return { kind: "missing", type, id };
    if (directory.unreadable.has(id)) return { kind: "unreadable", type, id };
    return { kind: "object", id, ...entry };
  });
}

export function memberRecords(directory: MemoryDirectory, groupId: string): SourceRecord[] {
  if (!directory.objects.has(groupId) || directory.hidden.has(groupId)) {
    return [{ kind: "missing", type: "group", id: groupId }];
  }
  if (directory.unreadable.has(groupId)) return [];
  if (directory.hiddenMembers.has(groupId)) return [{ kind: "hiddenMembers", groupId }];
  const members = shownMembers(directory, groupId).map((id) => {
    return { id, type: isGroup(directory, id) ? ("group" as const) : ("user" as const) };
  });
  return [{ kind: "members", groupId, members }];
}

export function whereabouts(directory: MemoryDirectory, id: string): Whereabouts {
  const entry = directory.objects.get(id);
  if (entry === undefined || directory.hidden.has(id)) return { kind: "hardDeleted" };
  if (directory.unreadable.has(id)) return { kind: "unreadable" };
  return { kind: entry.state, attributes: entry.attributes };
}

function shownAssignments({ assignments, hidden }: MemoryDirectory) {
  return [...assignments].filter(([id]) => !hidden.has(id));
}

function assigned(directory: MemoryDirectory, type: "User" | "Group"): readonly string[] {
  return shownAssignments(directory).flatMap(([, { principalType, principalId }]) =>
    principalType === type ? [principalId] : [],
  );
}

function shownMembers(directory: MemoryDirectory, groupId: string): readonly string[] {
  const { members, hidden } = directory;
  if (isClosed(directory, groupId)) return [];
  return [...(members.get(groupId) ?? [])].filter((id) => !hidden.has(`${groupId}/${id}`));
}

function isClosed({ hidden, hiddenMembers, unreadable }: MemoryDirectory, groupId: string): boolean {
  return hidden.has(groupId) || hiddenMembers.has(groupId) || unreadable.has(groupId);
}

function isGroup({ objects }: MemoryDirectory, id: string): boolean {
  return objects.get(id)?.type === "group";
}
