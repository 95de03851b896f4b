import type { SourceRecord } from "../../rules/source-record.ts";
import type { Edges } from "../../source/source.ts";
import type { Lost } from "../../store/mirror.ts";
import { besideAny } from "../beside.ts";
import type { CycleContext } from "../context.ts";
import { portionsOf } from "./portions.ts";
import type { ReadNotes } from "./read-notes.ts";
import { refuseEmptied } from "./refuse-empty.ts";
import { Search } from "./search.ts";

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
  await readOverlooked(context, { read, ids: unseenGroups });
  const waitMs = source.confirmAfterMs;
  if (waitMs === null) return;
  // Deletion takes assignment and memberships along, and who has been deleted was not unassigned.
  if (isAny(await store.mirror.lost(read))) await search.lookForAll("losers", { read });
  const lost = await store.mirror.lost(read);
  if (!search.isOpen && !isAny(lost)) return;
  context.observe({ stage: "wait", ms: waitMs, reason: null });
  await context.wait(waitMs, { signal });
  if (isAny(lost)) await readAgain(context, { read, lost });
  await search.lookAgain();
  if (isAny(lost)) await search.lookForAll("losers", { read });
  if (!allowEmpty) await refuseEmptied(context, { read, left: notes.left });
}

function isAny({ assignments, groups }: Lost): boolean {
  return assignments > 0 || groups.length > 0;
}

/** A list without a group that is there: nobody has read who is in it. */
async function readOverlooked(
  context: CycleContext,
  { read, ids }: { read: number; ids: ReadonlySet<string> },
): Promise<void> {
  if (ids.size === 0 || context.job.rules.scope === "assigned") return;
  const stored = await context.store.mirror.byIds("group", [...ids]);
  const groups = stored.filter(({ object }) => object.state === "active").map(({ object }) => object.id);
  if (groups.length > 0) await saveAgain(context, { read, edges: { assignments: false, groups } });
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

/** A group whose assignment comes back, or its place in another, has to come with its members. */
async function readAgain(context: CycleContext, { read, lost }: { read: number; lost: Lost }): Promise<void> {
  const losing = await idsOf(context, "losers", read);
  const groups = lost.groups.map(({ id }) => id);
  const edges = { assignments: lost.assignments > 0, groups };
  const named = await saveAgain(context, { read, edges });
  const back = named.intersection(losing).difference(new Set(groups));
  if (back.size > 0) await saveAgain(context, { read, edges: { assignments: false, groups: [...back] } });
}

/** Returns the groups that are assigned, or members of others, as far as they come up. */
async function saveAgain(
  context: CycleContext,
  { read, edges }: { read: number; edges: Edges },
): Promise<ReadonlySet<string>> {
  const { source, store, signal } = context;
  const named = new Set<string>();
  for await (const page of source.readAgain(edges, { known: store.mirror, signal })) {
    signal.throwIfAborted();
    for (const record of page.records) for (const id of groupsNamed(record)) named.add(id);
    await store.mirror.save(page, read, besideAny(context));
  }
  return named;
}

function groupsNamed(record: SourceRecord): readonly string[] {
  if (record.kind === "assignment") return record.principalType === "Group" ? [record.principalId] : [];
  if (record.kind !== "members") return [];
  return record.members.filter(({ type }) => type === "group").map(({ id }) => id);
}
