import type { ObjectType } from "../../rules/directory.ts";
import { lagMs } from "../../rules/lag.ts";
import type { SourcePage, SourceRecord, Whereabouts } from "../../rules/source-record.ts";
import { storeRoles } from "./app-roles.ts";
import type { JobTables } from "./job-context.ts";
import { keepMembers, removeLeft, storeAssignments, storeMembers } from "./mirror-edges.ts";
import { storeObjects } from "./mirror-objects.ts";
import type { OngoingRead } from "./ongoing-read.ts";

type ByType<T> = { readonly [type in ObjectType]: Map<string, T> };

/** Stores the records of a page; returns the objects in it. */
export function savePage(tables: JobTables, { records }: SourcePage, ongoing: OngoingRead): number {
  const found: ByType<Whereabouts> = { user: new Map(), group: new Map() };
  const doubts: ByType<number> = { user: new Map(), group: new Map() };
  for (const record of records) {
    const whereabouts = whereaboutsOf(record);
    if (whereabouts !== null) found[whereabouts.type].set(whereabouts.id, whereabouts.found);
    if (record.kind === "missing") doubts[record.type].set(record.id, ongoing.now + lagMs);
    else if (record.kind === "object" && record.doubtedUntil !== undefined) {
      doubts[record.type].set(record.id, record.doubtedUntil);
    }
  }
  for (const type of ["group", "user"] as const) {
    storeObjects(tables, type, { found: found[type], doubts: doubts[type], ongoing });
  }
  storeRoles(
    tables,
    records.filter((record) => record.kind === "role"),
    ongoing,
  );
  storeAssignments(
    tables,
    records.filter((record) => record.kind === "assignment"),
    ongoing,
  );
  for (const record of records) {
    if (record.kind === "members") storeMembers(tables, record, ongoing);
    else if (record.kind === "left") removeLeft(tables, record, ongoing);
    else if (record.kind === "hiddenMembers") keepMembers(tables, record.groupId, ongoing);
    else if (record.kind === "missing" && record.type === "group") keepMembers(tables, record.id, ongoing);
  }
  return found.user.size + found.group.size;
}

function whereaboutsOf(record: SourceRecord): { type: ObjectType; id: string; found: Whereabouts } | null {
  switch (record.kind) {
    case "object": {
      const { type, id, state: kind, attributes } = record;
      return { type, id, found: { kind, attributes } };
    }
    case "unreadable":
      return { type: record.type, id: record.id, found: { kind: "unreadable" } };
    case "gone":
      return { type: record.type, id: record.id, found: { kind: "hardDeleted" } };
    case "missing":
    case "assignment":
    case "members":
    case "hiddenMembers":
    case "left":
    case "role":
      return null;
  }
}
