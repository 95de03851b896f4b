import { passesOn } from "./passes-on.ts";

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
  // From the member upwards: whoever is a member of few groups is found in a few steps.
  has(type, id) {
    return `${type} = 'user' AND g.value ->> 'groupId' IN (
      WITH RECURSIVE above(group_id) AS (
        SELECT m.group_id FROM membership m INDEXED BY membership_member
        WHERE m.job = ?1 AND m.member_id = ${id} AND m.member_type = 'user'
        UNION
        SELECT m.group_id FROM above d CROSS JOIN membership m INDEXED BY membership_member
        LEFT JOIN mirror s ON s.job = ?1 AND s.type = 'group' AND s.id = d.group_id
        WHERE m.job = ?1 AND m.member_id = d.group_id AND m.member_type = 'group' AND ${isOpen})
      SELECT d.group_id FROM above d)`;
  },
};
