import { lagMs } from "../../rules/lag.ts";
import type { Mirror, MirrorCounts } from "../mirror.ts";
import { markDirty } from "./dirty.ts";
import type { JobContext, JobTables } from "./job-context.ts";
import { countDue, readByIds, readDue } from "./mirror-due.ts";
import { forgetUnreported } from "./mirror-end.ts";
import { countActive, groupsIn, knownOf, managersOf, nextTurn, reportsOf, unreadOf } from "./mirror-known.ts";
import { readLosers, readLost } from "./mirror-lost.ts";
import { storeObjects } from "./mirror-objects.ts";
import { savePage } from "./mirror-save.ts";
import { withRelations } from "./relations.ts";
import { integer, text } from "./row.ts";
import { ongoingRead } from "./ongoing-read.ts";

const beginRead = "UPDATE job SET read_number = read_number + 1 WHERE id = ?1 RETURNING read_number";
const currentRead = "SELECT read_number FROM job WHERE id = ?1";
const setWatermark = "UPDATE job SET watermark = ?2 WHERE id = ?1";
const selectUnseen = `
  SELECT l.source_id FROM link l
  LEFT JOIN mirror m ON m.job = l.job AND m.type = l.type AND m.id = l.source_id
  WHERE l.job = ?1 AND l.type = ?2 AND l.source_id > ?4
    AND (m.id IS NULL OR (m.seen <> ?3 AND m.state <> 'hardDeleted'))
  UNION
  SELECT e.source_id FROM escrow e CROSS JOIN mirror m
  WHERE e.job = ?1 AND e.type = ?2 AND e.source_id > ?4 AND m.job = ?1 AND m.type = ?2 AND m.id = e.source_id
    AND m.seen <> ?3 AND m.state <> 'hardDeleted'
  ORDER BY 1 LIMIT ?5`;
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
    async save(page, read, expansion) {
      return context.write((tables) => {
        const objects = savePage(tables, page, ongoingRead(read, context.now(), expansion));
        if (page.watermark !== undefined) storeWatermark(tables, page.watermark);
        return objects;
      });
    },
    async unseen({ read, type, after, limit }) {
      return context.read(({ job, sql }) =>
        sql(selectUnseen)
          .all(job, type, read, after ?? "", limit)
          .map((row) => text(row, "source_id")),
      );
    },
    async lost(read) {
      return context.read((tables) => readLost(tables, read));
    },
    async losers(query) {
      return context.read((tables) => readLosers(tables, query));
    },
    async countActive(type) {
      return context.read((tables) => countActive(tables, type));
    },
    async which(type, ids) {
      return context.read((tables) => knownOf(tables, type, ids));
    },
    async unread(type, ids) {
      return context.read((tables) => unreadOf(tables, type, ids));
    },
    async nextTurn(type, options) {
      return context.read((tables) => nextTurn(tables, type, options));
    },
    async managersOf(ids) {
      return context.read((tables) => managersOf(tables, ids));
    },
    async reportsOf(managerIds) {
      return context.read((tables) => reportsOf(tables, managerIds));
    },
    async groupsIn(groupIds) {
      return context.read((tables) => groupsIn(tables, groupIds));
    },
    async settle(type, found, expansion) {
      context.write((tables) => {
        const read = integer(tables.sql(currentRead).get(tables.job) ?? {}, "read_number");
        const ongoing = ongoingRead(read, context.now(), expansion);
        const nowhere = [...found].filter(([, where]) => where.kind === "nowhere");
        const doubts = new Map(nowhere.map(([id]) => [id, ongoing.now + lagMs]));
        storeObjects(tables, type, { found, doubts, ongoing });
      });
    },
    async end(read, { watermark, keep }, expansion) {
      context.write((tables) => {
        forgetUnreported(tables, ongoingRead(read, context.now(), expansion), keep);
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
    async byIds(type, ids, { relations, nested = false } = { relations: [] }) {
      return context.read((tables) =>
        withRelations(tables, readByIds(tables, type, { ids, nested }), relations),
      );
    },
    async markDirty(type, ids) {
      context.write((tables) => markDirty(tables, type, ids));
    },
  };
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
