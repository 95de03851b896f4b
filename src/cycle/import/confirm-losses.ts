import type { SourceRecord } from "../../rules/source-record.ts";
import type { Edges } from "../../source/source.ts";
import type { Lost } from "../../store/mirror.ts";
import { widestExpansion } from "../expansion.ts";
import type { CycleContext } from "../context.ts";
import { refuseEmptied } from "./emptied-groups.ts";
import { portionsOf } from "./portions.ts";
import type { ReadNotes } from "./read-notes.ts";
import { Search } from "./search.ts";
import { seemGone } from "./seem-gone.ts";

/** A read, with what has to be known of it to tell what it takes away. */
export type Losses = {
  readonly read: number;
  readonly complete: boolean;
  readonly notes: ReadNotes;
  /** That a group has lost all its members is meant. */
  readonly allowEmpty: boolean;
};

/**
 * Looks for what the read did not show, each object by itself, and for what still seems gone once more after
 * a while: servers of a directory are not in step with each other. Only what both looks miss is gone.
 */
export async function confirmLosses(context: CycleContext, losses: Losses): Promise<void> {
  const { source, store, signal } = context;
  const { read, complete, notes, allowEmpty } = losses;
  const search = new Search(context);
  for (const type of ["user", "group"] as const) await search.lookFor(type, [...notes.missing[type]]);
  // Groups are read whole in every read.
  const unseenGroups = await idsOf(context, "unseen", read);
  await search.lookForAll("unseen", { read, types: complete ? ["user", "group"] : ["group"] });
  await readOverlooked(context, { read, ids: unseenGroups, search });
  const { confirmAfterMs: ms } = source;
  if (ms === null) return;
  // Deletion takes assignment and memberships along, and who has been deleted was not unassigned.
  let lost = await store.mirror.lost(read);
  if (isAny(lost)) {
    await search.lookForAll("losers", { read });
    lost = await store.mirror.lost(read);
  }
  if (!search.isOpen && !isAny(lost)) return refuseEmptied(context, { lost, notes, allowEmpty });
  context.observe({ stage: "secondLook", ms, seemGone: await seemGone(context, search, read) });
  await context.wait(ms, { signal });
  const shown = isAny(lost) ? await readAgain(context, { read, lost, search }) : new Set<string>();
  await search.lookAgain({ shown });
  if (isAny(lost)) await search.lookForAll("losers", { read });
  // What the second look has shown of them is in the mirror.
  for (const { id } of lost.groups) notes.empty.delete(id);
  await refuseEmptied(context, { lost: await store.mirror.lost(read), notes, allowEmpty });
}

function isAny({ assignments, groups }: Lost): boolean {
  return assignments > 0 || groups.length > 0;
}

/** A list without a group that is there: nobody has read who is in it. */
async function readOverlooked(
  context: CycleContext,
  { read, ids, search }: { read: number; ids: ReadonlySet<string>; search: Search },
): Promise<void> {
  if (ids.size === 0 || context.job.rules.scope === "assigned") return;
  const stored = await context.store.mirror.byIds("group", [...ids]);
  const groups = stored.filter(({ object }) => object.state === "active").map(({ object }) => object.id);
  if (groups.length > 0) await saveAgain(context, { read, edges: { assignments: false, groups }, search });
}

/** Groups that the read did not show, or takes something from. */
async function idsOf(
  context: CycleContext,
  who: "unseen" | "losers",
  read: number,
): Promise<ReadonlySet<string>> {
  const groups = new Set<string>();
  for await (const ids of portionsOf(context, who, { read, type: "group" })) {
    for (const id of ids) groups.add(id);
  }
  return groups;
}

/**
 * A group whose assignment comes back, or its place in another, has to come with its members. Returns those
 * of the users waiting for a second look who come up as members.
 */
async function readAgain(
  context: CycleContext,
  { read, lost, search }: { read: number; lost: Lost; search: Search },
): Promise<ReadonlySet<string>> {
  const losing = await idsOf(context, "losers", read);
  const groups = lost.groups.map(({ id }) => id);
  const edges = { assignments: lost.assignments > 0, groups };
  const named = await saveAgain(context, { read, edges, search });
  const back = named.groups.intersection(losing).difference(new Set(groups));
  if (back.size === 0) return named.users;
  const inner = { assignments: false, groups: [...back] };
  return named.users.union((await saveAgain(context, { read, edges: inner, search })).users);
}

/** Groups that are assigned, or members of others, and members who wait for a second look. */
type Named = { readonly groups: ReadonlySet<string>; readonly users: ReadonlySet<string> };

async function saveAgain(
  context: CycleContext,
  { read, edges, search }: { read: number; edges: Edges; search: Search },
): Promise<Named> {
  const { source, store, signal } = context;
  const groups = new Set<string>();
  const users = new Set<string>();
  for await (const page of source.readAgain(edges, { known: store.mirror, signal })) {
    signal.throwIfAborted();
    for (const record of page.records) {
      for (const id of groupsNamed(record)) groups.add(id);
      for (const id of usersNamed(record)) if (search.open.user.has(id)) users.add(id);
    }
    await store.mirror.save(page, read, widestExpansion(context));
  }
  return { groups, users };
}

function groupsNamed(record: SourceRecord): readonly string[] {
  if (record.kind === "assignment") return record.principalType === "Group" ? [record.principalId] : [];
  if (record.kind !== "members") return [];
  return record.members.filter(({ type }) => type === "group").map(({ id }) => id);
}

function usersNamed(record: SourceRecord): readonly string[] {
  return record.kind === "members" ? record.members.map(({ id }) => id) : [];
}
