import type { ObjectType } from "../../rules/directory.ts";
import type { Link } from "../../rules/link.ts";
import { StopError } from "../../rules/stop-error.ts";
import { isUniqueViolation } from "./failure.ts";
import { forgetGenerated } from "./generated.ts";
import type { JobTables } from "./job-context.ts";
import { linkColumns, linkRow } from "./link-row.ts";
import { markReferrers } from "./referrers.ts";
import { text } from "./row.ts";
import { writeUnkept } from "./unkept-column.ts";

const select = `
  SELECT ${linkColumns} FROM json_each(?3) i CROSS JOIN link l
  WHERE l.job = ?1 AND l.type = ?2 AND l.source_id = i.value`;
const selectSettled = `${select} AND NOT EXISTS (
  SELECT 1 FROM operation o
  WHERE o.job = ?1 AND o.type = ?2 AND o.source_id = l.source_id AND o.link_kind = 'drop')`;
const put = `
  INSERT INTO link (job, type, source_id, target_id, state, since, applied, members_known, unkept)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
  ON CONFLICT (job, type, source_id) DO UPDATE SET target_id = excluded.target_id, state = excluded.state,
    since = excluded.since, applied = excluded.applied, members_known = excluded.members_known,
    unkept = excluded.unkept`;
const holderOfTarget = "SELECT source_id FROM link WHERE job = ?1 AND type = ?2 AND target_id = ?3";
const forgetMemberships = `
  DELETE FROM group_member WHERE job = ?1 AND member_target_id IN (SELECT value FROM json_each(?2))`;
const forgetMembers = `
  DELETE FROM group_member WHERE job = ?1 AND group_target_id IN (SELECT value FROM json_each(?2))`;
const forgetLinks = `
  DELETE FROM link WHERE job = ?1 AND type = ?2 AND source_id IN (SELECT value FROM json_each(?3))`;
const purged = `
  FROM mirror WHERE job = ?1 AND type = ?2 AND state = 'hardDeleted' AND id IN (SELECT value FROM json_each(?3))`;
const forgetPurgedBodies = `DELETE FROM mirror_body WHERE id IN (SELECT body ${purged})`;
const forgetPurged = `DELETE ${purged}`;
const forgetEscrows = `
  DELETE FROM escrow WHERE job = ?1 AND type = ?2 AND source_id IN (SELECT value FROM json_each(?3))
    AND NOT EXISTS (
      SELECT 1 FROM mirror m WHERE m.job = ?1 AND m.type = ?2 AND m.id = escrow.source_id)`;

export function readLinks(
  { job, sql }: JobTables,
  type: ObjectType,
  sourceIds: readonly string[],
): readonly Link[] {
  return sql(select).all(job, type, JSON.stringify(sourceIds)).map(linkRow);
}

/** Without the links that the current plan drops. */
export function readSettledLinks(
  { job, sql }: JobTables,
  type: ObjectType,
  sourceIds: readonly string[],
): readonly Link[] {
  return sql(selectSettled).all(job, type, JSON.stringify(sourceIds)).map(linkRow);
}

export function putLink({ job, sql }: JobTables, link: Link): void {
  const { type, sourceId, targetId, state, since, applied } = link;
  const known = link.membersKnown ? 1 : 0;
  const unkept = writeUnkept(link.unkept);
  try {
    sql(put).run(job, type, sourceId, targetId, state, since.getTime(), applied, known, unkept);
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    const holder = sql(holderOfTarget).get(job, type, targetId);
    const other = holder === undefined ? "another one" : text(holder, "source_id");
    throw new StopError(
      "store",
      `Cannot link ${type} ${sourceId} to target id ${targetId} as it is linked to ${other}`,
      { cure: `Run \`unlink\` for the one of the two that the account does not belong to`, cause },
    );
  }
}

/**
 * Forgets links to what is gone from the target, with all that hung on them. What refers to their objects
 * becomes dirty.
 */
export function dropLinks(tables: JobTables, type: ObjectType, sourceIds: readonly string[]): void {
  const links = readLinks(tables, type, sourceIds);
  if (links.length === 0) return;
  const { job, sql } = tables;
  const targetIds = JSON.stringify(links.map(({ targetId }) => targetId));
  sql(forgetMemberships).run(job, targetIds);
  if (type === "group") sql(forgetMembers).run(job, targetIds);
  releaseLinks(
    tables,
    type,
    links.map(({ sourceId }) => sourceId),
  );
}

/**
 * Forgets links to accounts that stay: what groups hold of them stays known. What refers to their objects,
 * and the groups that hold the accounts, become dirty.
 */
export function releaseLinks(tables: JobTables, type: ObjectType, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const { job, sql } = tables;
  // While the links still say which accounts these are.
  markReferrers(tables, type, ids);
  for (const statement of [forgetLinks, forgetPurgedBodies, forgetPurged, forgetEscrows]) {
    sql(statement).run(job, type, JSON.stringify(ids));
  }
  forgetGenerated(tables, type, ids);
}
