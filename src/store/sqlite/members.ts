import type { MemberChange, Members } from "../members.ts";
import type { JobContext, JobTables } from "./job-context.ts";
import { planMembers } from "./plan-members.ts";
import { countMemberChanges } from "./count-member-changes.ts";
import { integer, text, type Row } from "./row.ts";

type Action = "add" | "remove";

const markMissing = `
  UPDATE group_member SET missing = 1, lost = lost + 1
  WHERE job = ?1 AND group_target_id = ?2 AND missing = 0
    AND member_target_id NOT IN (SELECT value FROM json_each(?3))`;
/** Members that nobody here is linked to are the target's own business. */
const forgetMissingStrangers = `
  DELETE FROM group_member INDEXED BY group_member_missing
  WHERE job = ?1 AND group_target_id = ?2 AND missing = 1 AND NOT EXISTS (
    SELECT 1 FROM link l
    WHERE l.job = ?1 AND l.type IN ('user', 'group') AND l.target_id = group_member.member_target_id)`;
const insertMembers = `
  INSERT INTO group_member (job, group_target_id, member_target_id) SELECT ?1, ?2, value FROM json_each(?3) WHERE true
  ON CONFLICT (job, group_target_id, member_target_id)`;
/** What was found there is there; what was only sent may get lost again. */
const seeMembers = `${insertMembers} DO UPDATE SET missing = 0, lost = 0 WHERE missing = 1 OR lost > 0`;
const putMembers = `${insertMembers} DO UPDATE SET missing = 0 WHERE missing = 1`;
const giveUpMembers = `
  INSERT INTO group_member (job, group_target_id, member_target_id, missing, lost)
  SELECT ?1, ?2, value, 1, 2 FROM json_each(?3) WHERE true
  ON CONFLICT (job, group_target_id, member_target_id) DO UPDATE SET missing = 1, lost = 2`;
const selectGivenUp = `
  SELECT group_target_id, member_target_id FROM json_each(?2) i
  CROSS JOIN group_member h INDEXED BY group_member_missing
  WHERE h.job = ?1 AND h.group_target_id = i.value AND h.missing = 1 AND h.lost > 1
  ORDER BY group_target_id, member_target_id`;
const markKnown = `
  UPDATE link SET members_known = 1 WHERE job = ?1 AND type = 'group' AND target_id = ?2 AND members_known = 0`;
const countThere = `
  SELECT COUNT(*) AS members FROM group_member WHERE job = ?1 AND group_target_id = ?2 AND missing = 0`;
const removeMembers = `
  DELETE FROM group_member
  WHERE job = ?1 AND group_target_id = ?2 AND member_target_id IN (SELECT value FROM json_each(?3))`;
/** Nobody joins while disabled; whoever left the directory's group leaves in any state. */
const selectNext = `
  SELECT c.member_id, l.target_id, c.action = 'remove' AND EXISTS (
      SELECT 1 FROM link g CROSS JOIN group_member h
      WHERE g.job = ?1 AND g.type = 'group' AND g.source_id = c.group_id
        AND h.job = ?1 AND h.group_target_id = g.target_id AND h.member_target_id = l.target_id
        AND h.missing = 1) AS unseen
  FROM member_change c CROSS JOIN link l
  WHERE c.job = ?1 AND c.group_id = ?2 AND c.action = ?3 AND c.state = 'planned'
    AND l.job = ?1 AND l.type = c.member_type AND l.source_id = c.member_id
    AND (c.action = 'remove' OR l.state = 'active')
  AND (?5 IS NULL OR c.member_type = ?5)
  ORDER BY c.member_id LIMIT ?4`;
const forgetChanges = `
  DELETE FROM member_change WHERE job = ?1 AND group_id = ?2 AND action = ?3
    AND member_id IN (SELECT value FROM json_each(?4))`;
const selectPlanned = `
  SELECT member_id FROM member_change WHERE job = ?1 AND group_id = ?2 AND action = ?3 ORDER BY member_id`;

export function createMembers(context: JobContext): Members {
  return {
    async remember(groupTargetId, memberTargetIds) {
      return context.write(({ job, sql }) => {
        if (memberTargetIds !== null) {
          const ids = JSON.stringify(memberTargetIds);
          sql(markMissing).run(job, groupTargetId, ids);
          sql(forgetMissingStrangers).run(job, groupTargetId);
          sql(seeMembers).run(job, groupTargetId, ids);
        }
        sql(markKnown).run(job, groupTargetId);
        return integer(sql(countThere).get(job, groupTargetId) ?? {}, "members");
      });
    },
    async plan(groups, options = { nested: false }) {
      return context.write((tables) => {
        planMembers(tables, groups, options);
        const ids = groups.map(({ groupId }) => groupId);
        const counts = countMemberChanges(tables, ids);
        const counted = ids.map((id) => [id, counts(id)] as const);
        return new Map(counted.filter(([, { add, remove }]) => add + remove > 0));
      });
    },
    async givenUp(groupTargetIds) {
      return context.read(({ job, sql }) => {
        const rows = sql(selectGivenUp).all(job, JSON.stringify(groupTargetIds));
        const byGroup = Map.groupBy(rows, (row) => text(row, "group_target_id"));
        return new Map(
          byGroup.entries().map(([id, ofGroup]) => [id, ofGroup.map((row) => text(row, "member_target_id"))]),
        );
      });
    },
    async take(groupId, { action, limit, type }) {
      return context.read(({ job, sql }) =>
        sql(selectNext)
          .all(job, groupId, action, limit, type ?? null)
          .map(changeRow),
      );
    },
    async commit(groupId, { groupTargetId, action, members, refused = [], givenUp = [] }) {
      context.write(({ job, sql }) => {
        sql(action === "add" ? putMembers : removeMembers).run(job, groupTargetId, targetIdsOf(members));
        if (givenUp.length > 0) sql(giveUpMembers).run(job, groupTargetId, targetIdsOf(givenUp));
        const settled = [...members, ...refused, ...givenUp].map(({ memberId }) => memberId);
        sql(forgetChanges).run(job, groupId, action, JSON.stringify(settled));
      });
    },
    async planned(groupId) {
      return context.read((tables) => ({
        add: readPlanned(tables, groupId, "add"),
        remove: readPlanned(tables, groupId, "remove"),
      }));
    },
  };
}

function readPlanned({ job, sql }: JobTables, groupId: string, action: Action): readonly string[] {
  return sql(selectPlanned)
    .all(job, groupId, action)
    .map((row) => text(row, "member_id"));
}

/** As a JSON list. */
function targetIdsOf(members: readonly MemberChange[]): string {
  return JSON.stringify(members.flatMap(({ targetId }) => targetId ?? []));
}

function changeRow(row: Row): MemberChange {
  return {
    memberId: text(row, "member_id"),
    targetId: text(row, "target_id"),
    ...(integer(row, "unseen") === 1 ? { unseen: true } : {}),
  };
}
