/**
 * Whether people in a group are in the groups around it, too: not if it is known to be deleted, nor if it
 * says that it is no security group, as in Entra. `group`: its row in the mirror, perhaps none.
 */
export function passesOn(group: string): string {
  return `(${group}.state IS NULL OR ${group}.state = 'active' AND NOT EXISTS (
    SELECT 1 FROM mirror_body o WHERE o.id = ${group}.body AND ${isNoSecurityGroup("o.attributes")}))`;
}

/**
 * SELECT of `id` and `group_id`: every group that each of these users (a SELECT of `id`) is in, directly or
 * through groups in it that pass their members on, however deep; whether the group itself does, is left open.
 * UNION: a group that is inside of itself, or that can be reached on two ways, comes once. From the member
 * upwards: whoever is a member of few groups is found in a few steps.
 */
export function groupsAround(users: string): string {
  return `
    WITH RECURSIVE above(id, group_id) AS (
      SELECT i.id, m.group_id FROM (${users}) i CROSS JOIN membership m INDEXED BY membership_member
      WHERE m.job = ?1 AND m.member_id = i.id AND m.member_type = 'user'
      UNION
      SELECT d.id, m.group_id FROM above d CROSS JOIN membership m INDEXED BY membership_member
      LEFT JOIN mirror s ON s.job = ?1 AND s.type = 'group' AND s.id = d.group_id
      WHERE m.job = ?1 AND m.member_id = d.group_id AND m.member_type = 'group' AND ${passesOn("s")})
    SELECT d.id, d.group_id FROM above d`;
}

/** SELECT of `id`: these groups (a SELECT of ids) and all they are inside of, whatever those pass on. */
export function withOuterGroups(groups: string): string {
  return `
    WITH RECURSIVE above(id) AS (
      ${groups}
      UNION
      SELECT m.group_id FROM above d CROSS JOIN membership m INDEXED BY membership_member
      WHERE m.job = ?1 AND m.member_id = d.id AND m.member_type = 'group')
    SELECT d.id FROM above d`;
}

function isNoSecurityGroup(attributes: string): string {
  return `json_type(${attributes}, '$.securityEnabled') = 'false'`;
}
