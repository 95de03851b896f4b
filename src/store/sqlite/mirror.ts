import type { ObjectType } from "../../rules/directory.ts";
import type { SourcePage, SourceRecord, Whereabouts } from "../../rules/source-record.ts";
import type { Mirror, MirrorCounts } from "../mirror.ts";
import { markDirty } from "./dirty.ts";
import { storeRoles } from "./app-roles.ts";
import type { JobContext, JobTables } from "./job-context.ts";
import { countDue, readByIds, readDue } from "./mirror-due.ts";
import { storeAssignments, storeMembers } from "./mirror-edges.ts";
import { forgetUnreported } from "./mirror-end.ts";
import { type Stamped, storeObjects } from "./mirror-objects.ts";
import { withRelations } from "./relations.ts";
import { integer, text } from "./row.ts";

const beginRead = "UPDATE job SET read_number = read_number + 1 WHERE id = ?1 RETURNING read_number";
const currentRead = "SELECT read_number FROM job WHERE id = ?1";
const setWatermark = "UPDATE job SET watermark = ?2 WHERE id = ?1";
const selectUnseen = `
  SELECT l.source_id FROM link l
  LEFT JOIN mirror m ON m.job = l.job AND m.type = l.type AND m.id = l.source_id
  WHERE l.job = ?1 AND l.type = ?2 AND l.source_id > ?4
    AND (m.id IS NULL OR (m.seen <> ?3 AND m.state <> 'hardDeleted'))
  ORDER BY l.source_id LIMIT ?5`;
const countSeen = `
  SELECT
    (SELECT COUNT(*) FROM mirror WHERE job = ?1 AND type = 'user' AND seen = ?2) AS users,
    (SELECT COUNT(*) FROM mirror WHERE job = ?1 AND type = 'group' AND seen = ?2) AS groups,
    (SELECT COUNT(*) FROM assignment WHERE job = ?1 AND seen = ?2) AS assignments,
    (SELECT COUNT(*) FROM membership WHERE job = ?1 AND seen = ?2) AS memberships`;

export function createMirror(context: JobContext): Mirror {
  return {
    async begin() {
      return context.write(({ job, sql }) => integer(sql(beginRead).get(job) ?? {}, "read_number"));
    },
    async save(page, read, dependants) {
      return context.write((tables) => savePage(tables, page, { read, dependants }));
    },
    async unseen({ read, type, after, limit }) {
      return context.read(({ job, sql }) =>
        sql(selectUnseen)
          .all(job, type, read, after ?? "", limit)
          .map((row) => text(row, "source_id")),
      );
    },
    async settle(type, found, dependants) {
      context.write((tables) => {
        const read = integer(tables.sql(currentRead).get(tables.job) ?? {}, "read_number");
        storeObjects(tables, type, { found, read, dependants });
      });
    },
    async end(read, { watermark }) {
      context.write((tables) => {
        forgetUnreported(tables, read);
        storeWatermark(tables, watermark);
      });
    },
    async counts(read) {
      return context.read(({ job, sql }) => countsRow(sql(countSeen).get(job, read) ?? {}));
    },
    async countDue(query) {
      return context.read((tables) => countDue(tables, query));
    },
    async due(query) {
      const { relations = [] } = query;
      return context.read((tables) => withRelations(tables, readDue(tables, query), relations));
    },
    async byIds(type, ids, { relations } = { relations: [] }) {
      return context.read((tables) => withRelations(tables, readByIds(tables, type, ids), relations));
    },
    async markDirty(type, ids) {
      context.write((tables) => markDirty(tables, type, ids));
    },
  };
}

function savePage(tables: JobTables, page: SourcePage, { read, dependants }: Stamped): number {
  const found: { [type in ObjectType]: Map<string, Whereabouts> } = { user: new Map(), group: new Map() };
  for (const record of page.records) {
    const whereabouts = whereaboutsOf(record);
    if (whereabouts !== null) found[whereabouts.type].set(whereabouts.id, whereabouts.found);
  }
  storeObjects(tables, "group", { found: found.group, read, dependants });
  storeObjects(tables, "user", { found: found.user, read, dependants });
  storeRoles(
    tables,
    page.records.filter((record) => record.kind === "role"),
    read,
  );
  storeAssignments(
    tables,
    page.records.filter((record) => record.kind === "assignment"),
    read,
  );
  for (const record of page.records) if (record.kind === "members") storeMembers(tables, record, read);
  if (page.watermark !== undefined) storeWatermark(tables, page.watermark);
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
    case "assignment":
    case "members":
    case "role":
      return null;
  }
}

function storeWatermark({ job, sql }: JobTables, watermark: unknown): void {
  sql(setWatermark).run(job, watermark === null ? null : JSON.stringify(watermark));
}

function countsRow(row: Parameters<typeof integer>[0]): MirrorCounts {
  return {
    users: integer(row, "users"),
    groups: integer(row, "groups"),
    assignments: integer(row, "assignments"),
    memberships: integer(row, "memberships"),
  };
}
