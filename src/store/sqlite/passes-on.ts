/**
 * Whether people in a group are in the groups around it, too: not if it is known to be deleted, nor if it
 * says that it is no security group, as in Entra. `group`: its row in the mirror, perhaps none.
 */
export function passesOn(group: string): string {
  return `(${group}.state IS NULL OR ${group}.state = 'active' AND NOT EXISTS (
    SELECT 1 FROM mirror_body o WHERE o.id = ${group}.body AND ${isNoSecurityGroup("o.attributes")}))`;
}

function isNoSecurityGroup(attributes: string): string {
  return `json_type(${attributes}, '$.securityEnabled') = 'false'`;
}
