import { groupsAround, passesOn } from "./nesting.ts";

/** Who counts as a member of the planned groups (`?2`: JSON with `groupId` and `targetId`). */
export type Memberships = {
  /** SELECT of `group_id`, `target_id`, `member_id` and `member_type`, each member of a group once. */
  readonly ofGroups: string;
  /** Whether the object in these two columns is a member of the planned group `g`. */
  readonly has: (type: string, id: string) => string;
};

export const direct: Memberships = {
  ofGroups: `
    SELECT m.group_id, g.value ->> 'targetId' AS target_id, m.member_id, m.member_type
    FROM json_each(?2) g CROSS JOIN membership m
    WHERE m.job = ?1 AND m.group_id = g.value ->> 'groupId'`,
  has(type, id) {
    return `EXISTS (
      SELECT 1 FROM membership m
      WHERE m.job = ?1 AND m.group_id = g.value ->> 'groupId' AND m.member_id = ${id} AND m.member_type = ${type})`;
  },
};

/** Whether the inner group passes its members on. */
const isOpen = passesOn("s");

/** Users in groups in groups, however deep, instead of the inner groups. */
export const nested: Memberships = {
  ofGroups: `
    WITH RECURSIVE inside(root, target_id, group_id) AS (
      SELECT value ->> 'groupId', value ->> 'targetId', value ->> 'groupId' FROM json_each(?2)
      UNION
      SELECT i.root, i.target_id, m.member_id FROM inside i CROSS JOIN membership m
      LEFT JOIN mirror s ON s.job = ?1 AND s.type = 'group' AND s.id = m.member_id
      WHERE m.job = ?1 AND m.group_id = i.group_id AND m.member_type = 'group' AND ${isOpen})
    SELECT DISTINCT i.root AS group_id, i.target_id, m.member_id, m.member_type
    FROM inside i CROSS JOIN membership m
    WHERE m.job = ?1 AND m.group_id = i.group_id AND m.member_type = 'user'`,
  has(type, id) {
    return `${type} = 'user' AND g.value ->> 'groupId' IN (
      SELECT w.group_id FROM (${groupsAround(`SELECT ${id} AS id`)}) w)`;
  },
};
