import type { MemberChange, Members } from "../members.ts";
import type { JobContext, JobTables } from "./job-context.ts";
import { planMembers } from "./plan-members.ts";
import { countMemberChanges } from "./count-member-changes.ts";
import { text, type Row } from "./row.ts";

type Action = "add" | "remove";

const forgetMembers = "DELETE FROM group_member WHERE job = ?1 AND group_target_id = ?2";
const putMembers = `
  INSERT INTO group_member (job, group_target_id, member_target_id) SELECT ?1, ?2, value FROM json_each(?3) WHERE true
  ON CONFLICT (job, group_target_id, member_target_id) DO NOTHING`;
const markKnown = `
  UPDATE link SET members_known = 1 WHERE job = ?1 AND type = 'group' AND target_id = ?2 AND members_known = 0`;
const removeMembers = `
  DELETE FROM group_member
  WHERE job = ?1 AND group_target_id = ?2 AND member_target_id IN (SELECT value FROM json_each(?3))`;
/** Nobody joins while disabled; whoever left the directory's group leaves in any state. */
const selectNext = `
  SELECT c.member_id, l.target_id FROM member_change c CROSS JOIN link l
  WHERE c.job = ?1 AND c.group_id = ?2 AND c.action = ?3 AND c.state = 'planned'
    AND l.job = ?1 AND l.type = c.member_type AND l.source_id = c.member_id
    AND (c.action = 'remove' OR l.state = 'active')
  ORDER BY c.member_id LIMIT ?4`;
const forgetChanges = `
  DELETE FROM member_change WHERE job = ?1 AND group_id = ?2 AND action = ?3
    AND member_id IN (SELECT value FROM json_each(?4))`;
const selectPlanned = `
  SELECT member_id FROM member_change WHERE job = ?1 AND group_id = ?2 AND action = ?3 ORDER BY member_id`;

export function createMembers(context: JobContext): Members {
  return {
    async remember(groupTargetId, memberTargetIds) {
      context.write(({ job, sql }) => {
        sql(forgetMembers).run(job, groupTargetId);
        sql(putMembers).run(job, groupTargetId, JSON.stringify(memberTargetIds));
        sql(markKnown).run(job, groupTargetId);
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
    async take(groupId, { action, limit }) {
      return context.read(({ job, sql }) => sql(selectNext).all(job, groupId, action, limit).map(changeRow));
    },
    async commit(groupId, { groupTargetId, action, members, refused = [] }) {
      context.write(({ job, sql }) => {
        const targetIds = JSON.stringify(members.flatMap(({ targetId }) => targetId ?? []));
        sql(action === "add" ? putMembers : removeMembers).run(job, groupTargetId, targetIds);
        const settled = [...members, ...refused].map(({ memberId }) => memberId);
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

function changeRow(row: Row): MemberChange {
  return { memberId: text(row, "member_id"), targetId: text(row, "target_id") };
}
