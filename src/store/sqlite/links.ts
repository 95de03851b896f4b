import type { Links, NamedLink } from "../links.ts";
import { markDirty } from "./dirty.ts";
import type { JobContext } from "./job-context.ts";
import { linkColumns, linkRow } from "./link-row.ts";
import { releaseLinks, readLinks, readSettledLinks } from "./link-table.ts";
import { integer, text, textOrNull } from "./row.ts";

const chunk = 500;

/** Own links, and those of jobs with the same target. */
const selectOfTargets = `
  SELECT ${linkColumns}, j.name FROM job j CROSS JOIN json_each(?3) i CROSS JOIN link l
  WHERE (j.id = ?1 OR j.target_identity = (SELECT target_identity FROM job WHERE id = ?1))
    AND l.job = j.id AND l.type = ?2 AND l.target_id = i.value`;
const selectPage = `
  SELECT ${linkColumns}, b.name FROM link l
  LEFT JOIN mirror m ON m.job = l.job AND m.type = l.type AND m.id = l.source_id
  LEFT JOIN mirror_body b ON b.id = m.body
  WHERE l.job = ?1 AND (l.type, l.source_id) > (?2, ?3) ORDER BY l.type, l.source_id LIMIT ?4`;
const count = "SELECT COUNT(*) AS links FROM link WHERE job = ?1 AND type = ?2";
const countDisabled = "SELECT COUNT(*) AS links FROM link WHERE job = ?1 AND state = 'disabled'";

export function createLinks(context: JobContext): Links {
  function page(type: string, sourceId: string): readonly NamedLink[] {
    return context.read(({ job, sql }) =>
      sql(selectPage)
        .all(job, type, sourceId, chunk)
        .map((row) => {
          const link = linkRow(row);
          return { ...link, sourceName: textOrNull(row, "name") ?? link.sourceId };
        }),
    );
  }

  return {
    async ofSources(type, sourceIds, { settled } = { settled: false }) {
      return context.read((tables) =>
        settled ? readSettledLinks(tables, type, sourceIds) : readLinks(tables, type, sourceIds),
      );
    },
    async ofTargets(type, targetIds) {
      return context.read(({ job, sql }) =>
        sql(selectOfTargets)
          .all(job, type, JSON.stringify(targetIds))
          .map((row) => ({ ...linkRow(row), job: text(row, "name") })),
      );
    },
    async *list() {
      let links = page("", "");
      for (let last = links.at(-1); last !== undefined; last = links.at(-1)) {
        yield* links;
        links = page(last.type, last.sourceId);
      }
    },
    async counts() {
      return context.read(({ job, sql }) => ({
        users: integer(sql(count).get(job, "user") ?? {}, "links"),
        groups: integer(sql(count).get(job, "group") ?? {}, "links"),
      }));
    },
    async countDisabled() {
      return context.read(({ job, sql }) => integer(sql(countDisabled).get(job) ?? {}, "links"));
    },
    async remove(type, sourceId) {
      return context.write((tables) => {
        if (readLinks(tables, type, [sourceId]).length === 0) return false;
        releaseLinks(tables, type, [sourceId]);
        markDirty(tables, type, [sourceId]);
        return true;
      });
    },
  };
}
