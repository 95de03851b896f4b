import type { ObjectType } from "../../rules/directory.ts";
import type { Link } from "../../rules/link.ts";
import { integer, text, textOrNull, type Row } from "./row.ts";
import { readUnkept } from "./unkept-column.ts";

/** What `linkRow` reads, of a table or alias `l`. */
export const linkColumns = `
  l.type, l.source_id, l.target_id, l.state, l.since, l.applied, l.members_known, l.unkept`;

export function linkRow(row: Row): Link {
  return {
    type: text(row, "type") as ObjectType,
    sourceId: text(row, "source_id"),
    targetId: text(row, "target_id"),
    state: text(row, "state") as Link["state"],
    since: new Date(integer(row, "since")),
    applied: textOrNull(row, "applied"),
    membersKnown: integer(row, "members_known") === 1,
    unkept: readUnkept(row),
  };
}
