import type { SourcePage, SourceRecord } from "../../rules/source-record.ts";
import { IdSet } from "../id-set.ts";
import type { GroupAssignments } from "./assignments.ts";
import { permissions } from "./graph-fault.ts";
import { findGroups, givesAccess, type Group, groupRecord, missingGroup } from "./groups.ts";
import { type MemberPage, memberPages } from "./memberships.ts";
import type { Reading } from "./reading.ts";
import { idOf } from "./row.ts";
import { userRecords } from "./user-records.ts";

/** One batch. */
const groupsAtOnce = 20;

/**
 * Assignments of groups that can give access, and, where only those who are assigned are in scope, these
 * groups and their members; with nested groups, those below them, too.
 */
export async function* assignedGroupPages(
  reading: Reading,
  assignments: GroupAssignments,
): AsyncGenerator<SourcePage, void, undefined> {
  const { scope, nestedGroups } = reading.rules;
  const asked = new IdSet();
  let open = [...assignments.keys()].filter((id) => asked.add(id));
  while (open.length > 0) {
    const { groups, missing } = await findGroups(reading, open.slice(0, groupsAtOnce));
    const { giving, records } = assignmentsThatCount(assignments, { groups, missing });
    for (const group of groups) if (!givesAccess(group)) reading.warnings.add(givesNothing(group));
    if (records.length > 0) yield { records };
    open = open.slice(groupsAtOnce);
    if (scope === "all") continue;
    const nested = yield* groupsWithMembers(reading, giving, { giveAccess: true });
    if (!nestedGroups) continue;
    const kept = await reading.known.groupsIn(missing);
    open = [...open, ...[...nested, ...kept].filter((id) => asked.add(id))];
  }
}

/** The groups that give access, the records of their assignments, and those that are missing. */
export function assignmentsThatCount(
  assignments: GroupAssignments,
  { groups, missing }: Awaited<ReturnType<typeof findGroups>>,
): { readonly giving: readonly Group[]; readonly records: readonly SourceRecord[] } {
  const giving = groups.filter(givesAccess);
  // An assignment whose group cannot be found just now still counts.
  const counting = [...giving.map(({ id }) => id), ...missing];
  const records = counting.flatMap((id) => assignments.get(id) ?? []);
  return { giving, records: [...records, ...missing.map(missingGroup)] };
}

/**
 * Those of the groups that the read has not reported yet, and who is in them; returns the groups among the
 * members. `giveAccess`: being in one puts a user in scope.
 */
export async function* groupsWithMembers(
  reading: Reading,
  all: readonly Group[],
  { giveAccess }: { giveAccess: boolean },
): AsyncGenerator<SourcePage, readonly string[], undefined> {
  const groups = all.filter(({ id }) => reading.seen.groups.add(id));
  if (groups.length === 0) return [];
  const showing = giveAccess ? await showingUsers(reading, groups) : new Set<string>();
  yield { records: groups.map((group) => groupRecord(group, reading)) };
  const nested: string[] = [];
  const { graph, signal, selection } = reading;
  const shown = groups.filter(({ id }) => showing.has(id));
  for await (const page of memberPages(shown, { graph, signal, properties: selection.user })) {
    yield { records: [...(await userRecords(reading, page.users)), page.record] };
    nested.push(...(await noteMembers(reading, page)));
  }
  const others = groups.filter(({ id }) => !showing.has(id));
  for await (const page of memberPages(others, { graph, signal, properties: null })) {
    if (giveAccess) await reading.want(page.users.map((row) => idOf(row) ?? ""));
    yield { records: [page.record] };
    nested.push(...(await noteMembers(reading, page)));
  }
  return nested;
}

/** Notes whose members have been read; returns the groups among those who are, or stay, members. */
async function noteMembers(reading: Reading, { group, record }: MemberPage): Promise<readonly string[]> {
  if (record.kind === "hiddenMembers") reading.warnings.add(hides(group));
  if (record.kind !== "members") return await reading.known.groupsIn([group.id]);
  reading.seen.groupsWithMembers.add(group.id);
  if (record.members.length === 0) reading.seen.emptyGroups.add(group.id);
  return record.members.filter(({ type }) => type === "group").map(({ id }) => id);
}

/** Groups whose members come with their attributes: all in a complete read, else those that are new. */
async function showingUsers(
  { rules, complete, known }: Reading,
  groups: readonly Group[],
): Promise<ReadonlySet<string>> {
  if (rules.scope === "all") return new Set();
  const ids = groups.map(({ id }) => id);
  const stored = complete ? new Set<string>() : await known.which("group", ids);
  return new Set(ids.filter((id) => !stored.has(id)));
}

function givesNothing({ name }: Group): string {
  return `the group "${name}" gives nobody access as it is not security-enabled: assign a security group instead`;
}

function hides({ name }: Group): string {
  return `the group "${name}" hides its members: nobody new gets access through it, who is known keeps it: grant ${permissions.hiddenMembers} with admin consent`;
}
