import {
  type Attributes,
  type Grant,
  noRelations,
  type ObjectType,
  type SourceState,
} from "../../rules/directory.ts";
import type { MirroredObject } from "../mirror.ts";
import { linkRow } from "./link-row.ts";
import { dateOrNull, integer, text, textOrNull, type Row } from "./row.ts";

/** What `mirrorRow` reads, of `m` (mirror), `b` (its body) and `l` (its link, if there is one). */
export const mirrorColumns = `
  m.id, m.state AS source_state, m.readable, m.missing_since, m.last_skip, b.attributes,
  m.type, l.source_id, l.target_id, l.state, l.since, l.applied, l.members_known, l.unkept`;

export function mirrorRow(row: Row, grants: readonly Grant[]): MirroredObject {
  return {
    object: {
      type: text(row, "type") as ObjectType,
      id: text(row, "id"),
      state: text(row, "source_state") as SourceState,
      attributes: attributesOf(row),
    },
    grants,
    link: row["target_id"] === null ? null : linkRow(row),
    readable: integer(row, "readable") === 1,
    missingSince: dateOrNull(row, "missing_since"),
    lastSkip: textOrNull(row, "last_skip"),
    relations: noRelations,
  };
}

/** What was stored as JSON of an object. */
export function attributesOf(row: Row): Attributes {
  return JSON.parse(text(row, "attributes")) as Attributes;
}
